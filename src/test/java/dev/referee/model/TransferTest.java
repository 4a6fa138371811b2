package dev.referee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Transfer.Direction;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.junit.jupiter.api.Test;

import java.util.List;

class TransferTest {
    /** As the site's table and its rules do, before anybody is told. */
    @Test
    void codeAndDiagnosisChangeNothingElse() {
        Transfer transfer = new TransferBuilder()
                .direction(Direction.OUTGOING)
                .state(State.FAILED, Reason.BUSY)
                .retry(true, 34_567)
                .build();
        assertEquals(
                transfer,
                transfer.withWrapUpCode("busy").withDiagnosis(List.of()).withWrapUpCode(null));
    }
}
