package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** How a channel ended, as far as its source has reported. */
final class Farewell {
    /** A Q.850 cause; null while none was named. */
    @Nullable
    Integer cause;

    @Nullable
    Integer sipStatus;

    /** Whether its own phone hung up, or refused. */
    boolean byFarEnd;

    /** Whether a stop of Asterisk cut it off. */
    boolean byShutdown;

    boolean gone;

    /**
     * Whether somebody was still being called for it through a Local channel, as a feature code does
     * it, when it left the bridge that it was in last.
     */
    boolean leftWhileCalling;

    /** Whether it was in a holding bridge last. */
    boolean held;

    /** The bridge that it left last. */
    @Nullable
    String lastBridge;

    /** When its end was first reported or requested. */
    @Nullable
    Instant at;

    void learn(@Nullable Integer newCause, @Nullable Integer newSipStatus, Instant now) {
        // 0 is Asterisk's "unknown": it must not hide a cause that an earlier event named.
        cause = newCause == null || newCause == 0 ? cause : newCause;
        sipStatus = newSipStatus == null || newSipStatus == 0 ? sipStatus : newSipStatus;
        at = at == null ? now : at;
    }
}
