package dev.referee.intake.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.Begun;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.BridgeLeft;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;
import dev.referee.model.CallRecord.What;

import org.jspecify.annotations.Nullable;

/** What a CEL record says, however it was written (main/cel.c of 16.28 and 22.10.1). */
final class Cel {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What Asterisk writes for a transferee or target that there is none of, or several. */
    private static final String NONE = "N/A";

    /** Q.850 has seven bits for it. */
    private static final int LARGEST_CAUSE = 127;

    private Cel() {}

    /**
     * Reads what happened.
     *
     * @param event the name of the event
     * @param extra its JSON; empty where the event has none
     */
    static What what(String event, String extra) throws BadRecord {
        return switch (event) {
            case "BRIDGE_ENTER" -> {
                JsonNode fields = fields(event, extra);
                yield new BridgeEntered(
                        text(fields, event, "bridge_id"), text(fields, event, "bridge_technology"));
            }
            case "BRIDGE_EXIT" -> new BridgeLeft(text(fields(event, extra), event, "bridge_id"));
            case "BLINDTRANSFER" -> {
                JsonNode fields = fields(event, extra);
                yield new BlindTransferred(
                        text(fields, event, "extension"),
                        text(fields, event, "bridge_id"),
                        known(fields, "transferee_channel_uniqueid"));
            }
            case "ATTENDEDTRANSFER" -> {
                JsonNode fields = fields(event, extra);
                yield new AttendedTransferred(
                        text(fields, event, "bridge1_id"),
                        known(fields, "channel2_uniqueid"),
                        known(fields, "app"),
                        known(fields, "transferee_channel_uniqueid"),
                        target(fields));
            }
            case "HANGUP" -> {
                JsonNode fields = fields(event, extra);
                String status = known(fields, "dialstatus");
                int cause = fields.path("hangupcause").asInt();
                yield new Gone(
                        status == null ? "" : status,
                        cause > 0 && cause <= LARGEST_CAUSE ? cause : null,
                        fields.path("hangupsource").asText(""));
            }
            case "CHAN_START" -> new Begun();
            case "CHAN_END" -> new Gone("", null, "");
            default -> new Seen();
        };
    }

    private static @Nullable String target(JsonNode fields) {
        return fields.path("transfer_target_channel_name").asText("").startsWith("Local/")
                ? null
                : known(fields, "transfer_target_channel_uniqueid");
    }

    private static JsonNode fields(String event, String extra) throws BadRecord {
        try {
            JsonNode fields = JSON.readTree(extra);
            if (fields.isObject()) {
                return fields;
            }
        } catch (JsonProcessingException e) {
            // Not the parser's own words: they quote the record.
            throw new BadRecord("the extra field of " + event + " is not JSON.");
        }
        throw new BadRecord("the extra field of " + event + " is not a JSON object.");
    }

    private static String text(JsonNode fields, String event, String name) throws BadRecord {
        String value = known(fields, name);
        if (value == null) {
            throw new BadRecord("the extra field of " + event + " has no " + name + ".");
        }
        return value;
    }

    private static @Nullable String known(JsonNode fields, String name) {
        String value = fields.path(name).asText("");
        return value.isEmpty() || value.equals(NONE) ? null : value;
    }
}
