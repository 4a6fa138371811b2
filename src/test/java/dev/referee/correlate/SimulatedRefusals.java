package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Random;

/** REFERs that Asterisk refuses or gives up: most of them only SIP shows (seen on 22.10.1). */
final class SimulatedRefusals {
    private final SimulatedPbx pbx;
    private final Random random;
    private final Truths truths;
    private int strangers;

    /** Adds what truly became of each to the truths. */
    SimulatedRefusals(SimulatedPbx pbx, Truths truths) {
        this.pbx = pbx;
        this.random = pbx.random;
        this.truths = truths;
    }

    /** What is wrong with a REFER. */
    private enum Fault {
        REPLACES_NOT_ESCAPED(true),
        REFER_TO_MISSING(false),
        TRANSFERS_DISABLED(false),
        NO_SUBSCRIPTION(false),
        NO_SUCH_EXTENSION(false),
        REPLACES_UNKNOWN_CALL(true),
        REPLACED_CHANNEL_GONE(true),
        UNKNOWN_DIALOG(false),
        OUTSIDE_OF_A_DIALOG(false);

        private final boolean attended;

        Fault(boolean attended) {
            this.attended = attended;
        }
    }

    /**
     * A phone asks in vain, once or several times, at once or after some time.
     *
     * @param attendedToo whether also with Replaces
     */
    void some(SimulatedLine transferor, SimulatedLine transferee, boolean attendedToo) {
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            one(transferor, transferee, attendedToo);
            pbx.pass(50, random.nextInt(4) == 0 ? 8_000 : 600);
        }
    }

    private void one(SimulatedLine transferor, SimulatedLine transferee, boolean attendedToo) {
        Instant requested = pbx.now();
        String callId = SimulatedSip.callIdOf(transferor);
        SimulatedSip sip = pbx.sip;
        Fault fault = pbx.oneOf(List.of(Fault.values()));
        if (fault.attended && !attendedToo) {
            return;
        }
        switch (fault) {
            case REPLACES_NOT_ESCAPED -> {
                Request refer =
                        sip.refer(callId, sip.toReplace("6002", "a@b;to-tag=c")).answered(400);
                note(
                        fault,
                        Kind.ATTENDED,
                        Reason.MALFORMED_REFER,
                        transferor,
                        transferee,
                        refer,
                        requested);
            }
            case REFER_TO_MISSING -> {
                Request refer = sip.refer(callId, null).answered(400);
                note(
                        fault,
                        Kind.BLIND,
                        Reason.MALFORMED_REFER,
                        transferor,
                        transferee,
                        refer,
                        requested);
            }
            case TRANSFERS_DISABLED -> {
                Request refer = sip.refer(transferor, "6002").answered(603);
                note(
                        fault,
                        Kind.BLIND,
                        Reason.NOT_PERMITTED,
                        transferor,
                        transferee,
                        refer,
                        requested);
            }
            case NO_SUBSCRIPTION -> {
                Request refer = sip.refer(transferor, "6002");
                // Whoever wants no subscription cannot be refused one.
                refer.answered(refer.subscribes ? 500 : 603);
                Reason reason = refer.subscribes ? Reason.INTERNAL_ERROR : Reason.NOT_PERMITTED;
                note(fault, Kind.BLIND, reason, transferor, transferee, refer, requested);
            }
            case NO_SUCH_EXTENSION -> {
                Request refer = sip.refer(transferor, "9999").accepted();
                refer.ends(404, 0);
                note(
                        fault,
                        Kind.BLIND,
                        Reason.NO_SUCH_EXTENSION,
                        transferor,
                        transferee,
                        refer,
                        requested);
            }
            case REPLACES_UNKNOWN_CALL -> {
                Request refer = sip.refer(
                                callId, sip.toReplace("6002", "nosuchcall%3Bto-tag%3Dpbx"))
                        .accepted();
                refer.ends(404, 0);
                note(
                        fault,
                        Kind.ATTENDED,
                        Reason.DIALOG_NOT_FOUND,
                        transferor,
                        transferee,
                        refer,
                        requested);
            }
            case REPLACED_CHANNEL_GONE -> {
                Request refer = sip.refer(callId, sip.toReplace("6002", "gone%3Bto-tag%3Dpbx"));
                if (refer.subscribes) {
                    refer.accepted().ends(603, 0);
                    note(
                            fault,
                            Kind.ATTENDED,
                            Reason.TARGET_GONE,
                            transferor,
                            transferee,
                            refer,
                            requested);
                } else {
                    // Alone it would look like a transfer that is not permitted.
                    refer.answered(400);
                    note(
                            fault,
                            Kind.ATTENDED,
                            Reason.MALFORMED_REFER,
                            transferor,
                            transferee,
                            refer,
                            requested);
                }
            }
            case UNKNOWN_DIALOG -> stranger(fault, 481, Reason.DIALOG_NOT_FOUND, requested);
            case OUTSIDE_OF_A_DIALOG -> stranger(fault, 501, Reason.REFUSED, requested);
        }
    }

    private void stranger(Fault fault, int answer, Reason reason, Instant requested) {
        String callId = "stranger-" + pbx.channels() + "-" + strangers++ + "@" + pbx.life;
        String referTo = "<sip:6002@lab;n=" + callId + ">";
        Request refer = pbx.sip.refer(callId, referTo).answered(answer);
        truths.noteRefusal(fault.name(), callId, Kind.BLIND, null, reason, refer, requested);
    }

    /** The transferee itself wants to transfer at the same moment, and is in no call any more. */
    void byTheOther(SimulatedLine transferee) {
        pbx.pass(0, 2);
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(transferee, "6003").accepted();
        pbx.blindTransfer(TransferResult.INVALID, transferee, null, null, true, "6003");
        refer.ends(400, 0);
        Reached end = Reached.nobody(Reason.NOT_BRIDGED);
        truths.note("too late", transferee, Kind.BLIND, null, end, refer, requested);
    }

    /** The transferor asks once more, on a leg that Asterisk has already left. */
    void afterTheEnd(SimulatedLine transferor) {
        pbx.pass(100, 900);
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(transferor, "6003");
        refer.answered(refer.subscribes ? 404 : 603);
        truths.noteRefusal(
                "once more",
                transferor.uniqueid,
                Kind.BLIND,
                null,
                refer.subscribes ? Reason.NOT_BRIDGED : Reason.NOT_PERMITTED,
                refer,
                requested);
    }

    private void note(
            Fault fault,
            Kind kind,
            Reason reason,
            SimulatedLine transferor,
            SimulatedLine transferee,
            Request refer,
            Instant requested) {
        truths.noteRefusal(
                fault.name(),
                transferor.uniqueid,
                kind,
                transferee.person().uniqueid,
                reason,
                refer,
                requested);
    }
}
