package dev.referee.correlate;

import dev.referee.correlate.Applications.Role;
import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Says how a transfer stands by one source's view. Pure: the same view gives the same answer, in
 * whatever order it came about.
 */
final class Judge {
    private Judge() {}

    static Assessment assess(Track track) {
        Assessment found = assessResult(track);
        return track.resumed && found instanceof Ended ended ? afterAGap(track, ended) : found;
    }

    private static Assessment assessResult(Track track) {
        return switch (track.plan.result()) {
            case SUCCESS -> assessCourse(track);
            case FAIL -> refused(track, Reason.INTERNAL_ERROR, "Result: Fail");
            case INVALID -> refused(track, Reason.NOT_BRIDGED, "Result: Invalid");
            case NOT_PERMITTED -> refused(track, Reason.NOT_PERMITTED, "Result: Not Permitted");
        };
    }

    private static Assessment assessCourse(Track track) {
        Leg transferee = track.transferee;
        return switch (track.plan.course()) {
            case HANDED_OVER -> handedOver(track);
            case DIALPLAN ->
                transferee == null ? new Pending(false) : inDialplan(track, transferee);
            case JOIN -> transferee == null ? new Pending(false) : joining(track, transferee);
        };
    }

    /**
     * What a source may say that missed a part: only what it saw since. What it did not see may have
     * happened meanwhile, even a whole call with the target.
     */
    private static Assessment afterAGap(Track track, Ended found) {
        Leg transferee = track.transferee;
        boolean seen = switch (found.reason().state()) {
            case COMPLETED ->
                found.certainty() == Certainty.SEEN
                        && (found.reason() != Reason.APPLICATION || track.foundAtExtension);
            case FAILED, ABANDONED ->
                transferee != null
                        && track.plan.course() == Plan.Course.DIALPLAN
                        && track.foundAtExtension
                        && !Dials.of(transferee, track.view).areNone();
            case UNKNOWN -> true;
            case REQUESTED, ACCEPTED, RINGING -> false;
        };
        if (seen) {
            return found;
        }
        return transferee != null && transferee.gone
                ? end(
                        track,
                        Reason.OBSERVER_LOST,
                        Finality.FIRM,
                        Certainty.BLIND,
                        "the deciding part was missed")
                : new Pending(false);
    }

    private static Ended refused(Track track, Reason reason, String basis) {
        return end(track, reason, Finality.FIRM, Certainty.SEEN, basis);
    }

    private static Assessment handedOver(Track track) {
        return track.transferor.gone
                ? end(
                        track,
                        Reason.NOT_HANDLED,
                        Finality.FIRM,
                        Certainty.INFERRED,
                        "the leg ended before the application reported")
                : new Pending(false);
    }

    // --- attended: two calls become one -------------------------------------------------------

    private static Assessment joining(Track track, Leg transferee) {
        Ended joined = joined(track, transferee, Reason.BRIDGED);
        if (joined != null) {
            return joined;
        }
        Leg target = track.target;
        if (target != null && hadJoined(transferee, target)) {
            return new Ended(
                    Reason.BRIDGED,
                    whereabouts(track, transferee),
                    target,
                    null,
                    Finality.FIRM,
                    Certainty.SEEN,
                    "transferee and target shared a bridge");
        }
        if (target != null && target.isLeaving()) {
            return end(
                    track,
                    Reason.TARGET_GONE,
                    Finality.FIRM,
                    Certainty.SEEN,
                    "the target hung up before they were joined");
        }
        if (transferee.hungUpByFarEnd) {
            return abandoned(track, transferee, Certainty.SEEN);
        }
        Leg dialling = localThatDials(track, transferee);
        if (dialling != null) {
            return awaitingDial(track, transferee, dialling);
        }
        if (transferee.gone) {
            return end(
                    track,
                    Reason.TARGET_GONE,
                    Finality.FIRM,
                    Certainty.INFERRED,
                    "Asterisk hung up the transferee, who was left alone");
        }
        return end(
                track,
                Reason.OBSERVER_LOST,
                Finality.SETTLING,
                Certainty.BLIND,
                "Result: Success, but the two were not seen in one bridge");
    }

    /** Whether they met and parted again: facts of channels and of bridges overtake each other. */
    private static boolean hadJoined(Leg transferee, Leg target) {
        return target.uniqueid.equals(transferee.lastPartner)
                && transferee.uniqueid.equals(target.lastPartner)
                && (transferee.isLeaving() || target.isLeaving());
    }

    private static @Nullable Leg localThatDials(Track track, Leg transferee) {
        return track.view.reachableFrom(transferee).stream()
                .filter(leg -> leg.isLocal() && !leg.gone)
                .findFirst()
                .orElse(null);
    }

    private static Assessment awaitingDial(Track track, Leg transferee, Leg dialling) {
        Dials dials = Dials.of(dialling, track.view);
        Failure failure = dials.failure();
        return failure == null
                ? new Pending(dials.isRinging())
                : failed(track, transferee, failure, Finality.SETTLING);
    }

    // --- blind and semi-attended: the transferee runs the dialplan -----------------------------

    private static Assessment inDialplan(Track track, Leg transferee) {
        if (!transferee.isLeaving()) {
            Role role = roleNow(track, transferee);
            if (role == Role.TAKING) {
                return application(track, transferee, Finality.FIRM, Certainty.SEEN);
            }
            Ended joined = joined(track, transferee, Reason.ANSWERED);
            if (joined != null) {
                return joined;
            }
            return stillThere(track, transferee, role);
        }
        return leaving(track, transferee);
    }

    private static Assessment stillThere(Track track, Leg transferee, Role role) {
        Dials dials = Dials.of(transferee, track.view);
        Failure failure = dials.failure();
        if (role == Role.FAILING) {
            Failure told = failure == null ? byFailingApplication(transferee) : failure;
            return failed(track, transferee, told, Finality.FIRM);
        }
        if (failure != null) {
            return failed(
                    track,
                    transferee,
                    failure,
                    role == Role.TALKING ? Finality.ANNOUNCING : Finality.SETTLING);
        }
        if (role == Role.TALKING && dials.areNone()) {
            return application(track, transferee, Finality.ANNOUNCING, Certainty.STATED);
        }
        return new Pending(dials.isRinging());
    }

    private static Assessment leaving(Track track, Leg transferee) {
        Finality finality = transferee.gone ? Finality.FIRM : Finality.SETTLING;
        Dials dials = Dials.of(transferee, track.view);
        Failure failure = dials.failure();
        Role role = roleNow(track, transferee);
        if (failure != null) {
            return failed(track, transferee, failure, finality);
        }
        if (role == Role.FAILING) {
            return failed(track, transferee, byFailingApplication(transferee), finality);
        }
        if (role == Role.TAKING || (role == Role.TALKING && dials.areNone())) {
            return application(track, transferee, finality, Certainty.STATED);
        }
        if (role == Role.HIDDEN && dials.areNone()) {
            return hiddenEnd(track, transferee, finality);
        }
        if (transferee.hungUpByFarEnd) {
            return end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    finality,
                    Certainty.SEEN,
                    "the transferee hung up");
        }
        Reason reason = dials.isAnswered()
                ? Reason.TARGET_GONE
                : orElse(Failure.byCause(transferee.cause, false), Reason.UNREACHABLE);
        return end(
                track,
                reason,
                finality,
                Certainty.INFERRED,
                "the dialplan ended, cause " + transferee.cause);
    }

    /**
     * The transferee is gone, and what it ran was hidden from this source (seen on 22.10.1 for
     * channels that were dialled). Only its own hangup cause can tell something: Busy() and
     * Congestion() set it.
     */
    private static Ended hiddenEnd(Track track, Leg transferee, Finality finality) {
        Reason byCause = Failure.byCause(transferee.cause, false);
        if (byCause != null) {
            return end(
                    track,
                    byCause,
                    finality,
                    Certainty.INFERRED,
                    "the transferee's own hangup cause " + transferee.cause);
        }
        return end(
                track,
                Reason.OBSERVER_LOST,
                finality,
                Certainty.BLIND,
                "the transferee is gone, and what it reached was not shown");
    }

    private static Failure byFailingApplication(Leg transferee) {
        Reason reason = "Congestion".equalsIgnoreCase(transferee.application)
                ? Reason.CONGESTION
                : Reason.BUSY;
        return new Failure(reason, Certainty.STATED, null, transferee.application + "()");
    }

    // --- what both have in common --------------------------------------------------------------

    /** The application that the transferee runs since the transfer. */
    private static Role roleNow(Track track, Leg transferee) {
        Role role = Applications.roleOf(transferee.application);
        return role == Role.HIDDEN && track.plan.application() != null
                ? Applications.roleOf(track.plan.application())
                : role;
    }

    private static @Nullable Ended joined(Track track, Leg transferee, Reason reason) {
        if (transferee.isLeaving() || isWhereItWas(track, transferee)) {
            return null;
        }
        List<Leg> others = track.view.reachableFrom(transferee).stream()
                .filter(leg -> leg != track.transferor && leg != track.second)
                .filter(leg -> !leg.isLeaving() && !isMachine(leg))
                .toList();
        Leg partner = others.stream()
                .filter(leg -> track.plan.target() == null
                        ? !leg.isLocal()
                        : leg.uniqueid.equals(track.plan.target()))
                .findFirst()
                .orElse(null);
        if (isInConference(track, transferee, partner)) {
            return application(track, transferee, Finality.FIRM, Certainty.SEEN);
        }
        if (partner != null) {
            return new Ended(
                    reason,
                    Whereabouts.WITH_TARGET,
                    partner,
                    null,
                    Finality.FIRM,
                    Certainty.SEEN,
                    "transferee and target share a bridge");
        }
        return others.stream()
                .filter(leg -> Applications.roleOf(leg.application) == Role.TAKING)
                .findFirst()
                .map(leg -> new Ended(
                        Reason.APPLICATION,
                        Whereabouts.IN_APPLICATION,
                        null,
                        leg.application,
                        Finality.FIRM,
                        Certainty.SEEN,
                        "an application behind a Local channel took the call"))
                .orElse(null);
    }

    /** A mixing bridge in which it meets nobody, or nobody who was called for it. */
    private static boolean isInConference(Track track, Leg transferee, @Nullable Leg partner) {
        return track.plan.course() == Plan.Course.DIALPLAN
                && transferee.room != null
                && transferee.room.mixing
                && (partner == null || partner.dialledBy == null);
    }

    private static boolean isWhereItWas(Track track, Leg transferee) {
        return track.plan.course() == Plan.Course.DIALPLAN
                && transferee.room != null
                && transferee.room.id.equals(track.plan.bridge());
    }

    /** Channels that Asterisk itself puts into bridges: nobody is behind them. */
    private static boolean isMachine(Leg leg) {
        String name = leg.name;
        return name != null
                && (name.startsWith("Announcer/")
                        || name.startsWith("Recorder/")
                        || name.startsWith("CBAnn/")
                        || name.startsWith("CBRec/"));
    }

    private static Ended application(
            Track track, Leg transferee, Finality finality, Certainty certainty) {
        String name = Applications.roleOf(transferee.application) == Role.HIDDEN
                ? track.plan.application()
                : transferee.application;
        return new Ended(
                Reason.APPLICATION,
                transferee.isLeaving() ? Whereabouts.GONE : Whereabouts.IN_APPLICATION,
                null,
                name,
                finality,
                certainty,
                name == null ? "a conference" : "the transferee runs " + name);
    }

    private static Ended failed(Track track, Leg transferee, Failure failure, Finality finality) {
        return new Ended(
                failure.reason(),
                whereabouts(track, transferee),
                failure.target(),
                null,
                finality,
                failure.certainty(),
                failure.basis());
    }

    private static Ended abandoned(Track track, Leg transferee, Certainty certainty) {
        return end(
                track,
                Reason.TRANSFEREE_HUNG_UP,
                transferee.gone ? Finality.FIRM : Finality.SETTLING,
                certainty,
                "the transferee hung up");
    }

    private static Ended end(
            Track track, Reason reason, Finality finality, Certainty certainty, String basis) {
        Leg target = track.target;
        if (target == null && track.transferee != null) {
            target = Dials.of(track.transferee, track.view).lastCalled();
        }
        return new Ended(
                reason,
                whereabouts(track, track.transferee),
                target,
                null,
                finality,
                certainty,
                basis);
    }

    /** Where the transferee is while it is not with the target. */
    static Whereabouts whereabouts(Track track, @Nullable Leg transferee) {
        if (transferee == null) {
            return Whereabouts.UNKNOWN;
        }
        if (transferee.isLeaving()) {
            return Whereabouts.GONE;
        }
        List<Leg> company = track.view.reachableFrom(transferee);
        if (track.target != null && company.contains(track.target)) {
            return Whereabouts.WITH_TARGET;
        }
        boolean withTransferor = company.contains(track.transferor)
                || (track.second != null && company.contains(track.second));
        return withTransferor ? Whereabouts.WITH_TRANSFEROR : Whereabouts.WAITING;
    }

    private static Reason orElse(@Nullable Reason reason, Reason otherwise) {
        return reason == null ? otherwise : reason;
    }
}
