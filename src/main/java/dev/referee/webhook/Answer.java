package dev.referee.webhook;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * What came of an attempt.
 *
 * @param status of HTTP; null when there was no answer in time
 * @param text the beginning of the body, or why there was no answer
 * @param retryAfter the header of this name; null without
 */
record Answer(
        @Nullable Integer status, String text, @Nullable String retryAfter) {
    /** The longest that a receiver can put off by one answer; it may do so again. */
    static final Duration LONGEST_REST = Duration.ofHours(1);

    private static final int GONE = 410;
    /** 429 (RFC 6585 section 4) and 503 (RFC 9110 section 15.6.4). */
    private static final Set<Integer> OVERLOADED = Set.of(429, 503);

    /** No answer, and why. */
    static Answer none(String why) {
        return new Answer(null, why, null);
    }

    boolean isTaken() {
        return status != null && status >= 200 && status < 300;
    }

    /** Whether the receiver wants nothing any more (RFC 9110 section 15.5.11). */
    boolean isGone() {
        return status != null && status == GONE;
    }

    /**
     * How long the receiver wants to be left alone (RFC 9110 section 10.2.3), at most
     * {@link #LONGEST_REST}; empty when it has not said so in a form that can be read.
     *
     * @param now by the clock that receivers have too
     */
    Optional<Duration> rest(Instant now) {
        if (status == null || !OVERLOADED.contains(status) || retryAfter == null) {
            return Optional.empty();
        }
        String text = retryAfter.strip();
        try {
            Duration wait = text.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return wait.isPositive()
                    ? Optional.of(wait.compareTo(LONGEST_REST) < 0 ? wait : LONGEST_REST)
                    : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** For people: short, and without what the receiver wrote. */
    String summary() {
        return status == null ? text : "HTTP " + status;
    }

    @Override
    public String toString() {
        return status == null ? text : "HTTP " + status + (text.isEmpty() ? "" : "\n" + text);
    }
}
