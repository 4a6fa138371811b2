package dev.referee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.referee.log.Transfers;
import dev.referee.model.Transfer.Sip;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of a transfer's SIP statuses says why it failed. */
class FailureStatusTest {
    private static @Nullable Integer status(
            State state,
            @Nullable Integer refer,
            @Nullable Integer claimed,
            @Nullable Integer target) {
        return Transfers.because(
                        Transfer.Reason.BUSY,
                        new Sip(refer, claimed, target),
                        Transfers.complete("t1", 1, state))
                .transfer()
                .failureStatus();
    }

    @Test
    void theTargetsOwnCountsBeforeWhatTheNotifyClaims() {
        assertEquals(486, status(State.FAILED, 202, 200, 486));
        assertEquals(603, status(State.FAILED, 202, 503, 603));
        assertEquals(503, status(State.FAILED, 202, 503, null));
    }

    @Test
    void ofARefusedReferItsAnswerCounts() {
        assertEquals(405, status(State.FAILED, 405, null, null));
        assertEquals(300, status(State.FAILED, 300, 404, 486));
    }

    @Test
    void aClaimOfSuccessSaysNothing() {
        assertNull(status(State.FAILED, 202, 200, null));
        assertNull(status(State.FAILED, 202, 299, null));
        assertNull(status(State.FAILED, null, null, null));
    }

    @Test
    void whatHasNotFailedHasNone() {
        for (State state : State.values()) {
            assertEquals(
                    state == State.FAILED ? 487 : null, status(state, 202, 503, 487), state::name);
        }
    }
}
