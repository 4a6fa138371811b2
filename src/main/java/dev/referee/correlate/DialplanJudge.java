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
import java.util.Objects;
import java.util.Set;

/**
 * Judges a blind or a semi-attended transfer: the transferee runs the dialplan until it meets
 * somebody, is served by an application, or is told that it did not work. For a bridge of several,
 * who stay in it, a Local channel runs the dialplan.
 */
final class DialplanJudge {
    private DialplanJudge() {}

    static Assessment assess(Track track) {
        Leg runner = track.runner();
        if (runner == null) {
            // A bridge of several, and none was seen to take the transferor's place.
            return Judge.end(
                    track,
                    Reason.OBSERVER_LOST,
                    Finality.SETTLING,
                    Certainty.BLIND,
                    "who ran the dialplan was not shown");
        }
        if (!runner.isLeaving()) {
            Role role = roleNow(track, runner);
            if (role == Role.TAKING) {
                return application(track, runner, Finality.FIRM, Certainty.SEEN);
            }
            Ended joined = joined(track, runner);
            if (joined != null) {
                return joined;
            }
            if (runner.room != null && runner.room.holding && !isWhereItWas(track, runner)) {
                return waiting(track, runner, runner.room);
            }
            return stillThere(track, runner, role);
        }
        return leaving(track, runner);
    }

    private static Assessment stillThere(Track track, Leg runner, Role role) {
        Dials dials = dials(track, runner);
        Failure failure = dials.failure(callsBy(track, runner));
        if (role == Role.FAILING) {
            Failure told = failure == null ? byFailingApplication(runner) : failure;
            return Judge.failed(track, told, Finality.FIRM);
        }
        if (failure != null && runner.hidesWhatItRuns()) {
            // Asterisk hides only the first application, and no other shows: RetryDial is
            // about to call again, or the dialplan is over and a tone plays for ten seconds.
            return Judge.failed(track, failure, Finality.HIDDEN);
        }
        if (failure != null) {
            return Judge.failed(
                    track,
                    failure,
                    Applications.mayServe(runs(track, runner))
                            ? Finality.ANNOUNCING
                            : Finality.SETTLING);
        }
        Finality finality = Applications.finalityOf(runs(track, runner));
        if (finality != null && dials.areNone()) {
            return application(track, runner, finality, Certainty.STATED);
        }
        return new Pending(dials.isRinging());
    }

    /**
     * In a holding bridge, where it hears nobody: a parking lot or BridgeWait. That is what it was
     * sent for, unless the dialplan soon goes on.
     */
    static Ended waiting(Track track, Leg runner, Room room) {
        String runs = runs(track, runner);
        String name = Applications.roleOf(runs) == Role.HIDDEN ? null : runs;
        return new Ended(
                Reason.APPLICATION,
                Whereabouts.WAITING,
                null,
                room.parking ? "Park" : name,
                room.parking ? Finality.SETTLING : Finality.ANNOUNCING,
                Certainty.SEEN,
                room.parking ? "the transferee is parked" : "the transferee waits in a bridge");
    }

    private static Assessment leaving(Track track, Leg runner) {
        Finality finality = runner.gone ? Finality.FIRM : Finality.SETTLING;
        Dials dials = dials(track, runner);
        Failure failure = dials.failure(callsBy(track, runner));
        Role role = roleNow(track, runner);
        if (failure != null) {
            return Judge.failed(track, failure, finality);
        }
        if (role == Role.FAILING) {
            return Judge.failed(track, byFailingApplication(runner), finality);
        }
        if (role == Role.TAKING) {
            return application(track, runner, finality, Certainty.STATED);
        }
        Ended served = served(track, runner, dials, finality);
        if (served != null) {
            return served;
        }
        boolean gaveUpWaiting = runner.held && runner.hungUpByFarEnd;
        if (role == Role.HIDDEN && dials.areNone() && !gaveUpWaiting) {
            return hiddenEnd(track, runner, finality);
        }
        if (runner.hungUpByFarEnd) {
            return Judge.end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    finality,
                    Certainty.SEEN,
                    "the transferee hung up");
        }
        Reason byCause = Failure.byCause(runner.cause, false);
        Reason reason = dials.isAnswered()
                ? Reason.TARGET_GONE
                : Objects.requireNonNullElse(byCause, Reason.UNREACHABLE);
        return Judge.end(
                track,
                reason,
                finality,
                Certainty.INFERRED,
                "the dialplan ended, cause " + runner.cause);
    }

    /** The end by what the transferee was served with, where no phone was called; else null. */
    private static @Nullable Ended served(Track track, Leg runner, Dials dials, Finality finality) {
        Leg listener = dials.areNone() ? runner : dials.answeringFarHalf();
        if (listener == null) {
            return null;
        }
        String runs = listener == runner ? runs(track, runner) : listener.application;
        String heard =
                listener.heard == null && Applications.mayServe(runs) ? runs : listener.heard;
        boolean heardOut = !runner.hungUpByFarEnd && Failure.byCause(runner.cause, false) == null;
        return switch (Applications.roleOf(heard)) {
            case UNKNOWN -> notShown(track, runner, finality, "what " + heard + " does is unknown");
            case TALKING, KEEPING_WAITING, SCRIPTED -> {
                if (heardOut) {
                    yield inApplication(track, runner, heard, finality, Certainty.STATED);
                }
                // Whoever hangs up during an announcement was perhaps to be put through after it. A
                // script may also have done all that it was there for.
                yield Applications.roleOf(runs) == Role.SCRIPTED
                        ? notShown(track, runner, finality, "what " + heard + " did is unknown")
                        : null;
            }
            case HIDDEN, DIALLING, FAILING, TAKING, PASSING -> null;
        };
    }

    private static Ended hiddenEnd(Track track, Leg runner, Finality finality) {
        boolean byCause = Failure.byCause(runner.cause, false) != null;
        if (!byCause && runner.hungUpByFarEnd && runner.isPerhapsCalledForAgain()) {
            return Judge.end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    finality,
                    Certainty.INFERRED,
                    "the transferee hung up where it had been sent back to");
        }
        return notShown(track, runner, finality, "what it reached was not shown");
    }

    /**
     * The transferee is gone, and what it ran was hidden from this source (seen on 22.10.1 for
     * channels that were dialled) or says nothing. Only its own hangup cause can tell something:
     * Busy() and Congestion() set it.
     */
    private static Ended notShown(Track track, Leg runner, Finality finality, String why) {
        Reason byCause = Failure.byCause(runner.cause, false);
        if (byCause != null) {
            return Judge.end(
                    track,
                    byCause,
                    finality,
                    Certainty.INFERRED,
                    "the transferee's own hangup cause " + runner.cause);
        }
        return Judge.end(
                track,
                Reason.OBSERVER_LOST,
                finality,
                Certainty.BLIND,
                "the transferee is gone, and " + why);
    }

    private static Failure byFailingApplication(Leg runner) {
        Reason reason =
                "Congestion".equalsIgnoreCase(runner.application) ? Reason.CONGESTION : Reason.BUSY;
        return new Failure(reason, Certainty.STATED, null, runner.application + "()");
    }

    /** The role of the application that the transferee runs since the transfer. */
    private static Role roleNow(Track track, Leg runner) {
        return Applications.roleOf(runs(track, runner));
    }

    private static @Nullable String runs(Track track, Leg runner) {
        boolean hidden = Applications.roleOf(runner.application) == Role.HIDDEN;
        return hidden && track.plan.application() != null
                ? track.plan.application()
                : runner.application;
    }

    /** What it is being called by; its old place may call again as it did before. */
    private static @Nullable String callsBy(Track track, Leg runner) {
        String told = runs(track, runner);
        return told == null && runner.isPerhapsCalledForAgain() ? runner.ranBefore() : told;
    }

    private static @Nullable Ended joined(Track track, Leg runner) {
        if (isWhereItWas(track, runner)) {
            return null;
        }
        // Those who are transferred must still be there to meet it.
        List<Leg> company = Judge.company(track, runner).stream()
                .filter(leg ->
                        !track.hasStandIn() || leg.isLocal() || Judge.meetsSomebody(track, leg))
                .toList();
        Leg called = wasCalled(track, runner, company);
        if (called != null) {
            Failure before = dials(track, runner).failureBeforeRecallOf(called);
            return before == null
                    ? Judge.together(Reason.ANSWERED, called)
                    : Judge.failed(track, before, Finality.FIRM);
        }
        if (runner.room != null && runner.room.mixing) {
            // A conference: those in it were there for another reason.
            return application(track, runner, Finality.FIRM, Certainty.SEEN);
        }
        Leg partner = company.stream().filter(leg -> !leg.isLocal()).findFirst().orElse(null);
        return partner == null
                ? Judge.servedBehindLocal(track, company)
                : Judge.together(Reason.ANSWERED, partner);
    }

    private static Dials dials(Track track, Leg runner) {
        return Dials.of(runner, track.view, track::isTransferors);
    }

    /** The one in its company who was called for this transfer. */
    private static @Nullable Leg wasCalled(Track track, Leg runner, List<Leg> company) {
        Set<Leg> called = dials(track, runner).called();
        Set<String> calledBefore = track.called();
        return company.stream()
                .filter(leg -> !leg.isLocal())
                .filter(leg -> called.contains(leg) || calledBefore.contains(leg.uniqueid))
                .findFirst()
                .orElse(null);
    }

    private static boolean isWhereItWas(Track track, Leg runner) {
        return runner.room != null && runner.room.id.equals(track.plan.bridge());
    }

    private static Ended application(
            Track track, Leg runner, Finality finality, Certainty certainty) {
        String name = switch (Applications.roleOf(runner.application)) {
            case HIDDEN -> track.plan.application();
            case TAKING, TALKING, KEEPING_WAITING, SCRIPTED -> runner.application;
            case DIALLING, FAILING, PASSING, UNKNOWN -> runner.heard;
        };
        return inApplication(track, runner, name, finality, certainty);
    }

    private static Ended inApplication(
            Track track,
            Leg runner,
            @Nullable String name,
            Finality finality,
            Certainty certainty) {
        return new Ended(
                Reason.APPLICATION,
                runner.isLeaving()
                        ? Judge.whereabouts(track, track.transferee)
                        : Judge.whileIn(name),
                null,
                name,
                finality,
                certainty,
                name == null ? "a conference" : "the transferee runs " + name);
    }
}
