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
        if (isCutByShutdown(track)) {
            return end(
                    track,
                    Reason.OBSERVER_LOST,
                    Finality.FIRM,
                    Certainty.BLIND,
                    "Asterisk stopped before it was decided");
        }
        return switch (track.plan.course()) {
            case HANDED_OVER -> handedOver(track);
            case DIALPLAN -> DialplanJudge.assess(track);
            case JOIN -> JoinJudge.assess(track);
        };
    }

    /** A stopping Asterisk ends its dials and channels as if they had ended of themselves. */
    private static boolean isCutByShutdown(Track track) {
        Leg runner = track.runner();
        if (runner == null) {
            return track.transferor.cutByShutdown;
        }
        Leg called = Dials.of(runner, track.view).lastCalled();
        return runner.cutByShutdown
                || (called != null && called.cutByShutdown)
                || (track.target != null && track.target.cutByShutdown);
    }

    /**
     * What a source may say that missed a part: only what it saw since. What it did not see may have
     * happened meanwhile, even a whole call with the target.
     */
    private static Assessment afterAGap(Track track, Ended found) {
        Leg runner = track.runner();
        if (track.isOvertaken()) {
            return missed(track);
        }
        boolean seen = switch (found.reason().state()) {
            case COMPLETED ->
                found.certainty() == Certainty.SEEN
                        && !isCalledBack(track, found.target())
                        && (found.reason() != Reason.APPLICATION || isForIt(track, runner));
            case FAILED -> track.seesItsDials() && hasStatedFailure(runner);
            // Somebody who answered may have been the target.
            case ABANDONED -> track.seesItsDials() && runner != null && !wasAnswered(runner);
            case UNKNOWN -> true;
            case REQUESTED, ACCEPTED, RINGING -> false;
        };
        if (seen) {
            return found;
        }
        return runner != null && runner.gone ? missed(track) : new Pending(false);
    }

    private static Ended missed(Track track) {
        return end(
                track,
                Reason.OBSERVER_LOST,
                Finality.FIRM,
                Certainty.BLIND,
                "the deciding part was missed");
    }

    private static boolean wasAnswered(Leg runner) {
        return "ANSWER".equals(runner.dialStatus);
    }

    /**
     * Whether the application is the end of the transfer: who had been called may have answered, and
     * the call with them may be over.
     */
    private static boolean isForIt(Track track, @Nullable Leg runner) {
        boolean noneWasCalled = track.owner.ringing == null && track.called().isEmpty();
        return track.foundAtExtension && (noneWasCalled || hasStatedFailure(runner));
    }

    /** Phones may ring that were called before: only the dialplan says that none is left. */
    private static boolean hasStatedFailure(@Nullable Leg runner) {
        return runner != null
                && (runner.queueStatus != null
                        || (runner.dialStatus != null && !wasAnswered(runner)));
    }

    /** Whether the one who was met may be the transferor: the dials that would say so were missed. */
    private static boolean isCalledBack(Track track, @Nullable Leg met) {
        return met != null
                && track.plan.course() == Plan.Course.DIALPLAN
                && track.isTransferors(met);
    }

    private static Ended refused(Track track, Reason reason, String basis) {
        return end(track, reason, Finality.FIRM, Certainty.SEEN, basis);
    }

    /**
     * The application does with the call what it likes; it has transferred it when the transferee
     * talks with somebody who was not in the call, and with the transferor no more.
     */
    private static Assessment handedOver(Track track) {
        Leg transferee = track.transferee;
        if (transferee != null && !transferee.isLeaving()) {
            Leg met = newCompany(track, transferee);
            // Without the transferor the call goes on: the application may be calling the target.
            return met == null ? new Pending(false) : together(Reason.ANSWERED, met);
        }
        return track.transferor.gone
                ? end(
                        track,
                        Reason.NOT_HANDLED,
                        Finality.FIRM,
                        Certainty.INFERRED,
                        "the call ended before the application had transferred it")
                : new Pending(false);
    }

    private static @Nullable Leg newCompany(Track track, Leg transferee) {
        if (track.resumed || track.view.reachableFrom(transferee).contains(track.transferor)) {
            return null;
        }
        return company(track, transferee).stream()
                .filter(leg -> !leg.isLocal() && !track.companyBefore.contains(leg))
                .findFirst()
                .orElse(null);
    }

    // --- what the ways have in common ----------------------------------------------------------

    /** The people in a leg's reach, without the transferor: the target may be one of them. */
    static List<Leg> company(Track track, Leg leg) {
        return track.view.reachableFrom(leg).stream()
                .filter(other -> other != track.transferor && other != track.second)
                .filter(other -> !other.isLeaving() && !isMachine(other))
                .toList();
    }

    static boolean meetsSomebody(Track track, Leg leg) {
        return company(track, leg).stream().anyMatch(other -> !other.isLocal());
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

    static Ended together(Reason reason, Leg target) {
        return new Ended(
                reason,
                Whereabouts.WITH_TARGET,
                target,
                null,
                Finality.FIRM,
                Certainty.SEEN,
                "transferee and target share a bridge");
    }

    /** Nobody, but perhaps an application at the far end of a Local channel. */
    static @Nullable Ended servedBehindLocal(Track track, List<Leg> company) {
        for (Leg leg : company) {
            Role role = Applications.roleOf(leg.application);
            if (role == Role.TAKING) {
                return behindLocal(leg, Finality.FIRM, Certainty.SEEN);
            }
            Finality finality = Applications.finalityOf(leg.application);
            if (finality != null && leg.isLocal() && Dials.of(leg, track.view).areNone()) {
                return behindLocal(leg, finality, Certainty.STATED);
            }
        }
        return null;
    }

    private static Ended behindLocal(Leg leg, Finality finality, Certainty certainty) {
        return new Ended(
                Reason.APPLICATION,
                whileIn(leg.application),
                null,
                leg.application,
                finality,
                certainty,
                "an application behind a Local channel took the call");
    }

    /** Where somebody is who is in an application. */
    static Whereabouts whileIn(@Nullable String application) {
        return Applications.roleOf(application) == Role.KEEPING_WAITING
                ? Whereabouts.WAITING
                : Whereabouts.IN_APPLICATION;
    }

    static Ended failed(Track track, Failure failure, Finality finality) {
        return new Ended(
                failure.reason(),
                whereabouts(track, track.transferee),
                failure.target(),
                null,
                finality,
                failure.certainty(),
                failure.basis());
    }

    static Ended end(
            Track track, Reason reason, Finality finality, Certainty certainty, String basis) {
        return new Ended(
                reason,
                whereabouts(track, track.transferee),
                track.targetNow(),
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
        boolean withTransferor = company.stream().anyMatch(track::isTransferors);
        return withTransferor ? Whereabouts.WITH_TRANSFEROR : Whereabouts.WAITING;
    }
}
