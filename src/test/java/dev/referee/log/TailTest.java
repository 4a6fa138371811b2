package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.log.EventLog.Entry;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** The newest part of a log. */
class TailTest {
    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Tail tail = new Tail(2, MEMORY, new Epochs(), 0);

    @Test
    void ofTransfersThatAreForgottenNoPartyIsLeft() {
        fail("a");
        fail("b");
        int ofTwo = tail.parties();
        fail("c");
        assertEquals(1, tail.currentOfLeg(Transfers.leg("first-of-c")).newest().size());
        assertEquals(ofTwo, tail.parties());
        tail.forget(NOW.plus(MEMORY).plusMillis(1));
        assertEquals(0, tail.parties());
    }

    private void fail(String transfer) {
        publish(transfer, 1, Transfer.State.RINGING, "first-of-" + transfer);
        publish(transfer, 2, Transfer.State.FAILED, "second-of-" + transfer);
    }

    private void publish(String transfer, int sequence, Transfer.State state, String target) {
        Entry entry =
                tail.draft().add(Transfers.of(transfer, sequence, state, "alice", "bob", target));
        tail.publish(Objects.requireNonNull(entry), NOW);
    }
}
