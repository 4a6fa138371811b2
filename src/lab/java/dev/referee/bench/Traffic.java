package dev.referee.bench;

import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One recorded call as often as wanted: each time with names, uniqueids, bridges and Call-IDs of its
 * own. It consists of what AMI sends to an account with {@code read=call,dialplan}.
 */
final class Traffic {
    private static final Path CAPTURES = Path.of("src", "test", "resources", "captures");
    private static final Pattern SENT =
            Pattern.compile("^Privilege: (?:call|dialplan),", Pattern.MULTILINE);
    private static final Pattern IDENTIFIER =
            Pattern.compile("^(Channel|Uniqueid|BridgeUniqueid): (.+?)\\r?$", Pattern.MULTILINE);

    /** The most identifiers in one call. */
    private static final int IDENTIFIERS = 64;

    private final List<String> frames;
    private final Map<String, Kind> identifiers = new LinkedHashMap<>();
    private final Pattern anyIdentifier;

    private enum Kind {
        CHANNEL,
        UNIQUEID,
        BRIDGE
    }

    private Traffic(List<String> frames) {
        this.frames = frames;
        for (String frame : frames) {
            Matcher matcher = IDENTIFIER.matcher(frame);
            while (matcher.find()) {
                String value = matcher.group(2);
                switch (matcher.group(1)) {
                    case "Channel" -> {
                        // An endpoint or a device is no channel: it has no number behind a dash.
                        if (value.matches(".+-[0-9a-f]{8}(;[12])?")) {
                            identifiers.put(value.replaceFirst(";[12]$", ""), Kind.CHANNEL);
                        }
                    }
                    case "Uniqueid" -> identifiers.put(value, Kind.UNIQUEID);
                    default -> identifiers.put(value, Kind.BRIDGE);
                }
            }
        }
        if (identifiers.size() > IDENTIFIERS) {
            throw new IllegalStateException("a call of too many parts: " + identifiers);
        }
        anyIdentifier = Pattern.compile(identifiers.keySet().stream()
                .map(Pattern::quote)
                .map(quoted -> quoted + "(?![0-9a-f])")
                .collect(Collectors.joining("|")));
    }

    /** A recorded call, whole. */
    static Traffic recorded(String name) {
        List<String> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(CAPTURES.resolve(name + ".jsonl.gz"))) {
            for (CaptureLine line = reader.next(); line != null; line = reader.next()) {
                if (line.source() == Source.AMI && SENT.matcher(line.raw()).find()) {
                    frames.add(line.raw());
                }
            }
        } catch (CaptureException | java.io.IOException e) {
            throw new IllegalStateException("run this in the project's own folder", e);
        }
        return new Traffic(frames);
    }

    /** Its beginning, up to and with the first frame of this event behind the first of another. */
    Traffic until(String event, @Nullable String after) {
        int from = after == null ? 0 : indexOf(after, 0);
        return new Traffic(frames.subList(0, indexOf(event, from) + 1));
    }

    /** What is before the first frame that contains this. */
    Traffic before(String text) {
        return new Traffic(
                frames.stream().takeWhile(frame -> !frame.contains(text)).toList());
    }

    /** The frames that contain this, which have no identifier that is not in the first of the call. */
    Traffic only(String text) {
        return new Traffic(frames.stream().filter(frame -> frame.contains(text)).toList());
    }

    private int indexOf(String event, int from) {
        for (int i = from; i < frames.size(); i++) {
            if (frames.get(i).startsWith("Event: " + event + "\r\n")) {
                return i;
            }
        }
        throw new IllegalStateException("the recording has no " + event);
    }

    /** How many frames one call has. */
    int size() {
        return frames.size();
    }

    /**
     * The frames of one call, without the blank lines that close them.
     *
     * @param number tells it from all others, 0 to 9,999,999
     */
    List<String> call(int number) {
        Map<String, String> names = new HashMap<>();
        int part = number * IDENTIFIERS;
        for (Map.Entry<String, Kind> identifier : identifiers.entrySet()) {
            names.put(
                    identifier.getKey(), renamed(identifier.getKey(), identifier.getValue(), part));
            part++;
        }
        return frames.stream()
                .map(frame -> anyIdentifier
                        .matcher(frame)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                names.getOrDefault(match.group(), match.group()))))
                .toList();
    }

    private static String renamed(String name, Kind kind, int number) {
        return switch (kind) {
            case CHANNEL -> name.substring(0, name.length() - 8) + "%08x".formatted(number);
            case UNIQUEID -> "1800000000." + number;
            case BRIDGE -> "00000000-0000-4000-8000-%012x".formatted(number);
        };
    }
}
