package dev.referee.intake;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts to connect: each twice the one before, up to a limit, with jitter, so that
 * many clients do not come at once. For one thread.
 */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration next;

    /**
     * Creates one whose next wait is the shortest.
     *
     * @param first the whole of the first wait, at least 1 ms
     * @param longest the whole of the longest
     */
    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /** The next wait: between half of the current step and all of it, at least 1 ms. */
    public Duration next() {
        long step = next.toMillis();
        next = min(next.multipliedBy(2), longest);
        return Duration.ofMillis(Math.max(1, step / 2 + random.nextLong(step / 2 + 1)));
    }

    /** Starts again with the shortest wait. */
    public void reset() {
        next = first;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
