package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

/** One dial from one leg to another. */
final class Attempt {
    final Leg dialled;

    /** The other half of a Local channel that was dialled, also when it is gone. */
    @Nullable
    Leg behind;

    boolean ringing;

    /** Whether it began when all that the caller had dialled before had ended in vain. */
    boolean afterFailure;

    /** Asterisk's DialStatus when it has ended. */
    @Nullable
    String status;

    Attempt(Leg dialled) {
        this.dialled = dialled;
    }

    boolean isPending() {
        return status == null;
    }

    boolean isAnswered() {
        return "ANSWER".equals(status);
    }

    boolean isInVain() {
        return !isPending() && !isAnswered();
    }
}
