package dev.referee.audit;

import java.time.Instant;

/**
 * A call that Asterisk has written down: Alice has Bob in a bridge and sends him to Carol, who picks up
 * five seconds later.
 */
public final class RecordedCall {
    private RecordedCall() {}

    /**
     * As cel_custom writes it.
     *
     * @param number of the call: its channels are 1.1, 1.2 and 1.3 for the first
     */
    public static String cel(int number, Instant at) {
        String alice = number + ".1";
        String bob = number + ".2";
        String carol = number + ".3";
        String bridge = "talk-" + number;
        return line(at, "BRIDGE_ENTER", alice, alice, "PJSIP/alice-1", in(bridge))
                + line(at, "BRIDGE_ENTER", bob, alice, "PJSIP/bob-2", in(bridge))
                + line(
                        at,
                        "BLINDTRANSFER",
                        alice,
                        alice,
                        "PJSIP/alice-1",
                        "{'extension':'6002','context':'internal','bridge_id':'" + bridge
                                + "','transferee_channel_name':'PJSIP/bob-2',"
                                + "'transferee_channel_uniqueid':'" + bob + "'}")
                + line(at, "BRIDGE_EXIT", bob, alice, "PJSIP/bob-2", in(bridge))
                + line(at, "HANGUP", alice, alice, "PJSIP/alice-1", "{'hangupcause':16}")
                + line(at, "CHAN_START", carol, alice, "PJSIP/carol-3", "")
                + line(
                        at.plusSeconds(5),
                        "BRIDGE_ENTER",
                        carol,
                        alice,
                        "PJSIP/carol-3",
                        in("next-" + number))
                + line(
                        at.plusSeconds(5),
                        "BRIDGE_ENTER",
                        bob,
                        alice,
                        "PJSIP/bob-2",
                        in("next-" + number));
    }

    private static String in(String bridge) {
        return "{'bridge_id':'" + bridge + "','bridge_technology':'simple_bridge'}";
    }

    private static String line(
            Instant at,
            String event,
            String uniqueid,
            String linkedid,
            String channel,
            String extra) {
        String time = at.getEpochSecond() + ".000000";
        String nothing = "\",\"";
        return "\""
                + String.join(
                        nothing,
                        event,
                        time,
                        "",
                        "",
                        "",
                        "",
                        "",
                        "6002",
                        "internal",
                        channel,
                        "",
                        "",
                        "3",
                        "",
                        uniqueid,
                        linkedid,
                        "",
                        "",
                        "",
                        extra.replace("'", "\"\""))
                + "\"\n";
    }
}
