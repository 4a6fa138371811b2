package dev.referee.edge.socket;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import dev.referee.edge.access.Access;
import dev.referee.log.EventLog;
import dev.referee.model.EnumWord;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the messages to browsers. Events and transfers are put in as they were encoded.
 */
final class Frames {
    private Frames() {}

    static String welcome(EventLog.Position position, Duration pingInterval) {
        return "{\"type\":\"welcome\",\"epoch\":" + quote(position.epoch()) + ",\"offset\":"
                + position.offset() + ",\"pingIntervalMs\":" + pingInterval.toMillis() + "}";
    }

    static String pong() {
        return "{\"type\":\"pong\"}";
    }

    static String subscribed(String id, long offset, List<String> transfers, boolean recovered) {
        String list = transfers.stream().collect(Collectors.joining(",", "[", "]"));
        return "{\"type\":\"subscribed\",\"id\":" + quote(id) + ",\"offset\":" + offset
                + ",\"transfers\":" + list + ",\"recovered\":" + recovered + "}";
    }

    static String authenticated(boolean admin, List<String> endpoints) {
        String list =
                endpoints.stream().map(Frames::quote).collect(Collectors.joining(",", "[", "]"));
        return "{\"type\":\"authenticated\",\"admin\":" + admin + ",\"endpoints\":" + list + "}";
    }

    static String event(long offset, List<String> ids, String cloudEvent) {
        String list = ids.stream().map(Frames::quote).collect(Collectors.joining(",", "[", "]"));
        return "{\"type\":\"event\",\"offset\":" + offset + ",\"ids\":" + list + ",\"event\":"
                + cloudEvent + "}";
    }

    static String error(@Nullable String id, ErrorCode code, String message) {
        return "{\"type\":\"error\"" + (id == null ? "" : ",\"id\":" + quote(id)) + ",\"code\":"
                + quote(EnumWord.of(code)) + ",\"message\":" + quote(message) + "}";
    }

    /** The error for somebody who may not see what was asked for. */
    static String refusal(String id, Access.Refusal refusal) {
        return switch (refusal) {
            case OWN_DIALOGS_ONLY ->
                error(
                        id,
                        ErrorCode.NOT_ALLOWED,
                        "This server reports only the transfers of your own calls: subscribe with"
                                + " \"dialog\".");
            case TOKEN_REQUIRED ->
                error(id, ErrorCode.TOKEN_REQUIRED, "Authenticate with a token first.");
            case NOT_BY_THIS_TOKEN ->
                error(id, ErrorCode.NOT_ALLOWED, "The token does not allow this.");
        };
    }

    private static String quote(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
