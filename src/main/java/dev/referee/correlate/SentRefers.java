package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.SipRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The REFERs that the PBX sent, as the SIP messages show them: which answer, NOTIFY and BYE belongs to
 * which of them, and which is an earlier one again with the password. {@link Redirects} decides which
 * transfer each is about. Bounded by the limit of transfers: of each, so many REFERs that a far end
 * answered with a request for a password are remembered.
 */
final class SentRefers {
    private static final int MOST_CHALLENGES = 4;

    private final Limits limits;
    private final Map<SipRequest, SentRefer> byRequest = new HashMap<>();
    private final Map<String, List<SentRefer>> byCallId = new HashMap<>();

    /** Those whose transfer is not known yet, oldest first. */
    private final Deque<SentRefer> waiting = new ArrayDeque<>();

    SentRefers(Limits limits) {
        this.limits = limits;
    }

    /** Whether it is one of these. */
    boolean has(SipRequest request) {
        return byRequest.containsKey(request);
    }

    /** Whether a NOTIFY is about one of these. */
    boolean isNotified(Fact.NotifySeen notify) {
        return inDialog(notify.request()).stream()
                .anyMatch(sent -> isFromFarEnd(sent, notify.request()));
    }

    private List<SentRefer> inDialog(SipRequest request) {
        return byCallId.getOrDefault(request.callId(), List.of());
    }

    private static boolean isFromFarEnd(SentRefer sent, SipRequest request) {
        String farEnd = sent.refer.toTag();
        return farEnd == null
                ? !request.fromTag().equals(sent.request().fromTag())
                : farEnd.equals(request.fromTag());
    }

    /** The id of the transfer that a NOTIFY of a far end is about; null while it is not known. */
    @Nullable
    String transferOf(SipRequest notify) {
        for (SentRefer sent : inDialog(notify)) {
            if (sent.redirect != null && sent.isLastToldBy(notify)) {
                return sent.redirect.id;
            }
        }
        return null;
    }

    /**
     * Adds one that is none of these yet.
     *
     * @return the transfer that it is about, as an earlier one; null if it waits to be placed
     */
    @Nullable
    Redirect add(Fact.ReferSeen fact, Instant now) {
        SentRefer sent = new SentRefer(fact, now);
        List<SentRefer> inDialog =
                byCallId.computeIfAbsent(sent.callId(), id -> new ArrayList<>(1));
        SentRefer before = inDialog.isEmpty() ? null : inDialog.getLast();
        byRequest.put(sent.request(), sent);
        inDialog.add(sent);
        if (before != null) {
            before.isFollowed = true;
            Redirect asked = isRepeated(before, sent) ? sentOnceMore(before, sent) : null;
            if (asked != null) {
                asked.asked(sent, now);
                return asked;
            }
        }
        waiting.addLast(sent);
        if (waiting.size() > limits.transfers()) {
            forget(waiting.removeFirst());
        }
        return null;
    }

    /** The PBX sends the password at once; later it asks for another transfer. */
    private boolean isRepeated(SentRefer before, SentRefer sent) {
        return before.isRepeatedBy(sent)
                && before.answeredAt != null
                && Windows.isWithin(Windows.of(limits).together(), before.answeredAt, sent.seenAt);
    }

    /**
     * The same once more, with the password (RFC 3261 section 22.2).
     *
     * @return the transfer that both are about; null while that is not known
     */
    private @Nullable Redirect sentOnceMore(SentRefer before, SentRefer sent) {
        List<SentRefer> inDialog = byCallId.get(sent.callId());
        if (inDialog != null) {
            inDialog.remove(before); // It keeps its name, as its packets may come once more.
        }
        sent.challenged = before;
        forgetBeyond(sent, MOST_CHALLENGES);
        waiting.remove(before);
        return before.redirect;
    }

    /** A far end may ask for passwords for ever. */
    private void forgetBeyond(SentRefer sent, int most) {
        SentRefer last = sent;
        for (int earlier = 0; last.challenged != null; earlier++) {
            if (earlier == most) {
                byRequest.remove(last.challenged.request(), last.challenged);
                last.challenged = null;
                return;
            }
            last = last.challenged;
        }
    }

    /** Takes an answer; the one that it is of, null for none. */
    @Nullable
    SentRefer answered(Fact.ReferAnswered fact, Instant now) {
        SentRefer sent = byRequest.get(fact.request());
        if (sent == null) {
            return null;
        }
        sent.answered(fact, now);
        for (SentRefer next : List.copyOf(inDialog(fact.request()))) {
            // The request for the password is heard after what answers it.
            if (next.redirect == null
                    && next.challenged == null
                    && sent.isChallenged()
                    && sent.isJustBefore(next)) {
                Redirect asked = sentOnceMore(sent, next);
                if (asked != null) {
                    place(next, asked, now);
                }
            }
        }
        return sent;
    }

    /**
     * Takes a NOTIFY. Without an id (RFC 3515 section 2.4.6), it is about the only REFER of the dialog
     * that may still be reported on, or was until lately. Where there are several, it is about none for
     * certain.
     *
     * @return the one that it is about; null for none
     */
    @Nullable
    SentRefer notified(Fact.NotifySeen fact, Instant now) {
        List<SentRefer> open = new ArrayList<>();
        List<SentRefer> inDialog = inDialog(fact.request());
        for (SentRefer sent : inDialog) {
            boolean isNamed = fact.referCseq() != null
                    && fact.referCseq() == sent.request().cseq();
            // AMI and ARI may have told its end before HEP shows the last NOTIFY.
            boolean isOpen = sent.isOpen()
                    && (sent.redirect == null
                            || sent.redirect.isRecent(Windows.of(limits).together(), now));
            if (isFromFarEnd(sent, fact.request())
                    && (isNamed || (fact.referCseq() == null && isOpen))) {
                open.add(sent);
            }
        }
        SentRefer sent = open.size() == 1 ? open.getFirst() : null;
        // One that comes once more may be about an earlier REFER than the one that is open now.
        if (sent != null
                && inDialog.stream().noneMatch(other -> other != sent && other.hasHeard(fact))) {
            sent.notified(fact, now);
        }
        return sent;
    }

    /** Takes the answer of the PBX to a NOTIFY; those that the NOTIFY was about. */
    List<SentRefer> notifyAnswered(Fact.NotifyAnswered fact) {
        List<SentRefer> concerned = new ArrayList<>();
        for (SentRefer sent : inDialog(fact.request())) {
            if (sent.isLastToldBy(fact.request())) {
                sent.notifyAnswered(fact.status());
                concerned.add(sent);
            }
        }
        return concerned;
    }

    /** Takes a BYE; those of its dialog. */
    List<SentRefer> ended(Fact.ByeSeen fact, Instant now) {
        List<SentRefer> inDialog = inDialog(fact.request());
        for (SentRefer sent : inDialog) {
            if (isFromFarEnd(sent, fact.request())) {
                sent.farEndLeft = sent.farEndLeft == null ? now : sent.farEndLeft;
            } else {
                sent.pbxLeft = sent.pbxLeft == null ? now : sent.pbxLeft;
            }
        }
        return inDialog;
    }

    /** Those whose transfer is not known yet, oldest first. */
    List<SentRefer> waiting() {
        return List.copyOf(waiting);
    }

    /** The transfer that one is about is known. */
    void place(SentRefer sent, Redirect redirect, Instant now) {
        waiting.remove(sent);
        redirect.asked(sent, now);
    }

    /**
     * The transfer of the REFER with the same destination that this one follows at once, and of which
     * HEP shows no answer and no NOTIFY: if no other transfer explains this one, that answer asked for
     * a password. Two redirects of one leg to one destination within that time are taken for one.
     *
     * @return null if there is none
     */
    @Nullable
    Redirect ofUnansweredBefore(SentRefer sent) {
        for (SentRefer before : inDialog(sent.request())) {
            if (before.answer == null
                    && !before.hasReported()
                    && before.redirect != null
                    && before.isJustBefore(sent)
                    && Windows.isWithin(Windows.AT_ONCE, before.seenAt, sent.seenAt)) {
                return sentOnceMore(before, sent);
            }
        }
        return null;
    }

    /** Forgets one and those that it repeats. */
    void forget(SentRefer sent) {
        for (SentRefer one = sent; one != null; one = one.challenged) {
            byRequest.remove(one.request(), one);
        }
        byCallId.computeIfPresent(sent.callId(), (id, list) -> {
            list.remove(sent);
            return list.isEmpty() ? null : list;
        });
    }

    /** When the oldest that waits was seen; null for none. */
    @Nullable
    Instant oldestWaiting() {
        return waiting.isEmpty() ? null : waiting.getFirst().seenAt;
    }

    int size() {
        return byRequest.size() + byCallId.size() + waiting.size();
    }
}
