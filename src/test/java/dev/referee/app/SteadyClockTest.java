package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private Instant wall = START;
    private long nanos = Long.MAX_VALUE;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    @Test
    void timePassesAlsoWhenTheWallClockIsSetBack() {
        pass(5);
        assertEquals(START.plusSeconds(5), clock.instant());
        wall = START.minusSeconds(3_600);
        pass(5);
        assertEquals(START.plusSeconds(10), clock.instant());
    }

    @Test
    void timeDoesNotLeapWithTheWallClock() {
        wall = START.plusSeconds(3_600);
        pass(5);
        assertEquals(START.plusSeconds(5), clock.instant());
    }

    /** The counter may begin anywhere and overflow ({@link System#nanoTime}). */
    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }
}
