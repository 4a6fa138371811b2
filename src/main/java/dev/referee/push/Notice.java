package dev.referee.push;

import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a transfer for the phones of one party. It says how the transfer ended, and of
 * identifiers only the party's own.
 *
 * @param endpoint for example {@code PJSIP/alice}
 * @param content the body of the NOTIFY
 * @param at when the end was concluded; of one that is told late, when it was
 */
record Notice(String endpoint, String content, Instant at) {

    /** Those of an event, one for each part that an endpoint has; none before the end. */
    static List<Notice> of(TransferEvent event) {
        Transfer transfer = event.transfer();
        List<Notice> notices = new ArrayList<>();
        if (!transfer.state().isEnd()) {
            return notices;
        }
        add(
                notices,
                event,
                "transferor",
                transfer.transferorEndpoint(),
                transfer.transferorCallId(),
                transfer.wrapUpCode());
        Transfer.Transferee transferee = transfer.transferee();
        if (transferee != null) {
            add(notices, event, "transferee", transferee.endpoint(), transferee.callId(), null);
        }
        Transfer.Target target = transfer.target();
        if (target != null) {
            add(notices, event, "target", target.endpoint(), target.callId(), null);
        }
        return notices;
    }

    private static void add(
            List<Notice> notices,
            TransferEvent event,
            String role,
            @Nullable String endpoint,
            @Nullable String callId,
            @Nullable String wrapUpCode) {
        if (endpoint != null) {
            String content = content(event.transfer(), role, callId, wrapUpCode);
            Instant ended = event.transfer().times().ended();
            Instant at = ended != null && event.transfer().late() ? ended : event.at();
            notices.add(new Notice(endpoint, content, at));
        }
    }

    /** What is most wanted comes first: it is read in logs, and what has no room is left out. */
    private static String content(
            Transfer transfer, String role, @Nullable String callId, @Nullable String wrapUpCode) {
        Transfer.Transferee transferee = transfer.transferee();
        return new Form()
                .add("state", EnumWord.of(transfer.state()))
                .add("reason", word(transfer.reason()))
                .add("role", role)
                .add("kind", EnumWord.of(transfer.kind()))
                .add("whereabouts", transferee == null ? null : word(transferee.whereabouts()))
                .add("message", transfer.message())
                .add("id", transfer.id())
                .add("callId", callId)
                .add("wrapUpCode", wrapUpCode)
                .toString();
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : EnumWord.of(value);
    }
}
