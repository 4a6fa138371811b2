package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.Begun;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.BridgeLeft;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.reconcile.Proof.Outcome;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What Asterisk's own records prove of a transfer, and what they do not. */
class ProofsTest extends CallFixture {
    @Test
    void aPlainCallGivesNothing() {
        talk();
        at(10, BOB, "PJSIP/bob-2", new BridgeLeft("b1"));
        at(10, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        at(10, ALICE, "PJSIP/alice-1", new Gone("ANSWER", null, ""));
        assertEquals(List.of(), found());
    }

    @Test
    void whereNoBridgesAreRecordedNothingIsConcludedFromThat() {
        at(10, ALICE, "PJSIP/alice-1", new BlindTransferred("6002", "b1", BOB));
        at(20, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(List.of(), found());
    }

    @Test
    void aLocalChannelInTheBridgeProvesNothing() {
        blind();
        at(15, "1.4", "Local/6002@internal-1;1", new BridgeEntered("b2", SIMPLE));
        at(15, BOB, "PJSIP/bob-2", new BridgeEntered("b2", SIMPLE));
        at(20, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        tell(State.FAILED, Reason.NO_ANSWER, 18);
        assertEquals(List.of(), found());
    }

    @Test
    void aRoomInWhichCallersWaitProvesNothing() {
        blind();
        at(15, CAROL, "PJSIP/carol-3", new BridgeEntered("park", "holding_bridge"));
        at(15, BOB, "PJSIP/bob-2", new BridgeEntered("park", "holding_bridge"));
        at(20, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        tell(State.FAILED, Reason.NO_ANSWER, 18);
        assertEquals(List.of(), found());
    }

    @Test
    void whoTalksWithTheTransferorAgainIsNotConnected() {
        blind();
        at(15, "1.5", "PJSIP/alice-5", new BridgeEntered("b2", SIMPLE));
        at(15, BOB, "PJSIP/bob-2", new BridgeEntered("b2", SIMPLE));
        at(20, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        tell(State.FAILED, Reason.BUSY, 18);
        assertEquals(List.of(), found());
    }

    @Test
    void aTargetWhoRangWhenTheTransferCameIsFollowed() {
        talk();
        at(10, ALICE, "PJSIP/alice-1", new AttendedTransferred("b1", "1.6", "Dial", BOB, null));
        at(10, BOB, "PJSIP/bob-2", new BridgeLeft("b1"));
        at(20, BOB, "PJSIP/bob-2", new Gone("NOANSWER", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(
                List.of("CONTRADICTORY It was reported as completed (answered), but the transferee"
                        + " hung up without having been connected to anybody."),
                found());
    }

    @Test
    void whoWasAloneInABridgeMayHaveBeenServed() {
        blind();
        at(15, BOB, "PJSIP/bob-2", new BridgeEntered("conference", "softmix"));
        at(20, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 18);
        assertEquals(List.of(), found());
    }

    @Test
    void aLocalChannelThatIsGoneMayHaveBeenReplaced() {
        at(0, ALICE, "PJSIP/alice-1", new BridgeEntered("b1", SIMPLE));
        at(0, BOB, "Local/6001@internal-1;1", new BridgeEntered("b1", SIMPLE));
        at(10, ALICE, "PJSIP/alice-1", new BlindTransferred("6002", "b1", BOB));
        at(20, BOB, "Local/6001@internal-1;1", new Gone("", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(List.of(), found());
    }

    @Test
    void whereNoApplicationHadTimeTheLastCallSaysWhyNobodyWasReached() {
        assertEquals(List.of("busy"), inVain(0, "BUSY", 17));
        assertEquals(List.of("no-answer"), inVain(0, "NOANSWER", 16));
        assertEquals(List.of("declined"), inVain(0, "NOANSWER", 21));
        assertEquals(List.of("transferee-hung-up"), inVain(1, "CANCEL", 16, "PJSIP/bob-2"));
        assertEquals(List.of("congestion"), inVain(1, "CONGESTION", 34));
        assertEquals(List.of("unreachable"), inVain(0, "CHANUNAVAIL", 20));
    }

    @Test
    void whereAnApplicationHadTimeNobodyKnowsWhetherItServedTheTransferee() {
        assertEquals(List.of(), inVain(2, "BUSY", 17));
        assertEquals(List.of(), inVain(0, "ANSWER", 16));
        records.clear();
        blind();
        at(12, CAROL, "PJSIP/carol-3", new Begun());
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        at(15, BOB, "PJSIP/bob-2", new Gone("BUSY", 17, ""));
        assertEquals(List.of(), reasons());
    }

    /** As AMI tells it of a 22.10.1 that is stopped: the caller first, without a cause. */
    @Test
    void anAsteriskThatStopsSaysNothingOfTheTarget() {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(15, BOB, "PJSIP/bob-2", new Gone("NOANSWER", null, ""));
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        assertEquals(List.of(), reasons());
        assertEquals(List.of(), inVain(0, "NOANSWER", null));
    }

    /** Seen on 22.10.1 where the dialplan ends as soon as the target is busy. */
    @Test
    void theCallersHangupMayBeWrittenBeforeTheCalledLegs() {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(15, BOB, "PJSIP/bob-2", new Gone("BUSY", 17, ""));
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        assertEquals(List.of("busy"), reasons());
    }

    /** Seen on 22.10.1: a 480 after the transferee's BYE, and Dial read the 480 first. */
    @Test
    void whoHangsUpAsTheTargetRefusesMayHaveBeenTheFirst() {
        assertEquals(List.of(), inVain(0, "NOANSWER", 16, "PJSIP/bob-2"));
        assertEquals(List.of(), inVain(1, "BUSY", 17, "PJSIP/bob-2"));
    }

    @Test
    void onlyWhoHangsUpHasHungUp() {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(15, BOB, "PJSIP/bob-2", new Gone("CANCEL", 16, ""));
        assertEquals(List.of(), reasons());
    }

    @Test
    void withoutAnyCallAfterItADialstatusIsOfAnEarlierOne() {
        blind();
        at(10, BOB, "PJSIP/bob-2", new Gone("BUSY", 17, ""));
        assertEquals(List.of(), reasons());
    }

    @Test
    void twoWhoseCallsCannotBeToldApartLeaveItOpen() {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(10, "1.8", "PJSIP/hugo-8", new BlindTransferred("6002", "b1", "1.9"));
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        at(15, BOB, "PJSIP/bob-2", new Gone("BUSY", 17, ""));
        assertEquals(List.of(), reasons());
    }

    /** Carol was called at once; Bob's call ended some seconds after that call. */
    private List<String> inVain(long idle, String dialStatus, @Nullable Integer cause) {
        return inVain(idle, dialStatus, cause, "");
    }

    private List<String> inVain(
            long idle, String dialStatus, @Nullable Integer cause, String source) {
        records.clear();
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        at(15 + idle, BOB, "PJSIP/bob-2", new Gone(dialStatus, cause, source));
        return reasons();
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (String found : found()) {
            int bracket = found.indexOf('(');
            if (bracket > 0) {
                reasons.add(found.substring(bracket + 1, found.indexOf(')')));
            }
        }
        return reasons;
    }

    @Test
    void whomADialplanFoundLaterIsNotTheGoal() throws TooManyException {
        assertEquals(true, isByGoal(0, 0));
        assertEquals(false, isByGoal(2, 0));
        assertEquals(false, isByGoal(0, 1));
    }

    /**
     * Whether Carol, who picks up in the end, is whom Bob was sent to.
     *
     * @param seconds before she is called
     * @param others that are called before her, in vain
     */
    private boolean isByGoal(long seconds, int others) throws TooManyException {
        records.clear();
        told.clear();
        blind();
        for (int other = 0; other < others; other++) {
            at(10, "7." + other, "PJSIP/dora-7", new Begun());
            at(10, "7." + other, "PJSIP/dora-7", new Gone("", null, ""));
        }
        at(10 + seconds, CAROL, "PJSIP/carol-3", new Begun());
        connectedAt(15);
        return ((Outcome.Connected) outcomeOfWhatRings()).byGoal();
    }

    @Test
    void whoFetchesTheTransfereeFromWhereItWaitsIsNotTheGoal() throws TooManyException {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(11, BOB, "PJSIP/bob-2", new BridgeEntered("park", "holding_bridge"));
        connectedAt(15);
        assertEquals(new Outcome.Connected(Reason.ANSWERED, false), outcomeOfWhatRings());
    }

    /** What the records prove of a transfer of which the ringing is the last that was reported. */
    private Outcome outcomeOfWhatRings() throws TooManyException {
        Reconciliation reconciliation = new Reconciliation(Tolerance.DEFAULT, finding -> {});
        tell(State.RINGING, null, 0);
        reconciliation.report(told.get(0));
        records.forEach(reconciliation::record);
        return Objects.requireNonNull(reconciliation.proofOf("t1")).outcome();
    }

    @Test
    void ofChannelsThatWereForgottenNothingIsDecided() {
        blind();
        for (int call = 0; call < 3; call++) {
            at(11, "8." + call, "PJSIP/zoe-" + call, new BridgeEntered("b8", SIMPLE));
        }
        at(20, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(1, found(Instant.MIN, Instant.MAX, 5).size());
        assertEquals(List.of(), found(Instant.MIN, Instant.MAX, 3));
    }

    @Test
    void whatIsToldOfAChannelThatIsGoneTakesNoRoom() {
        blind();
        for (int call = 0; call < 5; call++) {
            at(11, "8." + call, "PJSIP/zoe-" + call, new Seen());
            at(11, "8." + call, "PJSIP/zoe-" + call, new BridgeEntered("b8", SIMPLE));
            at(12, "8." + call, "PJSIP/zoe-" + call, new Gone("ANSWER", null, ""));
            at(12, "8." + call, "PJSIP/zoe-" + call, new Seen());
        }
        at(20, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(1, found(Instant.MIN, Instant.MAX, 3).size());
    }

    @Test
    void moreTransfereesThanCanBeHeldAreForgotten() {
        List<Proof> proofs = new ArrayList<>();
        Proofs forgetful = new Proofs(2, proofs::add);
        for (int call = 0; call < 3; call++) {
            at(10, ALICE, "PJSIP/alice-1", new BlindTransferred("6002", "b1", "8." + call));
        }
        records.forEach(forgetful::take);
        assertEquals(1, proofs.size());
    }

    @Test
    void aTransferWhoseTransfereeIsForgottenIsForgottenToo() {
        List<Proof> proofs = new ArrayList<>();
        Proofs forgetful = new Proofs(2, proofs::add);
        blind();
        records.forEach(forgetful::take);
        assertEquals(List.of(), proofs);
        at(11, "8.1", "PJSIP/zoe-1", new BridgeEntered("b8", SIMPLE));
        at(11, "8.2", "PJSIP/zoe-2", new BridgeEntered("b8", SIMPLE));
        records.subList(5, 7).forEach(forgetful::take);
        assertEquals(1, proofs.size());
    }
}
