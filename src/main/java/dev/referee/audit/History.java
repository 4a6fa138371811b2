package dev.referee.audit;

import dev.referee.model.Transfer;

import java.time.Instant;
import java.util.function.Consumer;

/** What was reported before this Referee was started. */
@FunctionalInterface
public interface History {
    /** There is none: nothing is kept. */
    History NONE = (now, taker) -> now;

    /**
     * Reads it, the earlier first. May block.
     *
     * @param taker takes what was told of each transfer
     * @return since when all that was told is there
     * @throws Unreadable when it cannot be had
     */
    Instant read(Instant now, Consumer<Transfer> taker) throws Unreadable;

    /** It cannot be read; the message says why. */
    final class Unreadable extends Exception {
        /** For a reason. */
        public Unreadable(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
