package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Ten REFERs that a phone sent at once in one dialog, recorded on 22.10.1. */
class PipelinedRefersTest {
    @Test
    void eachRefersOwnNotifyEndsIt() {
        List<Transfer> ends =
                RecordedCall.read("more/ten-refers-at-once").events(Duration.ofSeconds(5)).stream()
                        .map(TransferEvent::transfer)
                        .filter(transfer -> transfer.state().isEnd())
                        .toList();

        assertEquals(10, ends.size());
        for (Transfer end : ends) {
            boolean isGood = "7002".equals(Objects.requireNonNull(end.target()).extension());
            assertEquals(
                    isGood ? Transfer.Reason.ANSWERED : Transfer.Reason.NO_SUCH_EXTENSION,
                    end.reason());
        }
        assertEquals(
                1,
                ends.stream()
                        .filter(end -> end.state() == Transfer.State.COMPLETED)
                        .count());
    }
}
