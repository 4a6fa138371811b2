package dev.referee.edge.client;

import java.time.Duration;

/**
 * Why Referee closes a socket (docs/PROTOCOL.md). 4000 to 4099: connecting again would end the same
 * way. 4100 to 4199: come back, but not before the delay that the close reason begins with. RFC 6455
 * section 7.4.2 leaves 4000 to 4999 to applications.
 */
public enum CloseCode {
    /** The browser sent a frame over the limit. */
    FRAME_TOO_LARGE(4000, "a frame was larger than the limit"),
    /** The token by which it was allowed counts no longer, and there is no way to show another. */
    TOKEN_ENDED(4001, "the token has ended, connect with a new one"),
    /** Referee is being stopped or restarted. */
    SHUTTING_DOWN(4100, Duration.ofSeconds(1), "the server is shutting down"),
    /** The browser did not read as fast as events came. */
    TOO_SLOW(4101, Duration.ofSeconds(2), "too many frames were waiting to be read"),
    /** The browser answered no ping for two intervals. */
    SILENT(4102, Duration.ofSeconds(1), "pings were not answered"),
    /** All places for sockets are taken. */
    TOO_MANY_CONNECTIONS(4103, Duration.ofSeconds(10), "too many connections"),
    /** Referee could not keep the promise that nothing is lost: subscribe anew. */
    INTERNAL_ERROR(4104, Duration.ofSeconds(1), "internal error"),
    /** From this connection or its address came too many tries with what may be a guess. */
    TOO_MANY_ATTEMPTS(4105, Duration.ofMinutes(1), "too many failed attempts"),
    /** The browser sent too many frames. */
    TOO_MANY_FRAMES(4106, Duration.ofSeconds(10), "too many frames");

    private final int number;
    private final String reason;

    CloseCode(int number, String text) {
        this.number = number;
        this.reason = text;
    }

    CloseCode(int number, Duration comeBackAfter, String text) {
        this.number = number;
        this.reason = "retryAfterMs=" + comeBackAfter.toMillis() + " " + text;
    }

    public short number() {
        return (short) number;
    }

    /** At most 123 bytes (RFC 6455 section 5.5.1). */
    public String reason() {
        return reason;
    }
}
