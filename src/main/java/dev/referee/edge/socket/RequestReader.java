package dev.referee.edge.socket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.referee.edge.access.Scope;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a browser's messages. Strict where a guess could be wrong; ignores fields it does not know. */
final class RequestReader {
    /** Ids come back in every event of a subscription. */
    private static final int LONGEST_ID = 64;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RequestReader() {}

    /** What a text message asks for: {@link Request.Faulty} when it is not understood. */
    static Request read(byte[] message) {
        JsonNode frame;
        try {
            frame = JSON.readTree(message);
        } catch (IOException e) {
            return malformed();
        }
        if (!frame.isObject()) {
            return malformed();
        }
        String id = shortText(frame.get("id"));
        try {
            return switch (text(frame, "type", "type")) {
                case "ping" -> new Request.Ping();
                case "authenticate" -> new Request.Authenticate(text(frame, "token", "token"));
                case "subscribe" -> new Request.Subscribe(id(frame), scope(frame), from(frame));
                case "unsubscribe" -> new Request.Unsubscribe(id(frame));
                default ->
                    new Request.Faulty(
                            id,
                            ErrorCode.UNKNOWN_TYPE,
                            "Send one of the types authenticate, ping, subscribe and unsubscribe.");
            };
        } catch (Fault fault) {
            return new Request.Faulty(id, fault.code, fault.text);
        }
    }

    private static Request malformed() {
        return new Request.Faulty(
                null,
                ErrorCode.MALFORMED_JSON,
                "Send one JSON object in UTF-8 as a text message, with each key once.");
    }

    private static String id(JsonNode frame) throws Fault {
        String id = text(frame, "id", "id");
        if (id.length() > LONGEST_ID) {
            throw new Fault(
                    ErrorCode.INVALID_FIELD, "Send an id of 1 to " + LONGEST_ID + " characters.");
        }
        return id;
    }

    private static Scope scope(JsonNode frame) throws Fault {
        List<Scope> scope = new ArrayList<>();
        if (frame.has("dialog")) {
            JsonNode dialog = object(frame, "dialog");
            scope.add(new Scope.OwnDialog(new Dialog(
                    text(dialog, "callId", "dialog.callId"),
                    text(dialog, "localTag", "dialog.localTag"),
                    text(dialog, "remoteTag", "dialog.remoteTag"),
                    dialog.has("sessionId")
                            ? Dialog.comparableSessionId(
                                    text(dialog, "sessionId", "dialog.sessionId"))
                            : null)));
        }
        if (frame.has("endpoint")) {
            scope.add(new Scope.Endpoint(text(frame, "endpoint", "endpoint")));
        }
        if (frame.has("all")) {
            if (!frame.get("all").isBoolean() || !frame.get("all").booleanValue()) {
                throw new Fault(ErrorCode.INVALID_FIELD, "\"all\" can only be true.");
            }
            scope.add(new Scope.Everything());
        }
        if (scope.size() != 1) {
            throw new Fault(
                    scope.isEmpty() ? ErrorCode.MISSING_FIELD : ErrorCode.INVALID_FIELD,
                    "Say whose transfers: exactly one of \"dialog\", \"endpoint\" and \"all\".");
        }
        return scope.getFirst();
    }

    private static @Nullable Position from(JsonNode frame) throws Fault {
        if (!frame.has("from")) {
            return null;
        }
        JsonNode from = object(frame, "from");
        JsonNode offset = from.get("offset");
        if (offset == null) {
            throw missing("from.offset");
        }
        if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 0) {
            throw new Fault(
                    ErrorCode.INVALID_FIELD, "\"from.offset\" must be a whole number, 0 or more.");
        }
        return new Position(text(from, "epoch", "from.epoch"), offset.longValue());
    }

    private static JsonNode object(JsonNode parent, String field) throws Fault {
        JsonNode value = parent.get(field);
        if (!value.isObject()) {
            throw new Fault(ErrorCode.INVALID_FIELD, "\"" + field + "\" must be an object.");
        }
        return value;
    }

    /** A text that says something. {@code path} is how the message names it to people. */
    private static String text(JsonNode parent, String field, String path) throws Fault {
        JsonNode value = parent.get(field);
        if (value == null) {
            throw missing(path);
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new Fault(
                    ErrorCode.INVALID_FIELD, "\"" + path + "\" must be a non-empty string.");
        }
        return value.textValue();
    }

    private static @Nullable String shortText(@Nullable JsonNode value) {
        if (value == null || !value.isTextual() || value.textValue().length() > LONGEST_ID) {
            return null;
        }
        return value.textValue();
    }

    private static Fault missing(String path) {
        return new Fault(ErrorCode.MISSING_FIELD, "Add the field \"" + path + "\".");
    }

    /** Leaves the reading of one message; never leaves this class. */
    private static final class Fault extends Exception {
        private final ErrorCode code;
        private final String text;

        Fault(ErrorCode code, String text) {
            super(text, null, false, false);
            this.code = code;
            this.text = text;
        }
    }
}
