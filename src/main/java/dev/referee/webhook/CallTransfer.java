package dev.referee.webhook;

import dev.referee.log.CloudEvents;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A transfer as {@code calltransfer}: one event when it is initiated and one for its end. One that
 * ends as it begins, as a refused REFER, has only its end. What Referee does not know is absent.
 */
final class CallTransfer {
    private CallTransfer() {}

    /** The JSON; empty in between. */
    static Optional<String> of(TransferEvent event) {
        Transfer transfer = event.transfer();
        boolean isEnd = transfer.state().isEnd();
        if (!isEnd && event.sequence() != 1) {
            return Optional.empty();
        }
        BigDecimal at = BigDecimal.valueOf(event.at().toEpochMilli(), 3); // seconds
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("version", "1.0");
        body.put("type", isEnd ? "calltransfer.ended" : "calltransfer.initiated");
        body.put("id", event.id());
        body.put("payload", payload(transfer, at));
        body.put("event_ts", at);
        return Optional.of(CloudEvents.json(body));
    }

    private static Map<String, Object> payload(Transfer transfer, BigDecimal at) {
        Map<String, Object> payload = new LinkedHashMap<>();
        Transfer.Target target = transfer.target();
        Transfer.Transferee transferee = transfer.transferee();
        payload.put("domain_id", transfer.pbx());
        put(payload, "room", target == null ? null : target.extension());
        payload.put("timestamp", at);
        put(payload, "session_id", asked(transfer));
        payload.put("meeting_session_id", transfer.id());
        put(payload, "to_endpoint", target == null ? null : goal(transfer, target));
        put(payload, "from_endpoint", transferee == null ? null : transferee.endpoint());
        payload.put(
                "sip_refer", transfer.outgoing() || transfer.trigger() == Transfer.Trigger.REFER);
        if (transfer.state().isEnd()) {
            payload.put("state", EnumWord.of(transfer.state()));
            Transfer.Reason reason = transfer.reason();
            put(payload, "reason", reason == null ? null : EnumWord.of(reason));
            put(payload, "retryable", transfer.retryable());
            put(payload, "retry_after_ms", transfer.retryAfterMs());
            put(payload, "wrap_up_code", transfer.wrapUpCode());
        }
        return payload;
    }

    /** Call-ID of the leg that asked, or that the PBX asked to go. */
    private static @Nullable String asked(Transfer transfer) {
        Transfer.Transferee transferee = transfer.transferee();
        return !transfer.outgoing() || transferee == null
                ? transfer.transferorCallId()
                : transferee.callId();
    }

    /** Whom a far end was asked to call has no endpoint here: its address stands in its place. */
    private static @Nullable String goal(Transfer transfer, Transfer.Target target) {
        if (!transfer.outgoing()) {
            return target.endpoint();
        }
        return target.uri() == null ? target.extension() : target.uri();
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
