package dev.referee.intake.ami;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each attempt to connect again: doubling up to a limit, of which a random
 * part is taken so that many clients do not come at once. Used by one thread.
 */
final class Backoff {
    private final long firstMillis;
    private final long maxMillis;
    private final RandomGenerator random;
    private long nextMillis;

    Backoff(Duration first, Duration max, RandomGenerator random) {
        this.firstMillis = first.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
        this.nextMillis = firstMillis;
    }

    /** The next wait: between one half and the whole of what has been doubled so far. */
    Duration next() {
        long whole = nextMillis;
        nextMillis = Math.min(maxMillis, whole * 2);
        long half = whole / 2;
        return Duration.ofMillis(half + random.nextLong(whole - half + 1));
    }

    /** The connection was good: the next wait is a short one again. */
    void reset() {
        nextMillis = firstMillis;
    }
}
