package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a leg has done since it left a bridge, as its source told it. */
final class Departure {
    final String bridge;

    /** The dials that it had made before. */
    final List<Attempt> attemptsBefore;

    /** Whether it was told to run something. */
    boolean stepped;

    @Nullable
    String heard;

    @Nullable
    String dialStatus;

    @Nullable
    String queueStatus;

    Departure(String bridge, List<Attempt> attemptsBefore) {
        this.bridge = bridge;
        this.attemptsBefore = attemptsBefore;
    }
}
