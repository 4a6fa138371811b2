package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

/** One dial from one leg to another. */
final class Attempt {
    final Leg dialled;

    /** Whether an ARI application or a manager dialled, and no channel did. */
    final boolean originated;

    /**
     * Whether its source reported its beginning. A dial that was only reported as answered is a
     * pickup.
     */
    final boolean begun;

    /** What was dialled, as the dialplan wrote it: {@code alice}, {@code trunk/sip:alice@host}. */
    final @Nullable String dialString;

    /** The other half of a Local channel that was dialled, also when it is gone. */
    @Nullable
    Leg behind;

    boolean ringing;

    /** When it began and ended, counted in the reports of its source. */
    private final long begunAt;

    private long endedAt = Long.MAX_VALUE;

    /** Asterisk's DialStatus when it has ended. */
    private @Nullable String status;

    /** One that a channel began before anything else. */
    Attempt(Leg dialled) {
        this(dialled, false, true, null, 0);
    }

    Attempt(
            Leg dialled,
            boolean originated,
            boolean begun,
            @Nullable String dialString,
            long begunAt) {
        this.dialled = dialled;
        this.originated = originated;
        this.begun = begun;
        this.dialString = dialString;
        this.begunAt = begunAt;
    }

    void end(String newStatus, long at) {
        status = newStatus;
        endedAt = Math.min(endedAt, at);
    }

    /** Whether this dial had failed when another one began. */
    boolean hadFailedBefore(Attempt other) {
        return isInVain() && (endedAt < other.begunAt || status == null);
    }

    /** Asterisk's DialStatus; null while it has not ended, and if its end is not reported. */
    @Nullable
    String status() {
        return status;
    }

    /** Originate and FollowMe report no end of a dial except the channel's (22.10.1). */
    boolean isPending() {
        return status == null && !dialled.isGone();
    }

    boolean isAnswered() {
        return "ANSWER".equals(status);
    }

    boolean isInVain() {
        return !isPending() && !isAnswered();
    }
}
