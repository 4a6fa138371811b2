package dev.referee.intake.hep;

import dev.referee.model.NameAddress;
import dev.referee.model.SipRequest;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SIP message, read no further than Referee needs (RFC 3261 section 7): the first line, a few
 * headers, the body. Header names in any case and in their short forms, folded lines, lines that
 * end in LF alone.
 */
final class SipMessage {
    static final int MOST_HEADERS = 256;
    static final int LONGEST_VALUE = 4_096;

    private static final Pattern CSEQ = Pattern.compile("([0-9]{1,10})[ \\t]+([A-Za-z]{1,20})");
    private static final long HIGHEST_CSEQ = 0xffff_ffffL;

    /** The headers that are read; all others are passed over. */
    enum Header {
        CALL_ID("call-id", "i"),
        CSEQ("cseq", null),
        FROM("from", "f"),
        TO("to", "t"),
        REFER_TO("refer-to", "r"),
        REFERRED_BY("referred-by", "b"),
        REFER_SUB("refer-sub", null),
        EVENT("event", "o"),
        SUBSCRIPTION_STATE("subscription-state", null),
        /** Of several the first; null where that is too long. */
        CONTACT("contact", "m"),
        /** Likewise. */
        RETRY_AFTER("retry-after", null),
        CONTENT_TYPE("content-type", "c"),
        CONTENT_LENGTH("content-length", "l");

        private static final Map<String, Header> BY_NAME = new HashMap<>();

        static {
            for (Header header : values()) {
                BY_NAME.put(header.name, header);
                if (header.shortName != null) {
                    BY_NAME.put(header.shortName, header);
                }
            }
        }

        private final String name;
        private final @Nullable String shortName;

        Header(String name, @Nullable String shortName) {
            this.name = name;
            this.shortName = shortName;
        }
    }

    private final String firstLine;
    private final Map<Header, String> headers = new EnumMap<>(Header.class);
    private final String rest;
    private final SipRequest request;
    private final String method;

    /**
     * Reads a message.
     *
     * @param bytes one character a byte (ISO 8859-1)
     * @throws BadPacket when it lacks what every message has (RFC 3261 section 8.1.1), has such a
     *     header twice, or is beyond a limit
     */
    SipMessage(String bytes) throws BadPacket {
        Lines lines = new Lines(bytes);
        this.firstLine = lines.next();
        int count = 0;
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            count++;
            if (count > MOST_HEADERS) {
                throw new BadPacket("too many headers");
            }
            take(line);
        }
        this.rest = lines.rest();
        Matcher cseq = CSEQ.matcher(require(Header.CSEQ));
        if (!cseq.matches() || Long.parseLong(cseq.group(1)) > HIGHEST_CSEQ) {
            throw new BadPacket("no CSeq");
        }
        String fromTag = tag(Header.FROM);
        if (fromTag == null) {
            throw new BadPacket("no tag in From");
        }
        this.method = cseq.group(2);
        this.request =
                new SipRequest(require(Header.CALL_ID), fromTag, Long.parseLong(cseq.group(1)));
    }

    /** The first line, without its line break. */
    String firstLine() {
        return firstLine;
    }

    /** The request, or the one that this answers. */
    SipRequest request() {
        return request;
    }

    /** That request's method, as CSeq has it. */
    String method() {
        return method;
    }

    /** The tag of whoever gets the request; null outside of a dialog. */
    @Nullable
    String toTag() throws BadPacket {
        return tag(Header.TO);
    }

    /** A header's value, those of a repeated one with commas between (RFC 3261 section 7.3.1). */
    @Nullable
    String get(Header header) {
        return headers.get(header);
    }

    /** The body, no longer than Content-Length says, one character a byte (ISO 8859-1). */
    String body() {
        String length = headers.get(Header.CONTENT_LENGTH);
        return length != null && length.matches("[0-9]{1,5}")
                ? rest.substring(0, Math.min(rest.length(), Integer.parseInt(length)))
                : rest;
    }

    private void take(String line) throws BadPacket {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new BadPacket("a header without a name");
        }
        Header header =
                Header.BY_NAME.get(line.substring(0, colon).trim().toLowerCase(Locale.ROOT));
        if (header == null) {
            return;
        }
        String value = utf8(line.substring(colon + 1).trim());
        String before = headers.get(header);
        if (isDispensable(header) && (before != null || value.length() > LONGEST_VALUE)) {
            return;
        }
        if (before != null && !mayRepeat(header)) {
            throw new BadPacket("a header is there twice");
        }
        String all = before == null ? value : before + ", " + value;
        if (all.length() > LONGEST_VALUE) {
            throw new BadPacket("a header is too long");
        }
        headers.put(header, all);
    }

    /** Without these a message is still worth reading. */
    private static boolean isDispensable(Header header) {
        return header == Header.CONTACT || header == Header.RETRY_AFTER;
    }

    /** RFC 3261 section 7.3.1. Bytes that are not UTF-8 become U+FFFD. */
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A phone that sends two targets is refused by Asterisk: that has to be seen, not dropped. */
    private static boolean mayRepeat(Header header) {
        return header == Header.REFER_TO || header == Header.REFERRED_BY;
    }

    private String require(Header header) throws BadPacket {
        String value = headers.get(header);
        if (value == null || value.isEmpty()) {
            throw new BadPacket("no " + header);
        }
        return value;
    }

    private @Nullable String tag(Header header) throws BadPacket {
        NameAddress address = NameAddress.of(require(header));
        if (address == null) {
            throw new BadPacket(header + " is not an address");
        }
        return address.parameter("tag");
    }

    /** Takes a text apart into lines, folded ones put together (RFC 3261 section 7.3.1). */
    private static final class Lines {
        private final String text;
        private int at;

        Lines(String text) {
            this.text = text;
        }

        /** The next line; an empty one before the body. */
        String next() throws BadPacket {
            String line = plain();
            if (line.isEmpty() || at >= text.length() || !isBlank(text.charAt(at))) {
                return line;
            }
            StringBuilder folded = new StringBuilder(line);
            while (at < text.length() && isBlank(text.charAt(at))) {
                folded.append(' ').append(plain().trim());
            }
            return folded.toString();
        }

        String rest() {
            return text.substring(at);
        }

        private String plain() throws BadPacket {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                throw new BadPacket("cut off within the headers");
            }
            int to = end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
            String line = text.substring(at, to);
            at = end + 1;
            return line;
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }
    }
}
