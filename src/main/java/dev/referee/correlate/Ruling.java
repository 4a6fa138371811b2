package dev.referee.correlate;

import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How a transfer that the PBX requests ended, by one source: the variables of the application
 * Transfer, or the SIP messages.
 *
 * @param basis what was seen, for the evidence
 * @param status the final SIP status that it is read off; null where there is none
 * @param retryAfter what came with that status: Retry-After (RFC 3261 section 20.33), or null
 */
record Ruling(
        Reason reason,
        Weight weight,
        String basis,
        @Nullable Integer status,
        @Nullable Duration retryAfter) {
    /** How much a ruling counts; the first counts most. */
    enum Weight {
        /** The far end's words, or Asterisk's where nothing was sent. */
        STATED,
        /** Asterisk's status counts, unless the far end's own status says more. */
        CONCLUDED,
        /** Counts only when a settling time has brought nothing better. */
        GUESSED
    }

    static Ruling stated(Reason reason, String basis) {
        return new Ruling(reason, Weight.STATED, basis, null, null);
    }

    static Ruling concluded(Reason reason, String basis) {
        return new Ruling(reason, Weight.CONCLUDED, basis, null, null);
    }

    static Ruling guessed(Reason reason, String basis) {
        return new Ruling(reason, Weight.GUESSED, basis, null, null);
    }

    /** For a final SIP status of the far end: 200 to 699. */
    static Ruling ofStatus(int status, boolean rang, @Nullable Duration retryAfter, String basis) {
        Reason reason = status < 300 ? Reason.HANDED_OFF : reasonOf(status, rang);
        return new Ruling(reason, Weight.STATED, basis, status, retryAfter);
    }

    /** The same where it counts only if nothing better comes. */
    Ruling asGuess() {
        return new Ruling(reason, Weight.GUESSED, basis, status, retryAfter);
    }

    private static Reason reasonOf(int status, boolean rang) {
        return status == 481 ? Reason.DIALOG_NOT_FOUND : Failure.byStatus(status, rang);
    }

    /** The one that counts more; the first of two that count the same. */
    static @Nullable Ruling better(@Nullable Ruling one, @Nullable Ruling other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.weight.compareTo(one.weight) < 0 ? other : one;
    }
}
