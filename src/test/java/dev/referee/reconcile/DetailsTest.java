package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;
import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.BridgeLeft;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What CDRs say of a reported transfer, and what not: Alice (1.1) called Bob (1.2) at second 0 and
 * transfers him at second 10 to 6002, where Carol (1.3) is.
 */
class DetailsTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final String ALICE = "1.1";
    private static final String BOB = "1.2";
    private static final String CAROL = "1.3";
    private static final String PLAIN = "PJSIP/carol,30,tT";
    private static final String CONNECTED_NOT_BUSY =
            "CONTRADICTORY It was reported as failed (busy), but the transferee was connected.";
    private static final String KNOWN =
            "CONTRADICTORY The records know the end of what was reported as unknown: the transferee"
                    + " was connected.";

    private final List<CallRecord> records = new ArrayList<>();
    private final List<CallDetail> details = new ArrayList<>();
    private final List<Transfer> told = new ArrayList<>();
    private Kind kind = Kind.BLIND;
    /** Of the reported target. */
    private @Nullable String reached = "PJSIP/carol-3";

    @Test
    void whoWasReportedAsBusyAndPickedUpContradictsThat() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 40);
        tell(State.FAILED, Reason.BUSY, 11);
        assertFound(CONNECTED_NOT_BUSY);
    }

    @Test
    void whomABlindTransferDialledIsNobodyElses() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 60, 90);
        tell(State.FAILED, Reason.BUSY, 11);
        assertFound(CONNECTED_NOT_BUSY);
    }

    @Test
    void aSecondTryThatNobodyReportedDoesNotContradictThatAnAttendedOneFailed() {
        kind = Kind.ATTENDED;
        talk();
        bob("PJSIP/carol-3", "AppDial", "(Outgoing Line)", Disposition.ANSWERED, 12, 40);
        tell(State.FAILED, Reason.DIALOG_NOT_FOUND, 10);
        assertFound();
    }

    @Test
    void whoAnsweredTheDialledExtensionIsKnownWithoutTheTargetsChannel() {
        reached = null;
        talk();
        bob("PJSIP/dave-4", "Dial", "PJSIP/dave,30", Disposition.ANSWERED, 10, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound(KNOWN);
    }

    @Test
    void whoAnsweredAnotherExtensionProvesNothing() {
        reached = null;
        talk();
        add(BOB, "PJSIP/bob-2", "PJSIP/dave-4", "6003", "Dial", PLAIN, Disposition.ANSWERED, 10, 9);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void withoutTheCallThatWasTransferredOnlyTheTargetsOwnChannelProvesIt() {
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound(KNOWN);
        reached = null;
        told.clear();
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void whomTheTransfereeHadMetBeforeProvesNothing() {
        reached = null;
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 6, 8);
        bob("PJSIP/alice-1", "Dial", "PJSIP/alice,30", Disposition.ANSWERED, 8, 10);
        bob("PJSIP/dave-4", "Dial", "PJSIP/dave,30", Disposition.BUSY, 10, 11);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void whatWasInTheSameSecondAsTheCallThatWasTransferredMayHaveBeenBeforeIt() {
        reached = null;
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 10);
        bob("PJSIP/alice-1", "Dial", "PJSIP/alice,30", Disposition.ANSWERED, 10, 10);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void whoCameIntoTheCallThatWasTransferredProvesNothing() {
        reached = null;
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 8, 10);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void whoWasCalledBackMayHaveBeenTransferredAgain() {
        reached = null;
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.BUSY, 10, 11);
        bob("PJSIP/alice-7", "Dial", "PJSIP/alice,20", Disposition.ANSWERED, 11, 16);
        bob("PJSIP/carol-8", "Dial", PLAIN, Disposition.ANSWERED, 16, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void whoTalkedWithTheTargetLongBeforeProvesNothing() {
        kind = Kind.ATTENDED;
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 4, 6);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 5, 6);
        assertFound(KNOWN);
    }

    @Test
    void whereAnotherTransferOfTheSameTransfereeWasToldThatOneMayHaveConnectedIt() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        tell(State.COMPLETED, Reason.ANSWERED, 20);
        assertFound();
    }

    @Test
    void whoIsBehindALocalChannelMayNotHaveAnswered() {
        reached = null;
        talk();
        bob("Local/6002@x-1;1", "Dial", "Local/6002@x,30", Disposition.ANSWERED, 10, 40);
        tell(State.FAILED, Reason.BUSY, 30);
        assertFound();
    }

    @Test
    void aLocalChannelThatWasJoinedMayNotHaveSomebodyBehindIt() {
        kind = Kind.ATTENDED;
        reached = "Local/6002@x-1;1";
        talk();
        add(CAROL, reached, "PJSIP/bob-2", "", "AppDial", "", Disposition.ANSWERED, 10, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound();
    }

    @Test
    void whoTalksWithTheTransferorAgainIsNotConnected() {
        reached = null;
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.BUSY, 10, 11);
        bob("PJSIP/alice-7", "Dial", "PJSIP/alice,20", Disposition.ANSWERED, 11, 40);
        tell(State.FAILED, Reason.BUSY, 30);
        assertFound();
    }

    @Test
    void aMemberOfAQueueWhoPickedUpMayNotHaveGotTheCall() {
        talk();
        bob("PJSIP/carol-3", "Queue", "support,t,,,20", Disposition.ANSWERED, 10, 40);
        tell(State.FAILED, Reason.NO_ANSWER, 30);
        assertFound();
    }

    @Test
    void dialJoinsTheTwoUnlessOneOfItsOptionsComesInBetween() {
        assertEquals(
                List.of(KNOWN),
                whereDialled("PJSIP/carol,30,tTb(Door^s^1(DAMP))L(6000)g,https://A/D"));
        assertEquals(List.of(KNOWN), whereDialled("PJSIP/UPMAGDp&PJSIP/dave,30"));
        for (String option : List.of("A(x)", "D(w1)", "G(a^s^1)", "M(a)", "P", "U(a)", "p")) {
            assertEquals(List.of(), whereDialled("PJSIP/carol,30,tT" + option), option);
        }
        String cutOff = "PJSIP/carol,30,".concat("t".repeat(64));
        assertEquals(79, cutOff.length());
        assertEquals(List.of(), whereDialled(cutOff));
    }

    private List<String> whereDialled(String arguments) {
        details.clear();
        told.clear();
        talk();
        bob("PJSIP/carol-3", "Dial", arguments, Disposition.ANSWERED, 10, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        return found();
    }

    @Test
    void whomTheDialplanFoundLaterDoesNotContradictThatTheTargetWasBusy() {
        reached = null;
        talk();
        bob("PJSIP/dave-4", "Dial", "PJSIP/dave,30", Disposition.ANSWERED, 20, 40);
        tell(State.FAILED, Reason.BUSY, 24);
        assertFound();
        told.clear();
        tell(State.FAILED, Reason.BUSY, 25);
        assertFound(CONNECTED_NOT_BUSY);
    }

    @Test
    void whoHungUpAsTheTargetPickedUpIsNoContradictionUnlessTheyStayedTogether() {
        String stayed = "CONTRADICTORY It was reported as abandoned (transferee-hung-up), but the"
                + " transferee was connected.";
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 20);
        tell(State.ABANDONED, Reason.TRANSFEREE_HUNG_UP, 15);
        assertFound();
        told.clear();
        tell(State.ABANDONED, Reason.TRANSFEREE_HUNG_UP, 14);
        assertFound(stayed);
    }

    @Test
    void aTargetWhoDidNotAnswerContradictsThatItDid() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.NO_ANSWER, 10, 30);
        bob("PJSIP/dave-4", "Dial", "PJSIP/dave,30", Disposition.ANSWERED, 30, 40);
        tell(State.COMPLETED, Reason.ANSWERED, 12);
        assertFound("CONTRADICTORY It was reported as completed (answered), but the target did not"
                + " answer the transferee.");
    }

    @Test
    void othersWhoDidNotAnswerContradictNothing() {
        talk();
        bob("PJSIP/carol-2", "Dial", PLAIN, Disposition.BUSY, 10, 11);
        tell(State.COMPLETED, Reason.ANSWERED, 12);
        assertFound();
    }

    @Test
    void anApplicationThatTookTheCallNeedsNobodyToAnswer() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.NO_ANSWER, 10, 11);
        bob("", "VoiceMail", "6012@lab", Disposition.ANSWERED, 11, 30);
        tell(State.COMPLETED, Reason.APPLICATION, 12);
        assertFound();
    }

    @Test
    void aTargetWhoCalledItselfAndWasJoinedIsReached() {
        kind = Kind.ATTENDED;
        talk();
        add(CAROL, "PJSIP/carol-3", "PJSIP/bob-2", "", "AppDial", "", Disposition.ANSWERED, 10, 40);
        tell(State.UNKNOWN, Reason.OBSERVER_LOST, 20);
        assertFound(KNOWN);
    }

    @Test
    void anEndThatWasNeverToldIsMissedWhenItHadTime() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 40);
        tell(State.RINGING, null, 0);
        assertFound();
        callOfOthersUntil(101);
        assertFound("MISSED Its end was not reported: the transferee was connected.");
    }

    @Test
    void aTransfereeWhoIsGoneEndedItWhateverCameOfIt() {
        talk();
        bob("PJSIP/carol-3", "Queue", "support", Disposition.ANSWERED, 10, 40);
        tell(State.RINGING, null, 0);
        callOfOthersUntil(101);
        assertFound("MISSED Its end was not reported: the transferee hung up, and whether it was"
                + " connected, the CDRs do not say.");
    }

    @Test
    void aLocalChannelThatIsGoneMayHaveBeenLeftOutWhileItsCallGoesOn() {
        talk();
        add(BOB, "Local/bob@x-2;1", "", "6002", "Queue", "", Disposition.ANSWERED, 10, 40);
        tell(State.RINGING, null, 0);
        callOfOthersUntil(101);
        assertFound();
    }

    @Test
    void aTransfereeWhoIsStillThereHasNoCdrYet() {
        talk();
        tell(State.RINGING, null, 0);
        callOfOthersUntil(1_000);
        assertFound();
    }

    @Test
    void aReportIsNoOrphanAsLongAsItsCallMayLast() {
        callOfOthersUntil(-86_300);
        tell(State.COMPLETED, Reason.ANSWERED, 20);
        callOfOthersUntil(2 * 86_400);
        assertFound();
        callOfOthersUntil(-86_396);
        details.removeIf(detail -> detail.end().isAfter(START));
        callOfOthersUntil(80_000);
        assertFound();
        callOfOthersUntil(86_400 + 26);
        assertFound("ORPHANED It was reported as completed (answered), and the CDRs of that time"
                + " have none of its channels.");
        talk();
        assertFound();
    }

    @Test
    void whatCelDecidesNeedsNoCdr() {
        at(0, ALICE, "PJSIP/alice-1", new BridgeEntered("b1", "simple_bridge"));
        at(0, BOB, "PJSIP/bob-2", new BridgeEntered("b1", "simple_bridge"));
        at(10, ALICE, "PJSIP/alice-1", new BlindTransferred("6002", "b1", BOB));
        at(10, BOB, "PJSIP/bob-2", new BridgeLeft("b1"));
        at(11, CAROL, "PJSIP/carol-3", new BridgeEntered("b2", "simple_bridge"));
        at(11, BOB, "PJSIP/bob-2", new BridgeEntered("b2", "simple_bridge"));
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 40);
        tell(State.FAILED, Reason.BUSY, 11);
        assertFound(CONNECTED_NOT_BUSY);
    }

    @Test
    void ofMorePairsThanAreHeldNothingIsConcluded() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 12);
        for (int i = 1; i < Details.MOST_PAIRS; i++) {
            bob("PJSIP/dave-" + i, "Dial", "PJSIP/dave,1", Disposition.BUSY, 12 + i, 13 + i);
        }
        tell(State.FAILED, Reason.BUSY, 11);
        assertFound(CONNECTED_NOT_BUSY);
        bob("PJSIP/eve-5", "Dial", "PJSIP/eve,1", Disposition.BUSY, 50, 51);
        assertFound();
    }

    @Test
    void norIsItConcludedThatTheTargetDidNotAnswer() {
        talk();
        for (int i = 1; i <= Details.MOST_PAIRS; i++) {
            bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.BUSY, 10 + i, 11 + i);
        }
        tell(State.COMPLETED, Reason.ANSWERED, 12);
        assertFound("CONTRADICTORY It was reported as completed (answered), but the target did not"
                + " answer the transferee.");
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 50, 51);
        assertFound();
    }

    @Test
    void whoHasACdrIsNoOrphanOfCel() {
        at(-100, "1.9", "PJSIP/x-9", new CallRecord.Seen());
        at(100, "1.9", "PJSIP/x-9", new CallRecord.Seen());
        tell(State.COMPLETED, Reason.ANSWERED, 20);
        assertFound("ORPHANED It was reported as completed (answered), and the records of that time"
                + " have none of its channels.");
        talk();
        assertFound();
    }

    @Test
    void theEvidenceSaysWhatWasRecordedAndWhere() {
        talk();
        bob("PJSIP/carol-3", "Dial", PLAIN, Disposition.ANSWERED, 10, 40);
        tell(State.FAILED, Reason.BUSY, 11);
        assertEquals(
                List.of(
                        "2026-11-20T10:00:10Z CDR of PJSIP/bob-2 with PJSIP/carol-3: Dial, ANSWERED,"
                                + " until 2026-11-20T10:00:40Z (Master.csv:2)",
                        "2026-11-20T10:00:11Z reported: What was told."),
                findings(details).get(0).evidence());
    }

    private void talk() {
        add(
                ALICE,
                "PJSIP/alice-1",
                "PJSIP/bob-2",
                "6001",
                "Dial",
                "PJSIP/bob",
                Disposition.ANSWERED,
                0,
                10);
    }

    /** What Bob's channel did in 6002. */
    private void bob(
            String other,
            String application,
            String arguments,
            Disposition disposition,
            long from,
            long to) {
        add(BOB, "PJSIP/bob-2", other, "6002", application, arguments, disposition, from, to);
    }

    private void callOfOthersUntil(long to) {
        add("1.9", "PJSIP/x-9", "", "6005", "Echo", "", Disposition.ANSWERED, to, to);
    }

    private void add(
            String uniqueid,
            String channel,
            String other,
            String extension,
            String application,
            String arguments,
            Disposition disposition,
            long from,
            long to) {
        details.add(new CallDetail(
                uniqueid,
                channel,
                other,
                extension,
                application,
                arguments,
                START.plusSeconds(from),
                START.plusSeconds(to),
                disposition,
                "Master.csv:" + (details.size() + 1)));
    }

    private void at(long seconds, String uniqueid, String channel, CallRecord.What what) {
        records.add(new CallRecord(
                START.plusSeconds(seconds), uniqueid, ALICE, channel, "cel.csv", what));
    }

    private void tell(State state, @Nullable Reason reason, long ended) {
        told.add(new TransferBuilder()
                .id("t" + told.size())
                .kind(kind)
                .state(state, reason)
                .message("What was told.")
                .transferor("PJSIP/alice", "PJSIP/alice-1", ALICE)
                .transferee("PJSIP/bob", "PJSIP/bob-2", BOB)
                .target(new Transfer.Target(
                        "6002", null, null, reached, reached == null ? null : CAROL, null, null))
                .times(START.plusSeconds(10), state.isEnd() ? START.plusSeconds(ended) : null)
                .build());
    }

    private void assertFound(String... expected) {
        assertEquals(List.of(expected), found());
    }

    /** In whatever order the records come. */
    private List<String> found() {
        List<String> found = words(findings(details));
        assertEquals(found, words(findings(details.reversed())));
        return found;
    }

    private static List<String> words(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.kind() + " " + finding.message())
                .toList();
    }

    private List<Finding> findings(List<CallDetail> ordered) {
        List<Finding> findings = new ArrayList<>();
        Reconciliation reconciliation = new Reconciliation(Tolerance.DEFAULT, findings::add);
        try {
            for (Transfer transfer : told) {
                reconciliation.report(transfer);
            }
        } catch (TooManyException e) {
            throw new AssertionError(e);
        }
        records.forEach(reconciliation::record);
        DetailReconciliation byDetails = new DetailReconciliation(
                reconciliation, Tolerance.DEFAULT, Instant.MIN, findings::add);
        ordered.forEach(byDetails::detail);
        reconciliation.end(Instant.MAX);
        byDetails.end(Instant.MAX);
        return findings;
    }
}
