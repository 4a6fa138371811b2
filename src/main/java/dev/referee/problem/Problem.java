package dev.referee.problem;

import dev.referee.model.EnumWord;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused, whether an administrator's or another one by plain HTTP, and its answer as
 * problem details (RFC 9457). The message says what to do.
 */
public final class Problem extends Exception {
    public static final String MEDIA_TYPE = "application/problem+json";

    private final Kind kind;
    private final @Nullable String headerValue;

    /** What is wrong. The words are a contract (docs/PROTOCOL.md). */
    public enum Kind {
        /** A parameter is missing, unknown, doubled or not of the form that it must have. */
        INVALID_PARAMETER(400),
        /** The body is not what it must be. */
        INVALID_BODY(400),
        /** The subprotocol, or another part of a WebSocket's handshake. */
        INVALID_HANDSHAKE(400),
        /** This takes a token, and none was shown. */
        TOKEN_REQUIRED(401, "WWW-Authenticate", "Bearer"),
        /** The token is none that counts: nobody may learn why. RFC 6750 section 3.1. */
        TOKEN_INVALID(401, "WWW-Authenticate", "Bearer error=\"invalid_token\""),
        /** Neither the server's configuration nor the token allows this. */
        NOT_ALLOWED(403),
        /** The page that asks may not. */
        ORIGIN_NOT_ALLOWED(403),
        /** Nothing is there, or nothing that the asker may see: nobody may learn which. */
        NOT_FOUND(404),
        /** No such dialog, or one with other tags: nobody may learn which. */
        UNKNOWN_DIALOG(404),
        /** The method is none of those that are possible here. */
        METHOD_NOT_ALLOWED(405, "Allow", "GET, HEAD, OPTIONS"),
        /** The asker does not take what there is. */
        NOT_ACCEPTABLE(406),
        /** The body did not come in time. What is still coming of it is not read. */
        BODY_TOO_SLOW(408, "Connection", "close"),
        /** It is not possible as things stand. */
        CONFLICT(409),
        /** The body is longer than the limit. What is still coming of it is not read. */
        BODY_TOO_LARGE(413, "Connection", "close"),
        /** A question has no body. What is still coming of it is not read. */
        BODY_NOT_TAKEN(413, "Connection", "close"),
        /** The body is of another type. RFC 9110 section 15.5.16. */
        UNSUPPORTED_MEDIA_TYPE(415, "Accept", "application/json"),
        /** A WebSocket's handshake without its main header, which a proxy keeps to itself. */
        UPGRADE_MISSING(426, "Upgrade", "websocket"),
        /** The address has asked too often. */
        TOO_MANY_REQUESTS(429, "Retry-After", "60"),
        /** From the address came too many tries with what may be a guess. */
        TOO_MANY_ATTEMPTS(429, "Retry-After", "60"),
        /** Referee has a fault. */
        INTERNAL_ERROR(500),
        /** It cannot be kept or read now. */
        UNAVAILABLE(503, "Retry-After", "5"),
        /** All places are taken, or all of the address. */
        TOO_MANY_CONNECTIONS(503, "Retry-After", "10");

        private final int status;
        private final @Nullable String headerName;
        private final @Nullable String headerValue;

        Kind(int status) {
            this(status, null, null);
        }

        Kind(int status, @Nullable String headerName, @Nullable String headerValue) {
            this.status = status;
            this.headerName = headerName;
            this.headerValue = headerValue;
        }

        public int status() {
            return status;
        }
    }

    /**
     * Creates one.
     *
     * @param detail what to do about it
     */
    public Problem(Kind kind, String detail) {
        this(kind, detail, kind.headerValue);
    }

    /** With another value of the header that its kind has. */
    public Problem(Kind kind, String detail, @Nullable String headerValue) {
        super(detail, null, false, false);
        this.kind = kind;
        this.headerValue = headerValue;
    }

    /** The problem that a failure stands for. */
    public static Problem of(@Nullable Throwable failure) {
        return failure instanceof Problem problem
                ? problem
                : new Problem(
                        Kind.INTERNAL_ERROR, "Referee has a fault: its log says more. Try again.");
    }

    /** For whoever finds no place. */
    public static Problem noPlace() {
        return new Problem(Kind.TOO_MANY_CONNECTIONS, "No place is free now. Try again later.");
    }

    public Kind kind() {
        return kind;
    }

    /** Answers with it. */
    public void answer(HttpServerResponse response) {
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        response.setStatusCode(kind.status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (kind.headerName != null && headerValue != null) {
            response.putHeader(kind.headerName, headerValue);
        }
        // RFC 9457 section 4.2.1: about:blank has the status' own title.
        response.end(JsonObject.of(
                        "type",
                        "about:blank",
                        "title",
                        response.getStatusMessage(),
                        "status",
                        kind.status,
                        "code",
                        EnumWord.of(kind),
                        "detail",
                        getMessage())
                .encode());
    }
}
