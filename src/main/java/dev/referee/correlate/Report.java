package dev.referee.correlate;

import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Evidence;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** What is published of a case: what all sources together know at this moment. */
final class Report {
    private final Case one;

    private Report(Case one) {
        this.one = one;
    }

    static Transfer of(Case one) {
        return new Report(one).transfer();
    }

    private Transfer transfer() {
        Transfer.Target target = target();
        Transfer.Transferee transferee = transferee();
        Transfer.Transferor transferor = new Transfer.Transferor(
                known(track -> track.transferor.endpoint()),
                known(track -> track.transferor.name),
                one.transferorId,
                known(track -> track.transferor.callId),
                known(track -> track.second == null || track.second == track.transferor
                        ? null
                        : track.second.callId));
        Leg failed = one.verdict == null ? null : one.verdict.target();
        boolean isFailure = one.verdict != null && one.verdict.reason().state() == State.FAILED;
        Integer cause = failed == null || !isFailure ? null : failed.cause;
        Integer status = failed == null || !isFailure ? null : failed.sipStatus;
        Reason reason = one.verdict == null ? null : one.verdict.reason();
        List<Evidence> sorted = one.evidence.stream()
                .sorted(Comparator.comparing(Evidence::at).thenComparing(Evidence::source))
                .toList();
        return new Transfer(
                one.id,
                one.pbx,
                one.kind,
                one.trigger,
                one.state,
                reason,
                Messages.sentence(one.state, reason, transferor, transferee, target),
                false,
                new Transfer.Sip(null, null, status),
                cause,
                transferor,
                transferee,
                target,
                one.referTo,
                one.referredBy,
                List.of(),
                new Transfer.Times(one.requested, one.accepted, one.ringing, one.ended),
                sorted);
    }

    private Transfer.@Nullable Transferee transferee() {
        if (one.transfereeId == null) {
            return null;
        }
        return new Transfer.Transferee(
                known(track -> track.transferee == null ? null : track.transferee.endpoint()),
                known(track -> track.transferee == null ? null : track.transferee.name),
                one.transfereeId,
                known(track -> track.transferee == null ? null : track.transferee.callId),
                whereabouts());
    }

    private Whereabouts whereabouts() {
        if (one.verdict != null) {
            return one.verdict.whereabouts();
        }
        return one.tracks().stream()
                .map(track -> Judge.whereabouts(track, track.transferee))
                .findFirst()
                .orElse(Whereabouts.UNKNOWN);
    }

    private Transfer.@Nullable Target target() {
        String application = one.verdict == null ? null : one.verdict.application();
        String uniqueid = known(track -> {
            Leg leg = targetLeg(track);
            return leg == null ? null : leg.uniqueid;
        });
        if (one.extension == null && application == null && uniqueid == null) {
            return null;
        }
        return new Transfer.Target(
                one.extension,
                null,
                known(track -> of(targetLeg(track), Leg::endpoint)),
                known(track -> of(targetLeg(track), leg -> leg.name)),
                uniqueid,
                known(track -> of(targetLeg(track), leg -> leg.callId)),
                application);
    }

    /** The target as this track's source knows it; the verdict's, seen by every source. */
    private @Nullable Leg targetLeg(Track track) {
        if (one.verdict != null) {
            Leg decided = one.verdict.target();
            return decided == null ? null : track.view.find(decided.uniqueid);
        }
        if (track.target != null) {
            return track.target;
        }
        return track.transferee == null || track.plan.course() != Plan.Course.DIALPLAN
                ? null
                : Dials.of(track.transferee, track.view).lastCalled();
    }

    private static <T> @Nullable T of(@Nullable Leg leg, Function<Leg, @Nullable T> property) {
        return leg == null ? null : property.apply(leg);
    }

    /** What the first source that knows it says. */
    private <T> @Nullable T known(Function<Track, @Nullable T> property) {
        for (Track track : one.tracks()) {
            T value = property.apply(track);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
