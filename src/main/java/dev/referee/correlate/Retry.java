package dev.referee.correlate;

import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;

/**
 * Whether a transfer that the PBX requested, and that did not complete, may be requested once more,
 * by the SIP status with which the far end refused it. For example 503: yes, after 5 to 7.5
 * seconds; 481: no, the call is over.
 *
 * @param afterMs how long to wait before that, in milliseconds, at least 1,000; null unless it is advised
 */
record Retry(boolean isAdvised, @Nullable Integer afterMs) {
    private static final Retry NO = new Retry(false, null);

    /** As for a re-INVITE of the one who chose the Call-ID: RFC 3261 section 14.1. */
    private static final Duration GLARE = Duration.ofMillis(2_100);

    private static final Duration SERVER = Duration.ofSeconds(5);
    private static final Duration PERSON = Duration.ofSeconds(30);

    private static final long SHORTEST_MS = 1_000;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long WIDEST_SPREAD_MS = 10_000;

    /**
     * For one that ended so.
     *
     * @param end null before
     * @param whereabouts of the leg that was asked to go: one that is gone cannot be asked again
     * @param id of the transfer, by which those that fail together are spread over time
     * @return null before the end and for what is completed
     */
    static @Nullable Retry of(@Nullable Ruling end, Whereabouts whereabouts, String id) {
        if (end == null || end.reason().state() == State.COMPLETED) {
            return null;
        }
        Integer status = end.status();
        // Without a status nothing was refused: it may have worked, or nothing was sent.
        return status == null || whereabouts == Whereabouts.GONE
                ? NO
                : ofStatus(status, end.retryAfter(), id);
    }

    private static Retry ofStatus(int status, @Nullable Duration retryAfter, String id) {
        Duration wait = backoff(status);
        if (retryAfter != null && (wait != null || maySayWhen(status))) {
            wait = retryAfter;
        }
        if (wait == null || wait.compareTo(LONGEST) > 0) {
            return NO;
        }
        long atLeast = Math.max(wait.toMillis(), SHORTEST_MS);
        return new Retry(true, (int) (atLeast + spread(id, atLeast)));
    }

    /** How long to wait where the far end does not say; null where the same would fail again. */
    private static @Nullable Duration backoff(int status) {
        return switch (status) {
            // Request Pending: RFC 3261 section 21.4.27.
            case 491 -> GLARE;
            // Server Internal Error, Service Unavailable, Server Time-out: sections 21.5.1, .4, .5.
            case 500, 503, 504 -> SERVER;
            // Request Timeout, Temporarily Unavailable, Busy Here: sections 21.4.9, .18, .24.
            case 408, 480, 486 -> PERSON;
            default -> null;
        };
    }

    /** Whether a status is for good unless Retry-After says otherwise: RFC 3261 section 20.33. */
    private static boolean maySayWhen(int status) {
        return switch (status) {
            // Not Found, Request Entity Too Large, Busy Everywhere, Decline.
            case 404, 413, 600, 603 -> true;
            default -> false;
        };
    }

    /** Up to half of the wait, and up to ten seconds: the same again for the same transfer. */
    private static long spread(String id, long waitMs) {
        CRC32 digest = new CRC32();
        digest.update(id.getBytes(StandardCharsets.UTF_8));
        return digest.getValue() % Math.min(waitMs / 2, WIDEST_SPREAD_MS);
    }
}
