package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Judges an attended transfer: two calls, in one bridge each, are to become one. */
final class JoinJudge {
    private JoinJudge() {}

    static Assessment assess(Track track) {
        return track.transferee == null ? joiningSeveral(track) : joining(track, track.transferee);
    }

    private static Assessment joining(Track track, Leg transferee) {
        Ended joined = joined(track, transferee);
        if (joined != null) {
            return joined;
        }
        Room room = transferee.room;
        if (room != null && room.holding && !transferee.isLeaving()) {
            // It took the place of the transferor, who had gone there before: a parking lot.
            return DialplanJudge.waiting(track, transferee, room);
        }
        Leg caller = track.caller();
        if (caller != null) {
            return CalledJoinJudge.assess(track, transferee, caller);
        }
        Leg target = track.target;
        if (target != null && hadJoined(transferee, target)) {
            return joinedBefore(track, transferee, target);
        }
        if (target != null && target.isLeaving()) {
            return Judge.end(
                    track,
                    Reason.TARGET_GONE,
                    Finality.FIRM,
                    Certainty.SEEN,
                    "the target hung up before they were joined");
        }
        if (transferee.hungUpByFarEnd) {
            return Judge.end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    transferee.gone ? Finality.FIRM : Finality.SETTLING,
                    Certainty.SEEN,
                    "the transferee hung up");
        }
        Leg dialling = localThatDials(track, transferee);
        if (dialling != null) {
            return awaitingDial(track, dialling);
        }
        if (transferee.gone) {
            return Judge.end(
                    track,
                    Reason.TARGET_GONE,
                    Finality.FIRM,
                    Certainty.INFERRED,
                    "Asterisk hung up the transferee, who was left alone");
        }
        return notSeen(track);
    }

    /** Asterisk names no transferee when there are several: who meets the target is one of them. */
    private static Ended joiningSeveral(Track track) {
        Leg target = track.target;
        if (target == null || target.isLeaving()) {
            return notSeen(track);
        }
        return Judge.meetsSomebody(track, target)
                ? Judge.together(Reason.BRIDGED, target)
                : notSeen(track);
    }

    private static @Nullable Ended joined(Track track, Leg transferee) {
        if (transferee.isLeaving()) {
            return null;
        }
        List<Leg> company = Judge.company(track, transferee);
        String target = track.plan.target();
        // Feature codes name no target, or a Local channel that is soon optimised away: it is
        // whoever is found at the other end, unless that is the transferor, called back.
        boolean anybody = target == null || (track.target != null && track.target.isLocal());
        for (Leg leg : company) {
            if (anybody
                    ? !leg.isLocal() && !CalledJoinJudge.isOfTransferor(track, leg)
                    : leg.uniqueid.equals(target)) {
                return Judge.together(reason(track), leg);
            }
        }
        return Judge.servedBehindLocal(track, company);
    }

    /** Who met the target only after the transferor had hung up waited until it answered. */
    private static Reason reason(Track track) {
        return track.transferor.leftWhileCalling && track.isByFeatureCode()
                ? Reason.ANSWERED
                : Reason.BRIDGED;
    }

    static Ended joinedBefore(Track track, Leg transferee, Leg target) {
        return new Ended(
                reason(track),
                Judge.whereabouts(track, transferee),
                target,
                null,
                Finality.FIRM,
                Certainty.SEEN,
                "transferee and target shared a bridge");
    }

    private static Ended notSeen(Track track) {
        return Judge.end(
                track,
                Reason.OBSERVER_LOST,
                Finality.SETTLING,
                Certainty.BLIND,
                "Result: Success, but the two were not seen in one bridge");
    }

    /** Whether they met and parted again: facts of channels and of bridges overtake each other. */
    private static boolean hadJoined(Leg transferee, Leg target) {
        return werePartners(transferee, target) && (transferee.isLeaving() || target.isLeaving());
    }

    static boolean werePartners(Leg one, Leg other) {
        return other.uniqueid.equals(one.lastPartner) && one.uniqueid.equals(other.lastPartner);
    }

    private static @Nullable Leg localThatDials(Track track, Leg transferee) {
        return track.view.reachableFrom(transferee).stream()
                .filter(leg -> leg.isLocal() && !leg.gone)
                .findFirst()
                .orElse(null);
    }

    private static Assessment awaitingDial(Track track, Leg dialling) {
        Dials dials = Dials.of(dialling, track.view);
        Failure failure = dials.failure(dialling.application);
        return failure == null
                ? new Pending(dials.isRinging())
                : Judge.failed(track, failure, Finality.SETTLING);
    }
}
