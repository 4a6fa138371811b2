package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.Begun;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.BridgeLeft;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;
import dev.referee.model.CallRecord.What;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;
import dev.referee.reconcile.Proof.Outcome;
import dev.referee.reconcile.Proof.Party;
import dev.referee.reconcile.Reconciliation.Listener;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is found, and what is not: Alice (1.1) has Bob (1.2) in a bridge and transfers him at second 10;
 * Carol is 1.3.
 */
class ReconciliationTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final String ALICE = "1.1";
    private static final String BOB = "1.2";
    private static final String CAROL = "1.3";
    private static final String SIMPLE = "simple_bridge";

    private final List<CallRecord> records = new ArrayList<>();
    private final List<Transfer> told = new ArrayList<>();

    @Test
    void aPlainCallGivesNothing() {
        talk();
        at(10, BOB, "PJSIP/bob-2", new BridgeLeft("b1"));
        at(10, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        at(10, ALICE, "PJSIP/alice-1", new Gone("ANSWER", null, ""));
        assertEquals(List.of(), found());
    }

    @Test
    void aTransferThatFailedIsContradictedByTheBridgeThatTheTwoShared() {
        blind();
        connectedAt(15);
        tell(State.FAILED, Reason.BUSY, 16);
        assertEquals(
                List.of("CONTRADICTORY It was reported as failed (busy), but the transferee was"
                        + " connected."),
                found());
    }

    @Test
    void whomTheDialplanFoundLaterDoesNotContradictThatTheTargetWasBusy() {
        blind();
        connectedAt(30);
        tell(State.FAILED, Reason.BUSY, 14);
        assertEquals(List.of(), found());
    }

    @Test
    void aTransferThatWasAnsweredIsContradictedByATransfereeWhoWasInNoBridge() {
        blind();
        at(20, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(
                List.of("CONTRADICTORY It was reported as completed (answered), but the transferee"
                        + " hung up without having been connected to anybody."),
                found());
    }

    @Test
    void anApplicationNeedsNoBridge() {
        blind();
        at(20, BOB, "PJSIP/bob-2", new Gone("", null, ""));
        tell(State.COMPLETED, Reason.APPLICATION, 15);
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
    void anUnknownEndThatTheRecordsKnowIsTold() {
        blind();
        connectedAt(15);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 12);
        assertEquals(
                List.of("CONTRADICTORY The records know the end of what was reported as unknown:"
                        + " the transferee was connected."),
                found());
    }

    @Test
    void anEndThatWasNeverToldIsMissedWhenItHadTime() {
        blind();
        connectedAt(15);
        tell(State.RINGING, null, 0);
        assertEquals(List.of(), found());
        at(200, "9.9", "PJSIP/zoe-9", new Seen());
        assertEquals(
                List.of("MISSED Its end was not reported: the transferee was connected."), found());
        // What was told after the reports were read is not known.
        assertEquals(List.of(), found(Instant.MIN, START.plusSeconds(60), 100));
        assertEquals(1, found(Instant.MIN, START.plusSeconds(80), 100).size());
    }

    @Test
    void aTransferFromBeforeOrAfterTheReportsIsNotMissed() {
        blind();
        connectedAt(15);
        assertEquals(1, found().size());
        assertEquals(1, found(START.plusSeconds(10), START.plusSeconds(10), 100).size());
        assertEquals(0, found(START.plusSeconds(11), Instant.MAX, 100).size());
        assertEquals(0, found(Instant.MIN, START.plusSeconds(9), 100).size());
    }

    @Test
    void aReportWhoseChannelsNoRecordNamesIsAnOrphanWhereRecordsCoverItsTime() {
        at(0, "9.1", "PJSIP/zoe-1", new Seen());
        at(60, "9.2", "PJSIP/zoe-2", new Seen());
        tell(State.COMPLETED, Reason.ANSWERED, 20);
        assertEquals(
                List.of("ORPHANED It was reported as completed (answered), and the records of that"
                        + " time have none of its channels."),
                found());
    }

    @Test
    void aReportAtTheEdgeOfTheRecordsIsNoOrphan() {
        at(5, "9.1", "PJSIP/zoe-1", new Seen());
        at(60, "9.2", "PJSIP/zoe-2", new Seen());
        tell(State.COMPLETED, Reason.ANSWERED, 20);
        assertEquals(List.of(), found());
        records.clear();
        at(0, "9.1", "PJSIP/zoe-1", new Seen());
        at(25, "9.2", "PJSIP/zoe-2", new Seen());
        assertEquals(List.of(), found());
    }

    @Test
    void aSecondReferAfterARefusedOneHasItsOwnReport() {
        blind();
        connectedAt(15);
        tell("refused", State.FAILED, Reason.NO_SUCH_EXTENSION, 12);
        tell("carried-out", State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(List.of(), found());
    }

    @Test
    void ofTwoTransfersByOneLegOfWhichOneWasToldTheOtherIsMissed() {
        blind();
        connectedAt(15);
        at(40, ALICE, "PJSIP/alice-1", new BlindTransferred("6003", "b2", BOB));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        assertEquals(
                List.of("MISSED A transfer was not reported: how it ended, the records do not"
                        + " say."),
                found());
    }

    @Test
    void whatWasToldOfAnotherTransfereeIsNoReportOfThisOne() {
        blind();
        at(11, ALICE, "PJSIP/alice-1", new BlindTransferred("6003", "b1", "1.7"));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        at(12, "1.7", "PJSIP/gail-7", new Gone("", null, ""));
        connectedAt(15);
        assertEquals(
                List.of("MISSED A transfer was not reported: how it ended, the records do not"
                        + " say."),
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
    void anEndCountsInWhateverOrderTheReportsAreRead() {
        blind();
        connectedAt(15);
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        tell(State.RINGING, null, 0);
        at(200, "9.9", "PJSIP/zoe-9", new Seen());
        assertEquals(List.of(), found());
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
    void whereNoApplicationHadTimeTheLastCallSaysWhyNobodyWasReached() {
        assertEquals(List.of("busy"), inVain(0, "BUSY", 17));
        assertEquals(List.of("no-answer"), inVain(0, "NOANSWER", 16));
        assertEquals(List.of("declined"), inVain(0, "NOANSWER", 21));
        assertEquals(List.of("transferee-hung-up"), inVain(1, "CANCEL", 16));
        assertEquals(List.of("congestion"), inVain(1, "CONGESTION", 34));
        assertEquals(List.of("unreachable"), inVain(0, "CHANUNAVAIL", 20));
    }

    @Test
    void whereAnApplicationHadTimeNobodyKnowsWhetherItServedTheTransferee() {
        assertEquals(List.of(), inVain(2, "BUSY", 17));
        assertEquals(List.of(), inVain(0, "ANSWER", 16));
        blind();
        at(12, CAROL, "PJSIP/carol-3", new Begun());
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        at(15, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
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

    @Test
    void onlyWhoHangsUpHasHungUp() {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(15, BOB, "PJSIP/bob-2", new Gone("CANCEL", 16, ""));
        assertEquals(List.of(), reasons());
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
        Reconciliation goesOn = goesOn(new ArrayList<>());
        tell(State.RINGING, null, 0);
        goesOn.report(told.get(0));
        records.forEach(goesOn::record);
        Outcome outcome = Objects.requireNonNull(goesOn.proofOf("t1")).outcome();
        return ((Outcome.Connected) outcome).byGoal();
    }

    @Test
    void whoFetchesTheTransfereeFromWhereItWaitsIsNotTheGoal() throws TooManyException {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(11, BOB, "PJSIP/bob-2", new BridgeEntered("park", "holding_bridge"));
        connectedAt(15);
        Reconciliation goesOn = goesOn(new ArrayList<>());
        tell(State.RINGING, null, 0);
        goesOn.report(told.get(0));
        records.forEach(goesOn::record);
        assertEquals(
                new Outcome.Connected(Reason.ANSWERED, false),
                Objects.requireNonNull(goesOn.proofOf("t1")).outcome());
    }

    @Test
    void recordsThatAreReadTwiceProveNoSecondTransfer() throws TooManyException {
        blind();
        connectedAt(15);
        List<String> found = new ArrayList<>();
        Reconciliation goesOn = goesOn(found);
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        goesOn.report(told.get(0));
        for (long reading = 1; reading <= 2; reading++) {
            records.forEach(goesOn::record);
            goesOn.advance(START.plusSeconds(1_000L * reading));
            goesOn.advance(START.plusSeconds(1_000L * reading + 100));
            goesOn.lose();
        }
        assertEquals(List.of(), found);
    }

    @Test
    void whatOnlySipShowedIsNotReportedASecondTime() {
        blind();
        connectedAt(15);
        told.add(withoutLegs("sip"));
        assertEquals(List.of(), found());
    }

    @Test
    void whatWasToldLateIsNoOrphan() {
        at(1, "9.1", "PJSIP/zoe-1", new Seen());
        tell(State.FAILED, Reason.BUSY, 15);
        at(60, "9.1", "PJSIP/zoe-1", new Seen());
        assertEquals(1, found().size());
        told.set(0, TransferBuilder.like(told.get(0)).late(true).build());
        assertEquals(List.of(), found());
    }

    private Transfer withoutLegs(String id) {
        tell(id, State.UNKNOWN, Reason.OBSERVER_LOST, 12);
        return TransferBuilder.like(told.removeLast())
                .transferor(new Transfer.Transferor("PJSIP/alice", null, null, "call", null))
                .transferee(null)
                .build();
    }

    @Test
    void withoutAnyCallAfterItADialstatusIsOfAnEarlierOne() {
        blind();
        at(10, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
        assertEquals(List.of(), reasons());
    }

    @Test
    void twoWhoseCallsCannotBeToldApartLeaveItOpen() {
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(10, "1.8", "PJSIP/hugo-8", new BlindTransferred("6002", "b1", "1.9"));
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        at(15, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
        assertEquals(List.of(), reasons());
    }

    @Test
    void aReportHasTimeToComeBeforeItIsMissed() throws TooManyException {
        blind();
        connectedAt(15);
        List<Finding.Kind> found = new ArrayList<>();
        List<Proof> missed = new ArrayList<>();
        Reconciliation goesOn = new Reconciliation(Tolerance.DEFAULT, new Listener() {
            @Override
            public void found(Finding finding) {
                found.add(finding.kind());
            }

            @Override
            public void missed(Proof proof) {
                missed.add(proof);
            }
        });
        records.forEach(goesOn::record);
        goesOn.advance(START.plusSeconds(500));
        goesOn.advance(START.plusSeconds(560));
        assertEquals(List.of(), found);
        goesOn.advance(START.plusSeconds(561));
        assertEquals(List.of(Finding.Kind.MISSED), found);
        assertEquals(new Party(CAROL, "PJSIP/carol-3"), missed.get(0).target());
        goesOn.advance(START.plusSeconds(1_000));
        assertEquals(1, found.size());
    }

    @Test
    void whatIsReportedLateButInTimeIsNotMissed() throws TooManyException {
        blind();
        connectedAt(15);
        List<String> found = new ArrayList<>();
        Reconciliation goesOn = goesOn(found);
        tell(State.RINGING, null, 0);
        goesOn.report(told.get(0));
        records.forEach(goesOn::record);
        goesOn.advance(START.plusSeconds(70));
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        goesOn.report(told.get(1));
        goesOn.advance(START.plusSeconds(600));
        goesOn.advance(START.plusSeconds(700));
        assertEquals(List.of(), found);
    }

    @Test
    void whatTheRecordsProveOfATransferUnderWayCanBeAskedFor() throws TooManyException {
        blind();
        connectedAt(15);
        Reconciliation goesOn = goesOn(new ArrayList<>());
        tell(State.RINGING, null, 0);
        goesOn.report(told.get(0));
        records.subList(0, 6).forEach(goesOn::record);
        assertNull(goesOn.proofOf("t1"));
        records.subList(6, 7).forEach(goesOn::record);
        assertEquals(
                new Outcome.Connected(Reason.ANSWERED, false),
                Objects.requireNonNull(goesOn.proofOf("t1")).outcome());
        goesOn.advance(START.plusSeconds(600));
        goesOn.advance(START.plusSeconds(700));
        assertNotNull(goesOn.proofOf("t1"));
        assertNull(goesOn.proofOf("t2"));
    }

    @Test
    void whereRecordsAreLostNothingIsConcludedFromWhatIsThere() throws TooManyException {
        blind();
        List<String> found = new ArrayList<>();
        Reconciliation goesOn = goesOn(found);
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        goesOn.report(told.get(0));
        records.forEach(goesOn::record);
        goesOn.lose();
        goesOn.record(new CallRecord(
                START.plusSeconds(20),
                BOB,
                ALICE,
                "PJSIP/bob-2",
                "Master.csv:9",
                new Gone("BUSY", null, "")));
        goesOn.advance(START.plusSeconds(600));
        goesOn.advance(START.plusSeconds(700));
        assertEquals(List.of(), found);
    }

    @Test
    void anOrphanIsFoundOnceWhenTheRecordsHaveGoneOn() throws TooManyException {
        tell(State.FAILED, Reason.BUSY, 15);
        List<String> found = new ArrayList<>();
        Reconciliation goesOn = goesOn(found);
        goesOn.report(told.get(0));
        at(1, "9.1", "PJSIP/zoe-1", new Seen());
        at(60, "9.1", "PJSIP/zoe-1", new Seen());
        records.forEach(goesOn::record);
        goesOn.advance(START.plusSeconds(70));
        assertEquals(0, found.size());
        goesOn.advance(START.plusSeconds(76));
        goesOn.advance(START.plusSeconds(77));
        assertEquals(1, found.size());
    }

    @Test
    void ofWhatIsForgottenNothingIsMissed() throws TooManyException {
        blind();
        connectedAt(15);
        List<String> found = new ArrayList<>();
        Reconciliation goesOn = goesOn(found);
        tell("early", State.COMPLETED, Reason.ANSWERED, 15);
        goesOn.report(told.get(0));
        goesOn.forgetOldest();
        records.forEach(goesOn::record);
        goesOn.advance(START.plusSeconds(600));
        goesOn.advance(START.plusSeconds(700));
        assertEquals(List.of(), found);
    }

    @Test
    void aReportThatIsForgottenMakesRoom() throws TooManyException {
        Reconciliation goesOn = new Reconciliation(Tolerance.DEFAULT, 1, 10, finding -> {});
        tell("one", State.FAILED, Reason.BUSY, 15);
        tell("two", State.FAILED, Reason.BUSY, 15);
        goesOn.report(told.get(0));
        goesOn.forget(START.plusSeconds(15));
        assertThrows(TooManyException.class, () -> goesOn.report(told.get(1)));
        goesOn.forget(START.plusSeconds(16));
        goesOn.report(told.get(1));
    }

    /** As in the first seconds of a new log. */
    @Test
    void aReportIsKeptAlthoughOthersOfItsTimeMayBeMissing() throws TooManyException {
        blind();
        connectedAt(15);
        Reconciliation goesOn = goesOn(new ArrayList<>());
        tell(State.RINGING, null, 0);
        goesOn.reportedSince(START.plusSeconds(100));
        goesOn.report(told.get(0));
        records.forEach(goesOn::record);
        goesOn.forget(START);
        assertNotNull(goesOn.proofOf("t1"));
    }

    private static Reconciliation goesOn(List<String> found) {
        return new Reconciliation(
                Tolerance.DEFAULT, finding -> found.add(finding.kind() + finding.message()));
    }

    /** Carol was called at once; Bob hung up some seconds after that call. */
    private List<String> inVain(long idle, String dialStatus, @Nullable Integer cause) {
        records.clear();
        blind();
        at(10, CAROL, "PJSIP/carol-3", new Begun());
        at(15, CAROL, "PJSIP/carol-3", new Gone("", null, ""));
        at(15 + idle, BOB, "PJSIP/bob-2", new Gone(dialStatus, cause, "PJSIP/bob-2"));
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

    @Test
    void moreReportsThanCanBeHeldAreRefused() throws TooManyException {
        Reconciliation reconciliation = new Reconciliation(Tolerance.DEFAULT, 1, 10, finding -> {});
        tell("one", State.FAILED, Reason.BUSY, 15);
        tell("two", State.FAILED, Reason.BUSY, 15);
        reconciliation.report(told.get(0));
        reconciliation.report(told.get(0));
        assertThrows(TooManyException.class, () -> reconciliation.report(told.get(1)));
    }

    @Test
    void theEvidenceSaysWhereEachRecordStands() throws TooManyException {
        blind();
        connectedAt(15);
        List<Finding> findings = new ArrayList<>();
        Reconciliation reconciliation = new Reconciliation(Tolerance.DEFAULT, findings::add);
        records.forEach(reconciliation::record);
        assertEquals(1, reconciliation.end(Instant.MAX));
        assertEquals(
                List.of(
                        "2026-11-20T10:00:10Z BLINDTRANSFER to 6002 by PJSIP/alice-1 (Master.csv:3)",
                        "2026-11-20T10:00:15Z BRIDGE_ENTER: PJSIP/bob-2 with PJSIP/carol-3 in b2"
                                + " (Master.csv:7)"),
                findings.get(0).evidence());
    }

    private void talk() {
        at(0, ALICE, "PJSIP/alice-1", new BridgeEntered("b1", SIMPLE));
        at(0, BOB, "PJSIP/bob-2", new BridgeEntered("b1", SIMPLE));
    }

    private void blind() {
        talk();
        at(10, ALICE, "PJSIP/alice-1", new BlindTransferred("6002", "b1", BOB));
        at(10, BOB, "PJSIP/bob-2", new BridgeLeft("b1"));
        at(10, ALICE, "PJSIP/alice-1", new Gone("ANSWER", null, ""));
    }

    private void connectedAt(long seconds) {
        at(seconds, CAROL, "PJSIP/carol-3", new BridgeEntered("b2", SIMPLE));
        at(seconds, BOB, "PJSIP/bob-2", new BridgeEntered("b2", SIMPLE));
    }

    private void at(long seconds, String uniqueid, String channel, What what) {
        records.add(new CallRecord(
                START.plusSeconds(seconds),
                uniqueid,
                ALICE,
                channel,
                "Master.csv:" + (records.size() + 1),
                what));
    }

    private void tell(State state, @Nullable Reason reason, long ended) {
        tell("t1", state, reason, ended);
    }

    /** At second 10; it ended at another, where it did. */
    private void tell(String id, State state, @Nullable Reason reason, long ended) {
        told.add(new TransferBuilder()
                .id(id)
                .state(state, reason)
                .message("What was told.")
                .transferor("PJSIP/alice", "PJSIP/alice-1", ALICE)
                .transferee("PJSIP/bob", "PJSIP/bob-2", BOB)
                .times(START.plusSeconds(10), state.isEnd() ? START.plusSeconds(ended) : null)
                .build());
    }

    private List<String> found() {
        return found(Instant.MIN, Instant.MAX, 100);
    }

    private List<String> found(Instant since, Instant known, int mostChannels) {
        List<String> found = new ArrayList<>();
        Tolerance tolerance = new Tolerance(Duration.ofSeconds(5), Duration.ofMinutes(1));
        Reconciliation reconciliation = new Reconciliation(
                tolerance,
                100,
                mostChannels,
                finding -> found.add(finding.kind() + " " + finding.message()));
        try {
            for (Transfer transfer : told) {
                reconciliation.report(transfer);
            }
        } catch (TooManyException e) {
            throw new AssertionError(e);
        }
        reconciliation.reportedSince(since);
        records.forEach(reconciliation::record);
        reconciliation.end(known);
        return found;
    }
}
