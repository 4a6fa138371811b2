package dev.referee.intake.ami;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * One message of the Asterisk Manager Interface: lines {@code Key: Value} with CR LF between them.
 * Keys are found without regard to case; of a key that is repeated the first value counts. A line
 * without a colon is passed over. Immutable.
 */
final class AmiFrame {
    /** The longest value that is let through, in characters. Asterisk's own are far shorter. */
    static final int LONGEST_VALUE = 4_096;

    /** What Asterisk writes for a name or number that it does not know. */
    private static final String UNKNOWN = "<unknown>";

    private final String text;
    private final @Nullable Words words;

    private static final int PER_LINE = 3;
    private static final int USUAL_LINES = 32;

    /** Of each line with a colon: where its key begins and ends, and where the line ends. */
    private int[] lines = new int[PER_LINE * USUAL_LINES];

    private int size;

    /** Reads a frame, as {@link #AmiFrame(String, Words)} does. */
    AmiFrame(String text) {
        this(text, null);
    }

    /**
     * Reads a frame. Values are only cut out when they are asked for: of most frames few are.
     *
     * @param text the frame, with or without its closing blank line. Lines that end in LF alone are
     *     accepted only where no CR LF is in it: Asterisk leaves a LF inside of a value as it is
     * @param words gives values that it knows; null for none
     */
    AmiFrame(String text, @Nullable Words words) {
        this.text = text;
        this.words = words;
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf(end, from);
            if (to < 0) {
                to = text.length();
            }
            int colon = text.indexOf(':', from, to);
            if (colon >= 0) {
                add(from, colon, to);
            }
            from = to + end.length();
        }
    }

    private void add(int from, int colon, int to) {
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, 2 * size);
        }
        lines[size] = firstInk(from, colon);
        lines[size + 1] = lastInk(from, colon);
        lines[size + 2] = to;
        size += PER_LINE;
    }

    private int firstInk(int from, int to) {
        int begin = from;
        while (begin < to && text.charAt(begin) <= ' ') {
            begin++;
        }
        return begin;
    }

    /** Behind the last character that is not blank. */
    private int lastInk(int from, int to) {
        int end = to;
        while (end > from && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }

    private @Nullable String value(String key) {
        int length = key.length();
        for (int i = 0; i < size; i += PER_LINE) {
            if (lines[i + 1] - lines[i] == length && isAt(lines[i], key)) {
                return cut(text.indexOf(':', lines[i + 1]) + 1, lines[i + 2]);
            }
        }
        return null;
    }

    private boolean isAt(int from, String key) {
        // Asterisk writes each key in one way.
        return text.startsWith(key, from) || text.regionMatches(true, from, key, 0, key.length());
    }

    private String cut(int from, int to) {
        int begin = firstInk(from, to);
        int end = Math.max(begin, lastInk(from, to)); // Of a blank value it stands before.
        return words == null ? text.substring(begin, end) : words.of(text, begin, end);
    }

    /**
     * The value of the first line of a frame if its key is the given one, without reading the rest:
     * the name of most events. Null when the frame begins with something else.
     */
    static @Nullable String first(String text, String key) {
        int from = 0;
        while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        int colon = from + key.length();
        if (!text.regionMatches(true, from, key, 0, key.length())
                || colon >= text.length()
                || text.charAt(colon) != ':') {
            return null;
        }
        int to = text.indexOf('\n', colon);
        return text.substring(colon + 1, to < 0 ? text.length() : to).trim();
    }

    /** The value of a key; null when it is absent, empty or unknown to Asterisk. */
    @Nullable
    String get(String key) throws BadFrame {
        String value = bounded(key);
        return value == null || value.isEmpty() || value.equals(UNKNOWN) ? null : value;
    }

    /** The value of a key as {@link #get} gives it, which must be there. */
    String require(String key) throws BadFrame {
        String value = get(key);
        if (value == null) {
            throw new BadFrame("no " + key);
        }
        return value;
    }

    /** The value of a key, {@code ""} when it is empty, which must be there. */
    String requireMaybeEmpty(String key) throws BadFrame {
        String value = bounded(key);
        if (value == null) {
            throw new BadFrame("no " + key);
        }
        return value;
    }

    /** Cut off, a name could be that of another channel: a value that is too long is none. */
    private @Nullable String bounded(String key) throws BadFrame {
        String value = value(key);
        if (value != null && value.length() > LONGEST_VALUE) {
            throw new BadFrame(key + " is too long");
        }
        return value;
    }

    /** The whole number under a key; null when it is absent. */
    @Nullable
    Integer number(String key) throws BadFrame {
        String value = get(key);
        if (value == null) {
            return null;
        }
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new BadFrame(key + " is not a number");
        }
    }

    /** The channel whose fields begin with a prefix, which must be there. */
    Channel channel(String prefix) throws BadFrame {
        Channel channel = maybeChannel(prefix);
        if (channel == null) {
            throw new BadFrame("no " + prefix + "Uniqueid");
        }
        return channel;
    }

    /** The channel whose fields begin with a prefix; null when there is none. */
    @Nullable
    Channel maybeChannel(String prefix) throws BadFrame {
        String uniqueid = get(prefix + "Uniqueid");
        if (uniqueid == null) {
            return null;
        }
        return new Channel(
                uniqueid,
                get(prefix + "Channel"),
                Channel.State.of(get(prefix + "ChannelStateDesc")),
                get(prefix + "Context"),
                get(prefix + "Exten"),
                prefix.isEmpty() ? get("Application") : null,
                prefix.isEmpty() ? get("AppData") : null,
                null,
                get(prefix + "Linkedid"),
                get(prefix + "CallerIDNum"));
    }

    /** The bridge whose fields begin with a prefix; null when there is none. */
    @Nullable
    Bridge maybeBridge(String prefix) throws BadFrame {
        String id = get(prefix + "BridgeUniqueid");
        return id == null
                ? null
                : new Bridge(
                        id,
                        get(prefix + "BridgeTechnology"),
                        "parking".equals(get(prefix + "BridgeType")));
    }

    /**
     * Undoes what Asterisk's {@code ast_escape_c} does to names and values of variables (main/utils.c,
     * 16 and 22). A backslash before any other character, or at the end, stays.
     */
    static String unescape(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder plain = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            int which = c == '\\' && i + 1 < escaped.length()
                    ? "abfnrtv\\'\"?".indexOf(escaped.charAt(i + 1))
                    : -1;
            if (which < 0) {
                plain.append(c);
            } else {
                plain.append("\u0007\b\f\n\r\t\u000b\\'\"?".charAt(which));
                i++;
            }
        }
        return plain.toString();
    }

    /** A frame that lacks what it should have. Has no stack trace: it is an expected failure. */
    static final class BadFrame extends Exception {
        private static final long serialVersionUID = 1;

        BadFrame(String message) {
            super(message, null, false, false);
        }
    }
}
