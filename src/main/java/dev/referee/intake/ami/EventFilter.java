package dev.referee.intake.ami;

import java.util.List;

/**
 * What Asterisk is asked to send: the events that {@link AmiFacts} understands and no others. POSIX
 * extended regular expressions over the text of an event, in which a dot matches a line's end too;
 * an event that one of them matches is sent.
 */
final class EventFilter {
    /** The classes of events, asked for with the Events action. */
    static final String CLASSES = "call,dialplan";

    /** Asked for one by one with the Filter action, which needs write=system. */
    static final List<String> PATTERNS = List.of(
            "^Event: (Newchannel|Newstate|Newexten|HangupRequest|SoftHangupRequest|Hangup"
                    + "|DialBegin|DialState|DialEnd|BridgeEnter|BridgeLeave|BridgeDestroy"
                    + "|LocalBridge|BlindTransfer|AttendedTransfer)[^A-Za-z]",
            "^Event: VarSet[^A-Za-z].*Variable: _*("
                    + String.join("|", AmiFacts.VARIABLES.stream().sorted().toList())
                    + ")[^A-Za-z]");

    private EventFilter() {}
}
