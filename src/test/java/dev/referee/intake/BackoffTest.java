package dev.referee.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class BackoffTest {
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), new Random(7));

    @Test
    void waitsGrowToTheLongestAndNeverBeyond() {
        long step = 250;
        for (int i = 0; i < 100; i++) {
            long wait = backoff.next().toMillis();
            assertTrue(wait >= step / 2 && wait <= step, wait + " ms at step " + step);
            step = Math.min(step * 2, 10_000);
        }
    }

    @Test
    void manyClientsDoNotComeAtOnce() {
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            waits.add(backoff.next());
        }
        assertTrue(waits.size() > 15, waits.toString());
    }

    @Test
    void shortAgainAfterASteadyConnection() {
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();
        assertTrue(backoff.next().toMillis() <= 250);
    }

    @Test
    void neverZero() {
        Backoff tiny = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(7));
        assertEquals(Duration.ofMillis(1), tiny.next());
    }
}
