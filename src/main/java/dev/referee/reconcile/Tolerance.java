package dev.referee.reconcile;

import java.time.Duration;

/**
 * How far the clocks and the habits of those who wrote may be apart.
 *
 * @param skew how far apart two times of the same moment may be: clocks that differ, and records
 *     that keep whole seconds
 * @param patience how long after an end was proven its report may take: settling, and a log that
 *     was read while the PBX went on
 */
public record Tolerance(Duration skew, Duration patience) {
    /** Five seconds, and one minute, which is more than a script's 15 settling times. */
    public static final Tolerance DEFAULT =
            new Tolerance(Duration.ofSeconds(5), Duration.ofMinutes(1));
}
