package dev.referee.webhook;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A receiver and how it does.
 *
 * @param isConfigured whether it stands in the configuration, and not in what administrators made
 * @param waiting events that were read for it and are not settled
 * @param unread events that follow in the log, at most; perhaps none of them is for it. Null while
 *     it has read none of the log's present epoch: offsets may have leapt between the two
 * @param isResting whether it is left alone for a while, because it failed too often or
 *     asked for it
 * @param health since Referee was started
 */
public record Hook(
        Subscription subscription,
        boolean isConfigured,
        State state,
        int waiting,
        @Nullable Long unread,
        boolean isResting,
        Health health) {
    /** Whether it is sent anything. */
    public enum State {
        /** It is sent what it is subscribed to. */
        ACTIVE,
        /** An administrator has paused it: what it is subscribed to waits in the log. */
        PAUSED,
        /** It has answered 410 Gone: it is sent nothing before it is resumed. */
        DISABLED
    }

    /**
     * What came of deliveries; tests and what was sent again by hand do not count.
     *
     * @param lastSuccess when something was taken last; null when nothing was
     * @param lastFailure when something was not taken last; null when all was
     * @param failure why that was, for people; null when all was
     */
    public record Health(
            @Nullable Instant lastSuccess,
            @Nullable Instant lastFailure,
            @Nullable String failure) {
        static final Health UNKNOWN = new Health(null, null, null);

        Health succeeded(Instant at) {
            return new Health(at, lastFailure, failure);
        }

        Health failed(Instant at, String why) {
            return new Health(lastSuccess, at, why);
        }
    }
}
