package dev.referee.correlate;

import java.time.Duration;
import java.time.Instant;

/** Prints how a long run gets on, every few seconds. A short one prints nothing. */
final class Pace {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final String what;
    private final long goal;
    private final Instant start = Instant.now();
    private Instant printed = start;

    /**
     * @param what is counted, in words
     * @param goal how many it will be
     */
    Pace(String what, long goal) {
        this.what = what;
        this.goal = goal;
    }

    /** So many are done. */
    void reached(long done, String detail) {
        Instant now = Instant.now();
        if (now.isBefore(printed.plus(INTERVAL))) {
            return;
        }
        printed = now;
        long millis = Math.max(1, Duration.between(start, now).toMillis());
        System.out.printf(
                "%,d of %,d %s, %,d a second, %,d MiB in use, %s%n",
                done, goal, what, done * 1_000 / millis, usedMebibytes(), detail);
    }

    private static long usedMebibytes() {
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
