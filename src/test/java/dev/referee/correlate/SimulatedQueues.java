package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;

/** Queues of the {@link SimulatedPbx}. */
final class SimulatedQueues extends SimulatedSteps {
    SimulatedQueues(SimulatedPbx pbx) {
        super(pbx);
    }

    Reached queue(SimulatedLine caller, Reason end) {
        pbx.runs(caller, "Queue", "support");
        pbx.pass(1, 100);
        pbx.shownAgainByAri(caller);
        int members = 1 + random.nextInt(3);
        for (int i = 0; i < members; i++) {
            SimulatedLine member = pbx.dials(caller, "member" + i, "AppQueue");
            pbx.rings(caller, member);
            pbx.pass(300, 4_000);
            if (end == Reason.ANSWERED && i == members - 1) {
                pbx.becomes(member, Channel.State.UP);
                pbx.dialEnds(caller, member, "ANSWER");
                connect(caller, member);
                return Reached.partner(member);
            }
            refuses(caller, member);
            pbx.pass(100, 5_000);
        }
        if (end == Reason.TRANSFEREE_HUNG_UP) {
            hangsUp(caller, 16);
            return Reached.nobody(end);
        }
        pbx.sets(caller, "QUEUESTATUS", "TIMEOUT");
        pbx.pass(0, 50);
        return end == Reason.APPLICATION
                ? servedByVoiceMail(caller)
                : andThen(caller, Reached.nobody(end));
    }

    /** All members are busy for a while: the queue rings nobody. */
    Reached afterBusy(SimulatedLine caller, Reason end) {
        tries(caller, Manner.BUSY);
        pbx.pass(0, 300);
        pbx.runs(caller, "Queue", "support");
        pbx.pass(3_000, 9_000);
        if (end == Reason.TRANSFEREE_HUNG_UP) {
            hangsUp(caller, 16);
            return Reached.nobody(end);
        }
        SimulatedLine member = pbx.dials(caller, "member", "AppQueue");
        pbx.rings(caller, member);
        pbx.pass(300, 4_000);
        pbx.becomes(member, Channel.State.UP);
        pbx.dialEnds(caller, member, "ANSWER");
        connect(caller, member);
        return Reached.partner(member);
    }

    /** Seen on 22.10.1: a busy member and one that rings too long both end as NOANSWER. */
    void refuses(SimulatedLine caller, SimulatedLine member) {
        refuses(caller, member, random.nextBoolean());
    }

    void refuses(SimulatedLine caller, SimulatedLine member, boolean busy) {
        if (busy) {
            refuses(caller, member, 17, 486, "NOANSWER");
            pbx.gone(member, 17, 486);
        } else {
            pbx.dialEnds(caller, member, "NOANSWER");
            pbx.dialEnds(caller, member, "CANCEL");
            pbx.gone(member, null, null);
        }
    }

    private Reached servedByVoiceMail(SimulatedLine caller) {
        pbx.runs(caller, "VoiceMail", "6002");
        pbx.pass(4_500, 9_000);
        hangsUp(caller, null);
        return Reached.nobody(Reason.APPLICATION);
    }
}
