package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which reports the records contradict or have no trace of, and which transfers were not reported. */
class ReconciliationTest extends CallFixture {
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
    void whatWasToldLateIsNoOrphan() {
        at(1, "9.1", "PJSIP/zoe-1", new Seen());
        tell(State.FAILED, Reason.BUSY, 15);
        at(60, "9.1", "PJSIP/zoe-1", new Seen());
        assertEquals(1, found().size());
        told.set(0, TransferBuilder.like(told.get(0)).late(true).build());
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
    void anEndCountsInWhateverOrderTheReportsAreRead() {
        blind();
        connectedAt(15);
        tell(State.COMPLETED, Reason.ANSWERED, 15);
        tell(State.RINGING, null, 0);
        at(200, "9.9", "PJSIP/zoe-9", new Seen());
        assertEquals(List.of(), found());
    }

    @Test
    void whatOnlySipShowedIsNotReportedASecondTime() {
        blind();
        connectedAt(15);
        tell("sip", State.UNKNOWN, Reason.OBSERVER_LOST, 12);
        told.add(TransferBuilder.like(told.removeLast())
                .transferor(new Transfer.Transferor("PJSIP/alice", null, null, "call", null))
                .transferee(null)
                .build());
        assertEquals(List.of(), found());
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
}
