package dev.referee.correlate;

import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the far end of a call does with a REFER of the {@link SimulatedPbx}. */
final class SimulatedFarEnd extends SimulatedSteps {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    SimulatedFarEnd(SimulatedPbx pbx) {
        super(pbx);
    }

    /** What the far end does. */
    enum Doing {
        /** It answers the REFER with a failure. */
        REFUSES,
        /** It answers 202 and reports how its call ended. */
        REPORTS,
        /** The same, but the PBX answers its NOTIFYs 400, so that it learns nothing. */
        REPORTS_TO_NO_EAR,
        /** It answers 202 and hangs up. */
        HANGS_UP,
        /** It answers 202 and says nothing more. */
        KEEPS_SILENT,
        /** It answers nothing at all. */
        ANSWERS_NOTHING
    }

    /** A SIP status, and the reason that docs/OUTGOING.md names for it. */
    private record Status(int code, Reason reason) {}

    private static final List<Status> REFUSALS = List.of(
            new Status(405, Reason.REFUSED),
            new Status(603, Reason.DECLINED),
            new Status(403, Reason.DECLINED),
            new Status(404, Reason.UNREACHABLE),
            new Status(503, Reason.CONGESTION),
            new Status(481, Reason.DIALOG_NOT_FOUND));

    private static final List<Status> REPORTS = List.of(
            new Status(OK, Reason.HANDED_OFF),
            new Status(486, Reason.BUSY),
            new Status(404, Reason.UNREACHABLE),
            new Status(480, Reason.UNREACHABLE),
            new Status(603, Reason.DECLINED),
            new Status(503, Reason.CONGESTION));

    /** How one transfer went, as the SIP messages show it. */
    record Went(Doing doing, int status, @Nullable Reason reason, boolean rang) {
        String story() {
            return doing + (status == 0 ? "" : " " + status + (rang ? " after 180" : ""));
        }

        /** Whether the leg is still there, and does what the PBX asks it next. */
        boolean leavesTheCall() {
            return doing == Doing.REFUSES || (doing == Doing.REPORTS && status != OK);
        }

        /** 480 after 180 is nobody's answer; the variables do not show that it rang. */
        @Nullable
        Reason bySip() {
            return rang && status == 480 ? Reason.NO_ANSWER : reason;
        }
    }

    SimulatedSentRefer isSentARefer(SimulatedLine caller, String uri) {
        SimulatedSentRefer refer = new SimulatedSentRefer(pbx.sip, caller, uri);
        pbx.pass(1, 20);
        if (pbx.onceIn(6)) {
            refer.isChallenged(random.nextBoolean() ? 401 : 407);
        }
        return refer;
    }

    Went acts(SimulatedLine caller, SimulatedSentRefer refer) {
        Doing doing = pbx.oneOf(List.of(Doing.values()));
        return switch (doing) {
            case REFUSES -> {
                Status status = pbx.oneOf(REFUSALS);
                refer.answered(status.code);
                pbx.pass(1, 5);
                yield new Went(doing, status.code, status.reason, false);
            }
            case REPORTS, REPORTS_TO_NO_EAR -> reports(doing, refer);
            case HANGS_UP -> {
                accepts(refer, OK);
                pbx.pass(20, 3_000);
                yield new Went(doing, 0, Reason.NO_NOTIFY, false);
            }
            case KEEPS_SILENT -> {
                accepts(refer, OK);
                pbx.pass(70_000, 100_000);
                yield new Went(doing, 0, Reason.NO_NOTIFY, false);
            }
            case ANSWERS_NOTHING -> {
                refer.isRepeated();
                pbx.pass(31_980, 32_020);
                pbx.sip.byeByPbx(caller, 0);
                pbx.pass(1, 3);
                yield new Went(doing, 0, Reason.UNREACHABLE, false);
            }
        };
    }

    private void accepts(SimulatedSentRefer refer, int taken) {
        refer.answered(ACCEPTED);
        pbx.pass(1, 100);
        if (random.nextBoolean()) {
            refer.reported(100, taken);
        }
    }

    private Went reports(Doing doing, SimulatedSentRefer refer) {
        int taken = doing == Doing.REPORTS ? OK : 400;
        Status status = pbx.oneOf(REPORTS);
        boolean rings = random.nextBoolean();
        accepts(refer, taken);
        pbx.pass(50, 500);
        if (rings) {
            refer.reported(180, taken);
            pbx.pass(200, 9_000);
        }
        refer.reported(status.code, taken);
        pbx.pass(0, 5);
        if (doing == Doing.REPORTS_TO_NO_EAR) {
            pbx.pass(4_000, 90_000); // Transfer() waits for as long as the caller does.
        }
        return new Went(doing, status.code, status.reason, rings);
    }
}
