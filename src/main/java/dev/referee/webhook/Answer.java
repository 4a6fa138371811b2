package dev.referee.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What came of an attempt.
 *
 * @param status of HTTP; null when there was no answer in time
 * @param text the beginning of the body, or why there was no answer
 */
record Answer(@Nullable Integer status, String text) {
    private static final int GONE = 410;

    boolean isTaken() {
        return status != null && status >= 200 && status < 300;
    }

    /** Whether the receiver wants nothing any more (RFC 9110 section 15.5.11). */
    boolean isGone() {
        return status != null && status == GONE;
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
