package dev.referee.intake.ami;

import dev.referee.intake.Tap;
import dev.referee.model.Variables;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The events that {@link AmiFacts} understands and no others. Asterisk is asked to send only these;
 * where it may not be asked, the others are passed over before anything is made of them: with a
 * plain account they are three of four (seen on 22.10.1).
 */
enum EventFilter implements FrameReader.Sieve {
    /** What gives facts. */
    FACTS("call,dialplan"),
    /**
     * And CEL, which is of the class call (seen on 22.10.1; cel_manager.c of 16.28 says the same), and
     * CDRs.
     */
    RECORDS("call,dialplan,cdr"),
    /** All of these classes: without what callers type (dtmf). */
    EVERYTHING("call,dialplan,cdr");

    private static final List<String> OF_CALLS = List.of(
            "Newchannel",
            "Newstate",
            "Newexten",
            "HangupRequest",
            "SoftHangupRequest",
            "Hangup",
            "DialBegin",
            "DialState",
            "DialEnd",
            "BridgeEnter",
            "BridgeLeave",
            "BridgeDestroy",
            "LocalBridge",
            "BlindTransfer",
            "AttendedTransfer");

    /** They answer a question, so that Asterisk sends them whatever the filters are. */
    private static final List<String> OF_LISTS = List.of(
            "BridgeListItem", "BridgeListComplete", "CoreShowChannel", "CoreShowChannelsComplete");

    /**
     * Asked for one by one with the Filter action, which needs write=system. POSIX extended regular
     * expressions over the text of an event, in which a dot matches a line's end too; an event that
     * one of them matches is sent.
     */
    List<String> patterns() {
        return this == EVERYTHING
                ? List.of()
                : List.of(
                        "^Event: ("
                                + String.join("|", OF_CALLS)
                                + (this == RECORDS ? "|CEL|Cdr" : "")
                                + ")[^A-Za-z]",
                        "^Event: VarSet[^A-Za-z].*Variable: _*("
                                + String.join(
                                        "|", Variables.NAMES.stream().sorted().toList())
                                + ")[^A-Za-z]");
    }

    private static final byte[] EVENT = bytes("Event: ");
    private static final byte[] VARIABLE = bytes("\r\nVariable: ");
    private static final Set<ByteBuffer> WRITTEN = buffers(Stream.of("CEL", "Cdr"));
    private static final ByteBuffer VARIABLE_SET = ByteBuffer.wrap(bytes("VarSet"));
    private static final Set<ByteBuffer> UNDERSTOOD =
            buffers(Stream.concat(OF_CALLS.stream(), OF_LISTS.stream()));
    private static final Set<ByteBuffer> VARIABLES = buffers(Variables.NAMES.stream());

    private final String classes;

    EventFilter(String classes) {
        this.classes = classes;
    }

    static EventFilter of(Tap.Scope scope) {
        return switch (scope) {
            case FACTS -> FACTS;
            case RECORDS -> RECORDS;
            case EVERYTHING -> EVERYTHING;
        };
    }

    /** The events of calls that give facts, VarSet apart. */
    static List<String> ofCalls() {
        return OF_CALLS;
    }

    /** The classes of events, asked for with the Events action. */
    String classes() {
        return classes;
    }

    /** Whether a frame is worth reading: all are but an event that gives no fact. */
    @Override
    public boolean passes(byte[] bytes, int from, int to) {
        if (this == EVERYTHING || !isAt(from, EVENT, bytes, to)) {
            return true;
        }
        ByteBuffer event = untilLineEnd(from + EVENT.length, bytes, to);
        return UNDERSTOOD.contains(event)
                || (this == RECORDS && WRITTEN.contains(event))
                || (event.equals(VARIABLE_SET) && setsVariable(bytes, from, to));
    }

    private static boolean setsVariable(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\r' && isAt(at, VARIABLE, bytes, to)) {
                int name = at + VARIABLE.length;
                while (name < to && bytes[name] == '_') {
                    name++;
                }
                return VARIABLES.contains(untilLineEnd(name, bytes, to));
            }
        }
        return true; // Asterisk always names it.
    }

    private static boolean isAt(int at, byte[] word, byte[] bytes, int to) {
        int end = at + word.length;
        return end <= to && Arrays.equals(bytes, at, end, word, 0, word.length);
    }

    private static ByteBuffer untilLineEnd(int from, byte[] bytes, int to) {
        int end = from;
        while (end < to && bytes[end] != '\r') {
            end++;
        }
        return ByteBuffer.wrap(bytes, from, end - from);
    }

    private static Set<ByteBuffer> buffers(Stream<String> words) {
        return words.map(word -> ByteBuffer.wrap(bytes(word)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
