package dev.referee.webhook;

import dev.referee.log.CloudEvents;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The end of a transfer as {@code referComplete}. Its {@code failure} means that the transfer is not
 * known to have worked. Of one that the PBX asked for, {@code from} and {@code callId} are of the leg
 * that was asked to go. What Referee does not know is absent.
 */
final class ReferComplete {
    private ReferComplete() {}

    /** The JSON; empty before the end. */
    static Optional<String> of(TransferEvent event) {
        Transfer transfer = event.transfer();
        if (!transfer.state().isEnd()) {
            return Optional.empty();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("eventType", "referComplete");
        body.put("eventTime", event.at());
        body.put("accountId", transfer.pbx());
        Transfer.Transferee sent = transfer.outgoing() ? transfer.transferee() : null;
        put(body, "from", sent == null ? transfer.transferorEndpoint() : sent.endpoint());
        put(body, "to", to(transfer.target()));
        put(body, "callId", sent == null ? transfer.transferorCallId() : sent.callId());
        body.put("startTime", transfer.times().requested());
        boolean worked = transfer.state() == State.COMPLETED;
        put(body, "answerTime", worked ? transfer.times().ended() : null);
        body.put("referCallStatus", worked ? "success" : "failure");
        body.put("tag", transfer.id());
        if (!worked) {
            put(body, "referSipResponseCode", transfer.sip().referStatus());
            put(
                    body,
                    "notifySipResponseCode",
                    transfer.sip().refused() ? null : transfer.failureStatus());
        }
        return Optional.of(CloudEvents.json(body));
    }

    private static @Nullable String to(Transfer.@Nullable Target target) {
        if (target == null) {
            return null;
        }
        return target.uri() != null ? target.uri() : target.extension();
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
