package dev.referee.correlate;

import dev.referee.model.ReferTo;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published form of a case: what all sources together know at this moment. */
final class Report {
    /** Of two sources the one that is ahead shows the later. */
    private static final List<Whereabouts> LATER = List.of(
            Whereabouts.UNKNOWN,
            Whereabouts.WITH_TRANSFEROR,
            Whereabouts.WAITING,
            Whereabouts.IN_APPLICATION,
            Whereabouts.WITH_TARGET,
            Whereabouts.GONE);

    private final Case one;

    /** The target: the verdict's, or the party being called while there is no verdict. */
    private final @Nullable Leg target;

    private Report(Case one) {
        this.one = one;
        this.target = one.verdict == null ? called(one) : one.verdict.target();
    }

    static Report of(Case one) {
        return new Report(one);
    }

    private static @Nullable Leg called(Case one) {
        for (Track track : one.tracks()) {
            Leg called = track.targetNow();
            if (called != null) {
                return called;
            }
        }
        return null;
    }

    /** Uniqueids of the legs that take part. */
    Set<String> legs() {
        Stream<String> named = Stream.of(
                        one.transferorId,
                        one.plan == null ? null : one.plan.second(),
                        one.transfereeId,
                        target == null ? null : target.uniqueid)
                .flatMap(Stream::ofNullable);
        return Stream.concat(named, one.transferees.stream()).collect(Collectors.toSet());
    }

    Transfer transfer() {
        String second = one.plan == null ? null : one.plan.second();
        Referral referral = one.referral;
        String name = one.parties.name(one.transferorId);
        String callId = one.parties.callId(one.transferorId);
        Transfer.Transferor transferor = new Transfer.Transferor(
                one.parties.endpoint(one.transferorId),
                name,
                // A REFER in no known dialog has no channel.
                name == null && referral != null ? null : one.transferorId,
                callId == null && referral != null ? referral.refer.request().callId() : callId,
                one.transferorId.equals(second) ? null : one.parties.callId(second));
        Transfer.Transferee transferee = transferee();
        Transfer.Target reached = target();
        Reason reason = one.verdict == null ? null : one.verdict.reason();
        Leg failed = reason != null && reason.state() == State.FAILED ? target : null;
        return new Transfer(
                one.id,
                one.pbx,
                Transfer.Direction.INCOMING,
                one.kind,
                one.trigger,
                one.progress.state,
                reason,
                null, // To ask again is for the phone that asked.
                null,
                null, // The site's own word is not the correlator's.
                Messages.sentence(
                        one.follows != null,
                        one.progress.state,
                        reason,
                        one.kind,
                        transferor,
                        transferee,
                        one.transferees.size() > 1,
                        reached),
                isNotifyMisleading(),
                new Transfer.Sip(
                        referral == null ? null : referral.answer,
                        referral == null ? null : referral.notifyStatus(),
                        failed == null ? null : failed.end.sipStatus),
                failed == null ? null : failed.end.cause,
                transferor,
                transferee,
                reached,
                referTo(),
                referral == null || referral.refer.referredBy() == null
                        ? one.referredBy
                        : referral.refer.referredBy(),
                Diagnoses.of(one, isNotifyMisleading()),
                one.progress.times(),
                false,
                one.follows,
                sources(),
                one.progress.evidence());
    }

    /**
     * The sources whose own view reached the end: a verdict that differs counts only for its own
     * source.
     */
    private @Nullable List<Source> sources() {
        if (one.verdict == null) {
            return null;
        }
        Reason reason = one.verdict.reason();
        if (reason.state() == State.UNKNOWN) {
            return List.of();
        }
        if (one.isOnlySip()) {
            return List.of(Source.HEP);
        }
        return one.tracks().stream()
                .filter(track -> track.tells(reason))
                .map(track -> track.view.source)
                .toList();
    }

    /** Whether the phone received the contrary of what happened. */
    private boolean isNotifyMisleading() {
        return Transfer.Sip.misleads(
                one.referral == null ? null : one.referral.notifyStatus(), one.progress.state);
    }

    private @Nullable String referTo() {
        ReferTo seen = one.referral == null ? null : one.referral.refer.referTo();
        return seen == null ? one.referTo : seen.raw();
    }

    private @Nullable String uri() {
        String raw = referTo();
        return raw == null ? null : ReferTo.of(raw).uri();
    }

    private Transfer.@Nullable Transferee transferee() {
        if (one.transfereeId == null) {
            return null;
        }
        return new Transfer.Transferee(
                one.parties.endpoint(one.transfereeId),
                one.parties.name(one.transfereeId),
                one.transfereeId,
                one.parties.callId(one.transfereeId),
                whereabouts());
    }

    private Whereabouts whereabouts() {
        Whereabouts shown = shownWhereabouts();
        // Who comes back has the transferor as its target.
        return one.follows != null && shown == Whereabouts.WITH_TARGET
                ? Whereabouts.WITH_TRANSFEROR
                : shown;
    }

    private Whereabouts shownWhereabouts() {
        if (one.verdict != null) {
            return one.verdict.whereabouts();
        }
        return one.tracks().stream()
                .filter(track -> one.progress.state != State.RINGING || track.isRinging())
                .map(Track::whereabouts)
                .max(Comparator.comparingInt(LATER::indexOf))
                .orElse(Whereabouts.UNKNOWN);
    }

    private Transfer.@Nullable Target target() {
        String application = one.verdict == null ? null : one.verdict.application();
        String uniqueid = target == null ? null : target.uniqueid;
        if (one.extension == null && application == null && uniqueid == null) {
            return null;
        }
        return new Transfer.Target(
                one.extension,
                uri(),
                one.parties.endpoint(uniqueid),
                one.parties.name(uniqueid),
                uniqueid,
                one.parties.callId(uniqueid),
                application);
    }
}
