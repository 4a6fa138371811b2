package dev.referee.correlate;

import java.time.Duration;
import java.time.Instant;

/**
 * Every span of time that the correlator goes by, named in one place. Most are multiples of the
 * settling time ({@link Limits#settle}), which a site may set.
 *
 * @param settle how long a first sign of an end may be contradicted
 */
record Windows(Duration settle) {
    /** How long after a channel was put back into its bridge Asterisk may tell of the transfer. */
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
     * The same for a script. Those that look up whom to dial give up their own questions, to a
     * database or a web service, before that.
     */
    Duration script() {
        return settle.multipliedBy(15);
    }

    /**
     * How long the transferee's first step is waited for, to be told with the transfer's acceptance.
     * ARI is asked for a hidden one after 300 ms.
     */
    Duration firstStep() {
        return settle;
    }

    /** How long after one another two sources may tell of the same. */
    Duration together() {
        return settle.multipliedBy(2);
    }

    /** Whether a time is less than a span away from an earlier one. */
    static boolean isWithin(Duration span, Instant earlier, Instant now) {
        return now.isBefore(earlier.plus(span));
    }
}
