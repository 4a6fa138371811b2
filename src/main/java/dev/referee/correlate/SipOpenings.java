package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How transfers begin by SIP: assigns each REFER to the case that AMI or ARI report, and opens a
 * case for a REFER that Asterisk refuses, about which AMI and ARI report nothing.
 */
final class SipOpenings {
    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_AUTHENTICATION = 407;
    private static final int DIALOG_UNKNOWN = 481;

    /** The answer after Asterisk's own CANCEL: RFC 3261 section 15.1.2. */
    private static final int CANCELLED = 487;

    private final Limits limits;
    private final Map<Source, View> views;
    private final Cases cases;
    private final Referrals referrals;
    private final Openings openings;
    private final Hearing hearing;

    /** Works on the correlator's own state. */
    SipOpenings(
            Limits limits,
            Map<Source, View> views,
            Cases cases,
            Referrals referrals,
            Openings openings,
            Hearing hearing) {
        this.limits = limits;
        this.views = views;
        this.cases = cases;
        this.referrals = referrals;
        this.openings = openings;
        this.hearing = hearing;
    }

    /** A REFER was seen. It becomes a transfer when it is answered. */
    Set<Case> seen(Fact.ReferSeen refer, Instant now) {
        hearing.heard();
        referrals.seen(refer, now);
        return Set.of();
    }

    /** A phone that answers a NOTIFY like this has forgotten its REFER. */
    Set<Case> notifyAnswered(Fact.NotifyAnswered answer) {
        return answer.status() == DIALOG_UNKNOWN ? phoneGone(answer.request().callId()) : Set.of();
    }

    /** A phone that hangs up hears no NOTIFY any more. */
    Set<Case> bye(Fact.ByeSeen bye) {
        return bye.fromPhone() ? phoneGone(bye.request().callId()) : Set.of();
    }

    /** Asterisk has answered a REFER. */
    Set<Case> answered(Fact.ReferAnswered answer, Instant now, List<TransferEvent> events) {
        Referral referral = referrals.answered(answer.request(), now);
        if (referral == null) {
            return Set.of();
        }
        if (answer.status() == UNAUTHORIZED || answer.status() == PROXY_AUTHENTICATION) {
            referrals.forget(referral);
            return Set.of();
        }
        referral.answered(answer, now);
        return place(referral, now, events);
    }

    /** Asterisk claims something of a transfer. */
    Set<Case> notified(Fact.NotifySeen notify, Instant now, List<TransferEvent> events) {
        Referral referral = referrals.notified(notify, now);
        if (referral == null) {
            return Set.of();
        }
        referral.notified(notify, now);
        Set<Case> concerned = new LinkedHashSet<>(place(referral, now, events));
        // What was heard for the others may have become certain by it.
        for (Referral other : referrals.inDialog(referral.callId())) {
            if (other.transfer != null && !other.transfer.isEnded()) {
                concerned.add(other.transfer);
            }
        }
        return concerned;
    }

    private Set<Case> phoneGone(String callId) {
        Set<Case> concerned = new LinkedHashSet<>();
        for (Referral referral : referrals.inDialog(callId)) {
            if (referral.awaitsNotify()) {
                referral.phoneGone = true;
                if (referral.transfer != null) {
                    concerned.add(referral.transfer);
                }
            }
        }
        return concerned;
    }

    /** The target's own words, where Asterisk's events do not carry them (before 20.17 and 22.7). */
    Set<Case> inviteFailed(Fact.InviteFailed failed, Instant now) {
        Set<Case> concerned = new LinkedHashSet<>();
        for (View view : views.values()) {
            Leg called = legByCallId(view, failed.request().callId());
            if (called != null
                    && called.end.sipStatus == null
                    && called.state() != Channel.State.UP
                    && failed.status() != CANCELLED) {
                called.end.sipStatus = failed.status();
                for (Track track : called.watchers()) {
                    track.reassess(now, limits);
                    concerned.add(track.owner);
                }
            }
        }
        return concerned;
    }

    /**
     * Finds the transfer of a REFER, or opens one. While neither AMI nor ARI has reported the leg
     * of the REFER, it waits for one settling time: they may be late.
     */
    private Set<Case> place(Referral referral, Instant now, List<TransferEvent> events) {
        if (referral.transfer != null) {
            return Set.of(referral.transfer);
        }
        String transferorId = uniqueidOf(referral.callId());
        if (transferorId == null) {
            referrals.await(referral, now);
            return Set.of();
        }
        return Set.of(open(referral, transferorId, now, events));
    }

    /** Opens the transfers of REFERs that have waited long enough for their legs to be known. */
    Set<Case> placeOverdue(Instant now, List<TransferEvent> events) {
        Set<Case> opened = new LinkedHashSet<>();
        for (Referral referral : referrals.overdue(now)) {
            String transferorId = uniqueidOf(referral.callId());
            opened.add(open(
                    referral,
                    transferorId == null ? nameOfUnknownLeg(referral) : transferorId,
                    now,
                    events));
        }
        return opened;
    }

    /** The number of transfers of an unknown leg is not stored: each counts as another leg's. */
    private static String nameOfUnknownLeg(Referral referral) {
        return referral.callId() + "-" + referral.refer.request().cseq();
    }

    private Case open(
            Referral referral, String transferorId, Instant now, List<TransferEvent> events) {
        Case known = cases.awaitingRefer(transferorId, referral, now);
        if (known != null) {
            known.askedBy(referral);
            return known;
        }
        Case one = openings.newCase(referral.kind(), transferorId, now, events);
        one.askedBy(referral);
        one.extension = referral.extension();
        views.values().forEach(view -> view.noteTransfer(transferorId, one.ordinal));
        return one;
    }

    private @Nullable String uniqueidOf(String callId) {
        for (View view : views.values()) {
            Leg leg = view.findByCallId(callId);
            if (leg != null) {
                return leg.uniqueid;
            }
        }
        // A source that is lost takes its legs with it, but not the transfers that it told of.
        return cases.transferorOf(callId);
    }

    /** The leg with this Call-ID; AMI knows it by the uniqueid that ARI knows it by. */
    private @Nullable Leg legByCallId(View view, String callId) {
        Leg leg = view.findByCallId(callId);
        return leg == null ? view.find(uniqueidOf(callId)) : leg;
    }
}
