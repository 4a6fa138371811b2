package dev.referee.app;

import dev.referee.log.DialogBook;
import dev.referee.log.Notifies;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Dialog;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Chooses the NOTIFYs about REFERs that an administrator may want to look at: those that claim a
 * failure, end their subscription, cannot be read, or were refused. The others it holds until they
 * are answered. Used by one thread at a time.
 */
final class NotifyKeeper {
    /** The most whose answer or transfer may still come to be known; the oldest is given up. */
    static final int MOST_AWAITING = 256;

    private static final int FIRST_FAILURE = 300;

    private final String pbx;
    private final Notifies notifies;
    private final DialogBook dialogs;
    private final Function<SipRequest, @Nullable String> transferOf;
    /** The newest that were heard, the oldest in front. */
    private final SequencedMap<SipRequest, Awaiting> awaiting = new LinkedHashMap<>();

    /** A NOTIFY, and whether it was given away to be kept, or only held. */
    private record Awaiting(Notify message, boolean isKept) {}

    /**
     * Creates one.
     *
     * @param pbx the configured name of the PBX that is listened to
     * @param dialogs by their tags it is known which side has sent a NOTIFY
     * @param transferOf the id of the transfer that a NOTIFY is about; null while that is not known.
     *     Knows a fact before this is told of it
     */
    NotifyKeeper(
            String pbx,
            Notifies notifies,
            DialogBook dialogs,
            Function<SipRequest, @Nullable String> transferOf) {
        this.pbx = pbx;
        this.notifies = notifies;
        this.dialogs = dialogs;
        this.transferOf = transferOf;
    }

    /** Keeps the NOTIFY that a fact shows or answers, where it is worth it; takes any fact. */
    void keep(Fact fact, Instant now) {
        if (fact instanceof Fact.NotifySeen seen && !awaiting.containsKey(seen.request())) {
            seen(seen, now);
        } else if (fact instanceof Fact.NotifyAnswered answer) {
            answered(answer);
        }
    }

    private void seen(Fact.NotifySeen seen, Instant now) {
        Notify notify = new Notify(
                pbx,
                now,
                isFromPhone(seen),
                seen.request(),
                seen.toTag(),
                seen.status(),
                seen.subscriptionState(),
                seen.body(),
                null,
                transferOf.apply(seen.request()));
        boolean isWorthKeeping =
                seen.terminated() || seen.status() == null || seen.status() >= FIRST_FAILURE;
        if (isWorthKeeping) {
            notifies.keep(notify);
        }
        awaiting.put(seen.request(), new Awaiting(notify, isWorthKeeping));
        if (awaiting.size() > MOST_AWAITING) {
            awaiting.pollFirstEntry();
        }
    }

    /** What HEP says of the direction is a good guess; the tags of a known dialog prove it. */
    private boolean isFromPhone(Fact.NotifySeen seen) {
        String sender = seen.request().fromTag();
        for (Dialog known : dialogs.find(seen.request().callId()).values()) {
            if (sender.equals(known.localTag()) || sender.equals(known.remoteTag())) {
                return sender.equals(known.localTag());
            }
        }
        return seen.toPbx();
    }

    private void answered(Fact.NotifyAnswered answer) {
        Awaiting found = awaiting.get(answer.request());
        if (found == null || found.message.answer() != null) {
            return;
        }
        Notify notify = found.message.answeredWith(answer.status());
        boolean isRefused = answer.status() >= FIRST_FAILURE;
        if (found.isKept) {
            notifies.answered(pbx, answer.request(), answer.status());
        } else if (isRefused) {
            notifies.keep(notify);
        }
        awaiting.put(answer.request(), new Awaiting(notify, found.isKept || isRefused));
    }

    /** To be called when something was told of a transfer: it may be one that was awaited. */
    void transfersWereTold() {
        awaiting.replaceAll((request, one) -> {
            String transfer = one.message.transfer() == null ? transferOf.apply(request) : null;
            if (transfer == null) {
                return one;
            }
            if (one.isKept) {
                notifies.attribute(pbx, request, transfer);
            }
            return new Awaiting(one.message.about(transfer), one.isKept);
        });
    }
}
