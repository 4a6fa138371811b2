package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What is found while records and reports go on, are lost, and are forgotten. */
class OngoingReconciliationTest extends CallFixture {
    private final List<Finding> findings = new ArrayList<>();
    private final List<Proof> missed = new ArrayList<>();
    private final Reconciliation reconciliation =
            new Reconciliation(Tolerance.DEFAULT, new Listener() {
                @Override
                public void found(Finding finding) {
                    findings.add(finding);
                }

                @Override
                public void missed(Proof proof) {
                    missed.add(proof);
                }
            });

    @Test
    void aReportHasTimeToComeBeforeItIsMissed() {
        blind();
        connectedAt(15);
        records.forEach(reconciliation::record);
        advanceTo(500);
        advanceTo(560);
        assertEquals(List.of(), findings);
        advanceTo(561);
        assertEquals(
                List.of(Finding.Kind.MISSED),
                findings.stream().map(Finding::kind).toList());
        assertEquals(new Party(CAROL, "PJSIP/carol-3"), missed.get(0).target());
        advanceTo(1_000);
        assertEquals(1, findings.size());
    }

    @Test
    void whatIsReportedLateButInTimeIsNotMissed() throws TooManyException {
        blind();
        connectedAt(15);
        report(State.RINGING, null, 0);
        records.forEach(reconciliation::record);
        advanceTo(70);
        report(State.COMPLETED, Reason.ANSWERED, 15);
        advanceTo(600);
        advanceTo(700);
        assertEquals(List.of(), findings);
    }

    @Test
    void whatTheRecordsProveOfATransferUnderWayCanBeAskedFor() throws TooManyException {
        blind();
        connectedAt(15);
        report(State.RINGING, null, 0);
        records.subList(0, 6).forEach(reconciliation::record);
        assertNull(reconciliation.proofOf("t1"));
        records.subList(6, 7).forEach(reconciliation::record);
        assertEquals(
                new Outcome.Connected(Reason.ANSWERED, false),
                Objects.requireNonNull(reconciliation.proofOf("t1")).outcome());
        advanceTo(600);
        advanceTo(700);
        assertNotNull(reconciliation.proofOf("t1"));
        assertNull(reconciliation.proofOf("t2"));
    }

    @Test
    void anOrphanIsFoundOnceWhenTheRecordsHaveGoneOn() throws TooManyException {
        report(State.FAILED, Reason.BUSY, 15);
        at(1, "9.1", "PJSIP/zoe-1", new Seen());
        at(60, "9.1", "PJSIP/zoe-1", new Seen());
        records.forEach(reconciliation::record);
        advanceTo(70);
        assertEquals(0, findings.size());
        advanceTo(76);
        advanceTo(77);
        assertEquals(1, findings.size());
    }

    /** Asterisk keeps a leg that it sent away for up to 20 minutes, and writes nothing of it before. */
    @Test
    void oneThatThePbxAskedForIsAnOrphanOnlyTwentyMinutesAfterItsEnd() throws TooManyException {
        reconciliation.report(new TransferBuilder()
                .direction(Transfer.Direction.OUTGOING)
                .state(State.FAILED, Reason.BUSY)
                .transferee("PJSIP/bob", "PJSIP/bob-2", BOB)
                .times(START.plusSeconds(10), START.plusSeconds(15))
                .build());
        long twentyMinutes = Duration.ofMinutes(20).toSeconds();
        at(1, "9.1", "PJSIP/zoe-1", new Seen());
        at(twentyMinutes + 100, "9.1", "PJSIP/zoe-1", new Seen());
        records.forEach(reconciliation::record);
        advanceTo(twentyMinutes);
        advanceTo(twentyMinutes + 75);
        assertEquals(List.of(), findings);
        advanceTo(twentyMinutes + 76);
        advanceTo(twentyMinutes + 77);
        assertEquals(
                List.of(Finding.Kind.ORPHANED),
                findings.stream().map(Finding::kind).toList());
    }

    @Test
    void recordsThatAreReadTwiceProveNoSecondTransfer() throws TooManyException {
        blind();
        connectedAt(15);
        report(State.COMPLETED, Reason.ANSWERED, 15);
        for (long reading = 1; reading <= 2; reading++) {
            records.forEach(reconciliation::record);
            advanceTo(1_000L * reading);
            advanceTo(1_000L * reading + 100);
            reconciliation.lose();
        }
        assertEquals(List.of(), findings);
    }

    @Test
    void whereRecordsAreLostNothingIsConcludedFromWhatIsThere() throws TooManyException {
        blind();
        report(State.COMPLETED, Reason.ANSWERED, 15);
        records.forEach(reconciliation::record);
        reconciliation.lose();
        at(20, BOB, "PJSIP/bob-2", new Gone("BUSY", null, ""));
        reconciliation.record(records.getLast());
        advanceTo(600);
        advanceTo(700);
        assertEquals(List.of(), findings);
    }

    @Test
    void ofWhatIsForgottenNothingIsMissed() throws TooManyException {
        blind();
        connectedAt(15);
        report(State.COMPLETED, Reason.ANSWERED, 15);
        reconciliation.forgetOldest();
        records.forEach(reconciliation::record);
        advanceTo(600);
        advanceTo(700);
        assertEquals(List.of(), findings);
    }

    @Test
    void aReportThatIsForgottenMakesRoom() throws TooManyException {
        Reconciliation full = new Reconciliation(Tolerance.DEFAULT, 1, 10, finding -> {});
        tell("one", State.FAILED, Reason.BUSY, 15);
        tell("two", State.FAILED, Reason.BUSY, 15);
        full.report(told.get(0));
        full.forget(START.plusSeconds(15));
        assertThrows(TooManyException.class, () -> full.report(told.get(1)));
        full.forget(START.plusSeconds(16));
        full.report(told.get(1));
    }

    /** As in the first seconds of a new log. */
    @Test
    void aReportIsKeptAlthoughOthersOfItsTimeMayBeMissing() throws TooManyException {
        blind();
        connectedAt(15);
        reconciliation.reportedSince(START.plusSeconds(100));
        report(State.RINGING, null, 0);
        records.forEach(reconciliation::record);
        reconciliation.forget(START);
        assertNotNull(reconciliation.proofOf("t1"));
    }

    private void report(State state, @Nullable Reason reason, long ended) throws TooManyException {
        tell(state, reason, ended);
        reconciliation.report(told.getLast());
    }

    private void advanceTo(long seconds) {
        reconciliation.advance(START.plusSeconds(seconds));
    }
}
