package dev.referee.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between the attempts to deliver one event: up to a second after the first, and twice as long
 * after each further one, up to a quarter of an hour. Full jitter: anything between nothing and all
 * of that, so that what failed together is not sent again together.
 */
record Backoff(RandomGenerator random) {
    private static final long FIRST_MS = 1_000;
    private static final long LONGEST_MS = Duration.ofMinutes(15).toMillis();
    private static final int MOST_DOUBLINGS = 20;

    /** The wait after so many attempts, at least 1 ms. */
    Duration after(int attempts) {
        long most = Math.min(LONGEST_MS, FIRST_MS << Math.min(attempts - 1, MOST_DOUBLINGS));
        return Duration.ofMillis(1 + random.nextLong(most));
    }
}
