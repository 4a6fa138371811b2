package dev.referee.edge.socket;

import dev.referee.edge.access.Scope;
import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;

/** What a browser can ask for. */
sealed interface Request {
    /** Wants to know whether the connection still carries: browsers do not show WebSocket pings. */
    record Ping() implements Request {}

    /** Shows a token. */
    record Authenticate(String token) implements Request {
        /** Without the token. */
        @Override
        public String toString() {
            return "Authenticate";
        }
    }

    /**
     * Wants the transfers of somebody.
     *
     * @param from where an earlier connection ended; null to begin now
     */
    record Subscribe(String id, Scope scope, @Nullable Position from) implements Request {}

    /** Wants them no longer. */
    record Unsubscribe(String id) implements Request {}

    /**
     * A message that cannot be followed.
     *
     * @param id what the browser called the subscription, null when that cannot be told
     * @param message what to do about it
     */
    record Faulty(@Nullable String id, ErrorCode code, String message) implements Request {}
}
