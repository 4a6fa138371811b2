package dev.referee.correlate;

import java.time.Duration;

/**
 * How long the correlator waits and how much it remembers.
 *
 * @param settle how long a first sign of an end may be contradicted (the dialplan dials again, the
 *     other source tells more) before it is the verdict
 * @param reconnect how long a transfer waits for a source to come back when none is left to tell
 *     its end
 * @param expiry after which an undecided transfer ends as unknown: expired
 * @param memory how long an ended transfer and a channel that is gone are remembered, so that what
 *     arrives late about them is recognised
 * @param channels the most channels kept per source; beyond it the oldest is forgotten
 * @param silence how long the far end of a transfer that the PBX asked for may be silent, counted from
 *     its last word, before the transfer ends as unknown: no-notify
 * @param transfers the most transfers under way; beyond it the oldest ends as unknown: expired
 */
public record Limits(
        Duration settle,
        Duration reconnect,
        Duration expiry,
        Duration memory,
        Duration silence,
        int channels,
        int transfers) {
    private static final Duration USUAL_SILENCE = Duration.ofSeconds(60);

    /** With what an installation starts with for {@link #silence}. */
    public Limits(
            Duration settle,
            Duration reconnect,
            Duration expiry,
            Duration memory,
            int channels,
            int transfers) {
        this(settle, reconnect, expiry, memory, USUAL_SILENCE, channels, transfers);
    }

    /** What an installation starts with. */
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(2),
            20_000,
            10_000);
}
