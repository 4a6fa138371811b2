package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

class BackoffTest {
    @Test
    void waitsDoubleUpToTheLimitAndBeginAnewAfterAGoodConnection() {
        Backoff backoff =
                new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), new Random(1));
        long whole = 250;
        for (int i = 0; i < 20; i++) {
            assertBetween(whole / 2, whole, backoff.next());
            whole = Math.min(10_000, whole * 2);
        }
        backoff.reset();
        assertBetween(125, 250, backoff.next());
    }

    private static void assertBetween(long least, long most, Duration wait) {
        assertTrue(wait.toMillis() >= least && wait.toMillis() <= most, () -> "" + wait);
    }
}
