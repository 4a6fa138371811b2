package dev.referee.correlate;

import java.time.Duration;
import java.time.Instant;

/**
 * All waiting times of the correlator, named in one place. Most are multiples of the settling time
 * ({@link Limits#settle}), which a site may set.
 *
 * @param settle how long a first sign of an end may be contradicted
 */
record Windows(Duration settle) {
    /** How long after a channel was put back into its bridge Asterisk may report the transfer. */
    static final Duration PUT_BACK = Duration.ofSeconds(2);

    /** An application that is over before this, without a sign of service, has not served. */
    static final Duration AT_ONCE = Duration.ofMillis(500);

    /** A source that says the very same within this repeats itself. */
    static final Duration REPETITION = Duration.ofMillis(100);

    /** A NOTIFY may be heard this much before its REFER: HEP is UDP, from several threads. */
    static final Duration DISORDER = Duration.ofMillis(50);

    /** How long an end waits for what HEP is about to show of its REFER: it comes with the end. */
    static final Duration HEP_GRACE = Duration.ofMillis(250);

    /** How long an end waits for a REFER that HEP has not shown yet, though it shows SIP. */
    static final Duration HEP_LATE = Duration.ofMillis(1_250);

    static Windows of(Limits limits) {
        return new Windows(limits.settle());
    }

    /** How long music or a waiting room may still turn out to be a step on the way. */
    Duration waiting() {
        return settle.multipliedBy(5);
    }

    /**
     * The same for a script. Scripts that look up a number give up their own queries, to a database
     * or a web service, before that.
     */
    Duration script() {
        return settle.multipliedBy(15);
    }

    /**
     * How long to wait for the transferee's first step, to report it with the transfer's
     * acceptance. ARI is queried for a hidden one after 300 ms.
     */
    Duration firstStep() {
        return settle;
    }

    /** Largest delay between two sources' reports of the same event. */
    Duration together() {
        return settle.multipliedBy(2);
    }

    /** Whether a time is less than a span away from an earlier one. */
    static boolean isWithin(Duration span, Instant earlier, Instant now) {
        return now.isBefore(earlier.plus(span));
    }
}
