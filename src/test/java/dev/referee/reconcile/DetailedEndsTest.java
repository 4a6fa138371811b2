package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Target;
import dev.referee.model.Transfer.Times;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Set;

/**
 * When CDRs tell an end that nobody saw: Alice sent Bob to 6002 at noon, Carol's phone rang, and then
 * nobody looked.
 */
class DetailedEndsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String PLAIN = "PJSIP/carol,30,tT";
    private static final String CAROL = "PJSIP/carol-3";

    private final Reconciliation reconciliation =
            new Reconciliation(Tolerance.DEFAULT, finding -> {});
    private Instant since = Instant.MIN;
    private @Nullable String reached = CAROL;
    private Kind kind = Kind.BLIND;
    private @Nullable Instant ringing;

    @Test
    void theTargetThatAnsweredCompletedIt() throws Exception {
        TransferEvent end = end(record(CAROL, PLAIN, Disposition.ANSWERED, 3));
        assertNotNull(end);
        assertEquals(Reason.ANSWERED, end.transfer().reason());
        assertEquals(NOON.plusSeconds(3), end.transfer().times().ended());
    }

    @Test
    void anEndIsNeverBeforeItsTransfer() throws Exception {
        TransferEvent end = end(record(CAROL, PLAIN, Disposition.ANSWERED, -1));
        assertNotNull(end);
        assertEquals(NOON, end.transfer().times().ended());
    }

    @Test
    void anEndIsNeverBeforeTheTargetRang() throws Exception {
        ringing = NOON.plusMillis(3_537);
        TransferEvent end = end(record(CAROL, PLAIN, Disposition.ANSWERED, 3));
        assertNotNull(end);
        assertEquals(ringing, end.transfer().times().ended());
    }

    @Test
    void whoHungUpAtTheAnswerMayNotHaveBeenJoined() throws Exception {
        assertNull(end(record(CAROL, PLAIN, Disposition.ANSWERED, 3, 4)));
        assertNotNull(end(record(CAROL, PLAIN, Disposition.ANSWERED, 3, 5)));
    }

    @Test
    void aTargetThatDidNotAnswerSaysNotWhy() throws Exception {
        assertNull(end(record(CAROL, PLAIN, Disposition.NO_ANSWER, 3)));
        assertNull(end(record(CAROL, PLAIN, Disposition.BUSY, 3)));
    }

    @Test
    void whomTheDialplanFoundLaterIsNotTheTarget() throws Exception {
        assertNull(end(talk(), record("PJSIP/dave-4", PLAIN, Disposition.ANSWERED, 30)));
        reached = null;
        assertNull(end(talk(), record(CAROL, PLAIN, Disposition.ANSWERED, 3)));
    }

    @Test
    void whoMayHaveHungUpBeforeBeingJoinedProvesNothing() throws Exception {
        assertNull(end(record(CAROL, "PJSIP/carol,30,U(greet)", Disposition.ANSWERED, 3)));
    }

    @Test
    void aJoinedCallMayHaveBeenJoinedByAnotherTransferThatNobodySaw() throws Exception {
        kind = Kind.ATTENDED;
        assertNull(end(record(CAROL, PLAIN, Disposition.ANSWERED, 3)));
    }

    @Test
    void ofTwoTransfersOfOneTransfereeItIsNotKnownWhichConnectedIt() throws Exception {
        reconciliation.report(transfer("t2", State.FAILED, Reason.BUSY));
        assertNull(end(record(CAROL, PLAIN, Disposition.ANSWERED, 3)));
    }

    @Test
    void whereCdrsMayBeMissingNothingIsSaid() throws Exception {
        since = NOON.plusSeconds(1);
        assertNull(end(record(CAROL, PLAIN, Disposition.ANSWERED, 3)));
    }

    @Test
    void ofATransferWithoutCdrsNothingIsSaid() throws Exception {
        assertNull(end());
        assertNull(comparison().ended(unknown("t9")));
    }

    private @Nullable TransferEvent end(CallDetail... details) throws Exception {
        reconciliation.report(transfer("t1", State.RINGING, null));
        DetailReconciliation comparison = comparison();
        for (CallDetail detail : details) {
            comparison.detail(detail);
        }
        return comparison.ended(unknown("t1"));
    }

    private DetailReconciliation comparison() {
        return new DetailReconciliation(reconciliation, Tolerance.DEFAULT, since, finding -> {});
    }

    private TransferEvent unknown(String id) {
        return new TransferEvent(
                transfer(id, State.UNKNOWN, Reason.OBSERVER_LOST), 4, NOON, Set.of(), null);
    }

    private Transfer transfer(String id, State state, @Nullable Reason reason) {
        return new TransferBuilder()
                .id(id)
                .kind(kind)
                .state(state, reason)
                .transferor("PJSIP/alice", "PJSIP/alice-1", "1.1")
                .transferee("PJSIP/bob", "PJSIP/bob-2", "1.2")
                .target(new Target(
                        "6002", null, null, reached, reached == null ? null : "1.3", null, null))
                .times(new Times(NOON, null, ringing, state.isEnd() ? NOON.plusSeconds(20) : null))
                .build();
    }

    /** What was transferred. */
    private static CallDetail talk() {
        return new CallDetail(
                "1.1",
                "PJSIP/alice-1",
                "PJSIP/bob-2",
                "6001",
                "Dial",
                "PJSIP/bob",
                NOON.minusSeconds(30),
                NOON,
                Disposition.ANSWERED,
                "Master.csv:1");
    }

    private static CallDetail record(
            String other, String arguments, Disposition disposition, long from) {
        return record(other, arguments, disposition, from, from + 60);
    }

    private static CallDetail record(
            String other, String arguments, Disposition disposition, long from, long to) {
        return new CallDetail(
                "1.2",
                "PJSIP/bob-2",
                other,
                "6002",
                "Dial",
                arguments,
                NOON.plusSeconds(from),
                NOON.plusSeconds(to),
                disposition,
                "Master.csv:2");
    }
}
