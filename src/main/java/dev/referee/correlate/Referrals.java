package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Transfer.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The REFERs of the recent past. */
final class Referrals {
    private final Limits limits;
    private final Map<SipRequest, Referral> byRequest = new HashMap<>();
    private final Map<String, ReferDialog> byCallId = new HashMap<>();
    private final Deque<Seen> order = new ArrayDeque<>();

    /** Those whose leg is not known yet, by when they were first of interest. */
    private final Deque<Seen> waiting = new ArrayDeque<>();

    /** Answers to REFERs that were not heard, before any other of the dialog was; by its Call-ID. */
    private final SequencedMap<String, Unheard> unheard = new LinkedHashMap<>();

    private record Seen(Referral referral, Instant at) {}

    private record Unheard(SipRequest request, Instant at) {}

    Referrals(Limits limits) {
        this.limits = limits;
    }

    /** Takes a REFER that is new; one that is sent again changes nothing. */
    void seen(Fact.ReferSeen refer, Instant now) {
        if (!refer.toPbx() || byRequest.containsKey(refer.request())) {
            return;
        }
        ReferDialog dialog =
                byCallId.computeIfAbsent(refer.request().callId(), id -> new ReferDialog());
        Unheard before = unheard.remove(refer.request().callId());
        if (before != null && !before.request.equals(refer.request())) {
            dialog.missesARefer();
        }
        Referral referral = new Referral(refer, dialog, now);
        dialog.referrals().add(referral);
        byRequest.put(refer.request(), referral);
        order.addLast(new Seen(referral, now));
        if (order.size() > limits.transfers()) {
            drop(order.removeFirst().referral);
        }
    }

    /** Lets a REFER wait until it is {@link #overdue}, or AMI or ARI report its transfer. */
    void await(Referral referral, Instant now) {
        if (waiting.stream().noneMatch(seen -> seen.referral == referral)) {
            waiting.addLast(new Seen(referral, now));
        }
    }

    /** Referrals that have waited for one settling time without a report. They wait no longer. */
    List<Referral> overdue(Instant now) {
        List<Referral> overdue = new ArrayList<>();
        while (!waiting.isEmpty()
                && !waiting.getFirst().at.plus(limits.settle()).isAfter(now)) {
            Referral referral = waiting.removeFirst().referral;
            if (referral.transfer == null) {
                overdue.add(referral);
            }
        }
        return overdue;
    }

    /** The REFER that an answer belongs to. */
    @Nullable
    Referral answered(SipRequest request, Instant now) {
        Referral found = byRequest.get(request);
        ReferDialog dialog = byCallId.get(request.callId());
        if (found == null && dialog != null) {
            dialog.missesARefer();
        } else if (found == null) {
            unheard.putLast(request.callId(), new Unheard(request, now));
            if (unheard.size() > limits.transfers()) {
                unheard.pollFirstEntry();
            }
        }
        return found;
    }

    /**
     * The REFER that a NOTIFY belongs to: the one that it names, else the first of its dialog that
     * awaits one and that it may be about. Asterisk names none (22.10.1), and sends them in the order
     * of the REFERs. One that has waited for long has missed its own, where a later one waits too.
     */
    @Nullable
    Referral notified(Fact.NotifySeen notify, Instant now) {
        ReferDialog dialog = byCallId.get(notify.request().callId());
        if (dialog == null) {
            return null;
        }
        boolean isNew = dialog.heard(notify.request().cseq());
        Referral found = null;
        for (Referral one : dialog.referrals()) {
            boolean sameTransferor = notify.toTag() == null
                    || notify.toTag().equals(one.refer.request().fromTag());
            boolean named = notify.referCseq() == null
                    || notify.referCseq() == one.refer.request().cseq();
            if (sameTransferor && one.isPast(notify)) {
                one.notifiedLate(notify);
                return null;
            }
            if (sameTransferor
                    && named
                    && one.awaitsNotify()
                    && one.mayBeNotifiedOf(notify.status())
                    && (found == null || isLikelier(one, found, notify, now))) {
                found = one;
            }
        }
        if (found == null && isNew && dialog.awaitsAnAnswer()) {
            dialog.missesARefer();
        }
        return found;
    }

    private boolean isLikelier(
            Referral later, Referral earlier, Fact.NotifySeen notify, Instant now) {
        return earlier.hasMissedItsNotify(now.minus(limits.settle()))
                || (later.isNextIn(notify) && !earlier.isNextIn(notify));
    }

    /** Those of a dialog, oldest first. */
    List<Referral> inDialog(String callId) {
        ReferDialog dialog = byCallId.get(callId);
        return dialog == null ? List.of() : dialog.referrals();
    }

    /** Whether a REFER was heard in this dialog whose answer was not. */
    boolean awaitsAnswer(@Nullable String callId) {
        ReferDialog dialog = callId == null ? null : byCallId.get(callId);
        return dialog != null && dialog.awaitsAnAnswer();
    }

    /** The first REFER of a leg that these words may be about and that has no transfer yet. */
    @Nullable
    Referral withoutTransfer(
            @Nullable String callId,
            Plan words,
            Kind kind,
            @Nullable String extension,
            @Nullable String secondCallId) {
        if (callId == null) {
            return null;
        }
        for (Referral one : inDialog(callId)) {
            if (one.transfer == null
                    && one.answer != null
                    && one.isMeantBy(words, kind, extension, secondCallId)) {
                return one;
            }
        }
        return null;
    }

    /**
     * Drops a REFER that was only challenged for credentials (RFC 3261 section 22.2). Its name is
     * kept: it may arrive again.
     */
    void forget(Referral referral) {
        dropFromDialog(referral);
        waiting.removeIf(seen -> seen.referral == referral);
    }

    void forget(Instant now) {
        while (!order.isEmpty() && isPast(order.getFirst().at, now)) {
            drop(order.removeFirst().referral);
        }
        while (!unheard.isEmpty() && isPast(unheard.firstEntry().getValue().at, now)) {
            unheard.pollFirstEntry();
        }
    }

    /** When {@link #overdue} or {@link #forget(Instant)} next have something to do, or null. */
    @Nullable
    Instant deadline() {
        Instant forgetting = order.isEmpty() ? null : order.getFirst().at.plus(limits.memory());
        Instant missing =
                unheard.isEmpty() ? null : unheard.firstEntry().getValue().at.plus(limits.memory());
        Instant placing = waiting.isEmpty() ? null : waiting.getFirst().at.plus(limits.settle());
        return Cases.earlier(missing, Cases.earlier(forgetting, placing));
    }

    int size() {
        return byRequest.size() + byCallId.size() + order.size() + waiting.size() + unheard.size();
    }

    private boolean isPast(Instant at, Instant now) {
        return !at.plus(limits.memory()).isAfter(now);
    }

    private void drop(Referral referral) {
        byRequest.remove(referral.refer.request(), referral);
        dropFromDialog(referral);
    }

    private void dropFromDialog(Referral referral) {
        byCallId.computeIfPresent(referral.callId(), (id, dialog) -> {
            dialog.referrals().remove(referral);
            return dialog.referrals().isEmpty() ? null : dialog;
        });
    }
}
