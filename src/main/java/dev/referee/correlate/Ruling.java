package dev.referee.correlate;

import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

/**
 * How a transfer that the PBX asked for ended, by one source: the application Transfer's own variables,
 * or the SIP messages.
 *
 * @param basis what was seen, for the evidence
 */
record Ruling(Reason reason, Weight weight, String basis) {
    /** How much a ruling counts; the first counts most. */
    enum Weight {
        /** The far end's words, or Asterisk's where nothing was sent. */
        STATED,
        /** What Asterisk says stands, unless the far end's own words say more. */
        CONCLUDED,
        /** Counts only when a settling time has brought nothing better. */
        GUESSED
    }

    static Ruling stated(Reason reason, String basis) {
        return new Ruling(reason, Weight.STATED, basis);
    }

    static Ruling concluded(Reason reason, String basis) {
        return new Ruling(reason, Weight.CONCLUDED, basis);
    }

    static Ruling guessed(Reason reason, String basis) {
        return new Ruling(reason, Weight.GUESSED, basis);
    }

    /** For a final SIP status of the far end: 200 to 699. */
    static Ruling ofStatus(int status, boolean rang, String basis) {
        return stated(status < 300 ? Reason.HANDED_OFF : reasonOf(status, rang), basis);
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
