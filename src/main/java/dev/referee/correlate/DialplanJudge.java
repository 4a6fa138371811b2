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
 * somebody, is served by an application, or is told that it did not work.
 */
final class DialplanJudge {
    private DialplanJudge() {}

    static Assessment assess(Track track) {
        Leg transferee = track.transferee;
        if (transferee == null) {
            return new Pending(false);
        }
        if (!transferee.isLeaving()) {
            Role role = roleNow(track, transferee);
            if (role == Role.TAKING) {
                return application(track, transferee, Finality.FIRM, Certainty.SEEN);
            }
            Ended joined = joined(track, transferee);
            if (joined != null) {
                return joined;
            }
            return stillThere(track, transferee, role);
        }
        return leaving(track, transferee);
    }

    private static Assessment stillThere(Track track, Leg transferee, Role role) {
        Dials dials = Dials.of(transferee, track.view);
        Failure failure = dials.failure(runs(track, transferee));
        if (role == Role.FAILING) {
            Failure told = failure == null ? byFailingApplication(transferee) : failure;
            return Judge.failed(track, transferee, told, Finality.FIRM);
        }
        if (failure != null) {
            return Judge.failed(
                    track,
                    transferee,
                    failure,
                    Applications.mayServe(runs(track, transferee))
                            ? Finality.ANNOUNCING
                            : Finality.SETTLING);
        }
        if (role == Role.TALKING && dials.areNone()) {
            return application(track, transferee, Finality.ANNOUNCING, Certainty.STATED);
        }
        return new Pending(dials.isRinging());
    }

    private static Assessment leaving(Track track, Leg transferee) {
        Finality finality = transferee.gone ? Finality.FIRM : Finality.SETTLING;
        Dials dials = Dials.of(transferee, track.view);
        Failure failure = dials.failure(runs(track, transferee));
        Role role = roleNow(track, transferee);
        if (failure != null) {
            return Judge.failed(track, transferee, failure, finality);
        }
        if (role == Role.FAILING) {
            return Judge.failed(track, transferee, byFailingApplication(transferee), finality);
        }
        if (role == Role.TAKING) {
            return application(track, transferee, finality, Certainty.STATED);
        }
        Ended served = served(track, transferee, dials, finality);
        if (served != null) {
            return served;
        }
        if (role == Role.HIDDEN && dials.areNone()) {
            return hiddenEnd(track, transferee, finality);
        }
        if (transferee.hungUpByFarEnd) {
            return Judge.end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    finality,
                    Certainty.SEEN,
                    "the transferee hung up");
        }
        Reason byCause = Failure.byCause(transferee.cause, false);
        Reason reason = dials.isAnswered()
                ? Reason.TARGET_GONE
                : Objects.requireNonNullElse(byCause, Reason.UNREACHABLE);
        return Judge.end(
                track,
                reason,
                finality,
                Certainty.INFERRED,
                "the dialplan ended, cause " + transferee.cause);
    }

    /** The end by what the transferee was served with, where no phone was called; else null. */
    private static @Nullable Ended served(
            Track track, Leg transferee, Dials dials, Finality finality) {
        Leg listener = dials.areNone() ? transferee : dials.answeringFarHalf();
        if (listener == null) {
            return null;
        }
        String runs = listener == transferee ? runs(track, transferee) : listener.application;
        String heard =
                listener.heard == null && Applications.mayServe(runs) ? runs : listener.heard;
        boolean heardOut =
                !transferee.hungUpByFarEnd && Failure.byCause(transferee.cause, false) == null;
        return switch (Applications.roleOf(heard)) {
            case UNKNOWN ->
                notShown(track, transferee, finality, "what " + heard + " does is unknown");
            case TALKING, SCRIPTED -> {
                if (heardOut) {
                    yield inApplication(transferee, heard, finality, Certainty.STATED);
                }
                // Whoever hangs up during an announcement was perhaps to be put through after it. A
                // script may also have done all that it was there for.
                yield Applications.roleOf(runs) == Role.SCRIPTED
                        ? notShown(track, transferee, finality, "what " + heard + " did is unknown")
                        : null;
            }
            case HIDDEN, DIALLING, FAILING, TAKING, PASSING -> null;
        };
    }

    private static Ended hiddenEnd(Track track, Leg transferee, Finality finality) {
        boolean byCause = Failure.byCause(transferee.cause, false) != null;
        if (!byCause && transferee.hungUpByFarEnd && transferee.isPerhapsCalledForAgain()) {
            return Judge.end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    finality,
                    Certainty.INFERRED,
                    "the transferee hung up where it had been sent back to");
        }
        return notShown(track, transferee, finality, "what it reached was not shown");
    }

    /**
     * The transferee is gone, and what it ran was hidden from this source (seen on 22.10.1 for
     * channels that were dialled) or says nothing. Only its own hangup cause can tell something:
     * Busy() and Congestion() set it.
     */
    private static Ended notShown(Track track, Leg transferee, Finality finality, String why) {
        Reason byCause = Failure.byCause(transferee.cause, false);
        if (byCause != null) {
            return Judge.end(
                    track,
                    byCause,
                    finality,
                    Certainty.INFERRED,
                    "the transferee's own hangup cause " + transferee.cause);
        }
        return Judge.end(
                track,
                Reason.OBSERVER_LOST,
                finality,
                Certainty.BLIND,
                "the transferee is gone, and " + why);
    }

    private static Failure byFailingApplication(Leg transferee) {
        Reason reason = "Congestion".equalsIgnoreCase(transferee.application)
                ? Reason.CONGESTION
                : Reason.BUSY;
        return new Failure(reason, Certainty.STATED, null, transferee.application + "()");
    }

    /** The role of the application that the transferee runs since the transfer. */
    private static Role roleNow(Track track, Leg transferee) {
        return Applications.roleOf(runs(track, transferee));
    }

    private static @Nullable String runs(Track track, Leg transferee) {
        boolean hidden = Applications.roleOf(transferee.application) == Role.HIDDEN;
        return hidden && track.plan.application() != null
                ? track.plan.application()
                : transferee.application;
    }

    private static @Nullable Ended joined(Track track, Leg transferee) {
        if (isWhereItWas(track, transferee)) {
            return null;
        }
        List<Leg> company = Judge.company(track, transferee);
        Leg called = wasCalled(track, transferee, company);
        if (called != null) {
            return Judge.together(Reason.ANSWERED, called);
        }
        if (transferee.room != null && transferee.room.mixing) {
            // A conference: those in it were there for another reason.
            return application(track, transferee, Finality.FIRM, Certainty.SEEN);
        }
        Leg partner = company.stream().filter(leg -> !leg.isLocal()).findFirst().orElse(null);
        return partner == null
                ? Judge.servedBehindLocal(track, company)
                : Judge.together(Reason.ANSWERED, partner);
    }

    /** The one in its company who was called for this transfer. */
    private static @Nullable Leg wasCalled(Track track, Leg transferee, List<Leg> company) {
        Set<Leg> called = Dials.of(transferee, track.view).called();
        Set<String> calledBefore = track.called();
        return company.stream()
                .filter(leg -> !leg.isLocal())
                .filter(leg -> called.contains(leg) || calledBefore.contains(leg.uniqueid))
                .findFirst()
                .orElse(null);
    }

    private static boolean isWhereItWas(Track track, Leg transferee) {
        return transferee.room != null && transferee.room.id.equals(track.plan.bridge());
    }

    private static Ended application(
            Track track, Leg transferee, Finality finality, Certainty certainty) {
        String name = switch (Applications.roleOf(transferee.application)) {
            case HIDDEN -> track.plan.application();
            case TAKING, TALKING -> transferee.application;
            case DIALLING, FAILING, PASSING, SCRIPTED, UNKNOWN -> transferee.heard;
        };
        return inApplication(transferee, name, finality, certainty);
    }

    private static Ended inApplication(
            Leg transferee, @Nullable String name, Finality finality, Certainty certainty) {
        return new Ended(
                Reason.APPLICATION,
                transferee.isLeaving() ? Whereabouts.GONE : Whereabouts.IN_APPLICATION,
                null,
                name,
                finality,
                certainty,
                name == null ? "a conference" : "the transferee runs " + name);
    }
}
