package dev.referee.correlate;

import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

/** The state of a transfer in one source's view at this moment. */
sealed interface Assessment {
    /**
     * Nothing is decided.
     *
     * @param calling whether somebody is being called, or an announcement plays that is no end
     */
    record Pending(boolean ringing, boolean calling) implements Assessment {
        /** While nothing shows. */
        static final Pending QUIET = new Pending(false, false);
    }

    /**
     * It has ended, or will have unless something contradicts it soon.
     *
     * @param target the leg that took the call, or that failed; null when none is known
     * @param application the application that took the call, or that failed
     * @param finality how long it may still be contradicted
     * @param certainty which of two differing verdicts is to be believed
     * @param basis what was seen, for the evidence
     */
    record Ended(
            Reason reason,
            Whereabouts whereabouts,
            @Nullable Leg target,
            @Nullable String application,
            Finality finality,
            Certainty certainty,
            String basis)
            implements Assessment {}

    /** How long an end may still be contradicted by the same source. */
    enum Finality {
        /** Not at all. */
        FIRM,
        /** The dialplan may dial again at once: one settling time. */
        SETTLING,
        /** Music plays, and the dialplan may dial afterwards: several settling times. */
        WAITING,
        /** A script runs, and may be looking up the number to dial: many settling times. */
        SCRIPTED,
        /** What runs is hidden from the source: until it is over. Others need not wait for it. */
        HIDDEN
    }

    /** How an end is known, weakest first. */
    enum Certainty {
        /** It is not: the source missed the deciding part. */
        BLIND,
        /** By the absence of anything else. */
        INFERRED,
        /** Asterisk's dialplan said so: DIALSTATUS, an application. */
        STATED,
        /** The device said so (SIP status, hangup cause), or the two share a bridge. */
        SEEN
    }
}
