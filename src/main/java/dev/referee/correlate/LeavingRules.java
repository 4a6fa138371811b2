package dev.referee.correlate;

import dev.referee.correlate.Applications.Role;
import dev.referee.correlate.Assessment.Certainty;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Rules for a blind or a semi-attended transfer whose transferee hangs up or is gone: the steps of
 * its dialplan decide.
 */
final class LeavingRules {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "the transferee had been put back to the transferor",
                    Scene::hasReturned,
                    scene -> scene.end(
                            Reason.PARKING_FULL,
                            scene.whenGone(),
                            Certainty.SEEN,
                            "the transferee had been put back to the transferor")),
            new Rule(
                    "the transferee had been parked",
                    scene -> scene.did.wasParked && scene.dials.areNone(),
                    DialplanRules::wasParked),
            Rule.found(
                    "an application had the call for a settling time",
                    LeavingRules::hadForLong,
                    LeavingRules::servedBy),
            Rule.found(
                    "nobody was reached",
                    Scene::failure,
                    (scene, failure) -> scene.failed(failure, scene.whenGone())),
            new Rule(
                    "an application said that it did not work",
                    scene -> scene.role() == Role.FAILING,
                    scene -> scene.failed(DialplanRules.byApplication(scene), scene.whenGone())),
            Rule.found(
                    "an application took the call", LeavingRules::served, LeavingRules::servedBy),
            new Rule(
                    "it was sent to a parking lot, and was not parked",
                    scene -> isNotParked(scene),
                    scene -> scene.end(
                            Reason.PARKING_FULL,
                            scene.whenGone(),
                            Certainty.INFERRED,
                            "Park did not park the transferee")),
            new Rule(
                    "nobody was parked in the place that it was sent to",
                    scene -> scene.did.hasRun("ParkedCall")
                            && !hungUp(scene)
                            && !scene.did.hasEnteredAny()
                            && scene.dials.areNone(),
                    scene -> scene.failed(
                            new Failure(
                                    Reason.APPLICATION_FAILED,
                                    Certainty.STATED,
                                    null,
                                    "ParkedCall",
                                    "nobody was parked there"),
                            scene.whenGone())),
            new Rule(
                    "it did not get past the question for a password",
                    scene -> Applications.isGate(scene.runs()) && !hungUp(scene),
                    scene -> scene.failed(
                            new Failure(
                                    Reason.APPLICATION_FAILED,
                                    Certainty.STATED,
                                    null,
                                    scene.runs(),
                                    scene.runs() + " hung up"),
                            scene.whenGone())),
            Rule.found(
                    "what became of the application is not known",
                    LeavingRules::takenWithoutWord,
                    (scene, run) ->
                            notShown(scene, "what " + run.application + " did was not shown")),
            new Rule(
                    "the PBX stopped calling when the transferee was gone",
                    scene -> scene.dials.wereCutShort() || isCalledOut(scene),
                    LeavingRules::gaveUp),
            new Rule(
                    "whom a program called was not shown",
                    Scene::mayHaveOriginated,
                    scene -> notShown(scene, "whom a program called was not shown")),
            new Rule(
                    "what an unknown application did is not known",
                    scene -> heardRole(scene) == Role.UNKNOWN,
                    scene -> notShown(
                            scene, "what " + theHeard(scene).application + " does is unknown")),
            Rule.found(
                    "a failure sound was played",
                    LeavingRules::failureSound,
                    (scene, reason) -> scene.end(
                            reason,
                            scene.whenGone(),
                            Certainty.STATED,
                            theHeard(scene).application + "(" + theHeard(scene).data + ")")),
            new Rule(
                    "the transferee has heard it out",
                    scene -> isHeardOut(scene),
                    scene -> scene.application(
                            theHeard(scene).application, scene.whenGone(), Certainty.STATED)),
            new Rule(
                    "what the transferee heard was not shown",
                    scene -> heardRole(scene) == Role.TALKING
                            && !theHeard(scene).isTold
                            && !hungUp(scene),
                    scene -> notShown(
                            scene, "what " + theHeard(scene).application + " said was not shown")),
            new Rule(
                    "a script may have done all that it was there for",
                    scene -> heardRole(scene) == Role.SCRIPTED && !cause(scene),
                    scene -> notShown(
                            scene, "what " + theHeard(scene).application + " did is unknown")),
            new Rule(
                    "the transferee hung up where it had been sent back to",
                    scene -> isHidden(scene)
                            && !cause(scene)
                            && hungUp(scene)
                            && scene.did.isPerhapsCalledForAgain(),
                    scene -> scene.end(
                            Reason.TRANSFEREE_HUNG_UP,
                            scene.whenGone(),
                            Certainty.INFERRED,
                            "the transferee hung up where it had been sent back to")),
            new Rule(
                    "what it reached was not shown",
                    scene -> isHidden(scene),
                    scene -> notShown(scene, "what it reached was not shown")),
            new Rule(
                    "the transferee hung up in a menu that it had been in for long",
                    LeavingRules::isServedByMenu,
                    scene -> scene.application(scene.runs(), scene.whenGone(), Certainty.STATED)),
            new Rule(
                    "the transferee hung up",
                    LeavingRules::hungUp,
                    scene -> scene.end(
                            Reason.TRANSFEREE_HUNG_UP,
                            scene.whenGone(),
                            Certainty.SEEN,
                            "the transferee hung up")),
            new Rule(
                    "the dialplan ended after the target had answered",
                    scene -> scene.dials.isAnswered(),
                    scene -> ended(scene, Reason.TARGET_GONE)),
            new Rule(
                    "the dialplan ended",
                    scene -> ended(
                            scene,
                            Objects.requireNonNullElse(
                                    ownCause(theRunner(scene)), Reason.UNREACHABLE))));

    private LeavingRules() {}

    private static Leg theRunner(Scene scene) {
        return Objects.requireNonNull(scene.runner);
    }

    private static boolean hungUp(Scene scene) {
        return theRunner(scene).end.byFarEnd;
    }

    private static boolean cause(Scene scene) {
        return ownCause(theRunner(scene)) != null;
    }

    /** What the dialplan left on the transferee's own channel says. */
    private static @Nullable Reason ownCause(Leg runner) {
        Integer cause = runner.end.cause;
        return cause != null && cause == Failure.UNALLOCATED
                ? Reason.NO_SUCH_EXTENSION
                : Failure.byCause(cause, false);
    }

    /** The application that took the call and served it; null for none. */
    private static Stretch.@Nullable Run served(Scene scene) {
        Stretch.Run taken = scene.did.taken();
        if (taken == null || takenWithoutWord(scene) != null) {
            return null;
        }
        return Applications.isConference(taken.application) && !scene.did.hasEnteredAny()
                ? null
                : taken;
    }

    /** The application that took the call and kept it for as long as its end had to settle. */
    private static Stretch.@Nullable Run hadForLong(Scene scene) {
        Stretch.Run served = served(scene);
        return served == null || scene.did.wasOverWithin(served, scene.windows.settle())
                ? null
                : served;
    }

    private static Assessment servedBy(Scene scene, Stretch.Run served) {
        String name = served.application;
        // That it was not over at once is no word of its own.
        boolean isStated = !Applications.isPeers(name)
                && (hungUp(scene)
                        || scene.did.saidToServe(served)
                        || !Applications.tellsHowItWent(name));
        Certainty certainty = isStated ? Certainty.STATED : Certainty.INFERRED;
        return scene.application(name, scene.whenGone(), certainty);
    }

    /** One that was over at once and would have said how it went, to who hears its variable. */
    private static Stretch.@Nullable Run takenWithoutWord(Scene scene) {
        Stretch.Run taken = scene.did.taken();
        if (taken == null
                || hungUp(scene)
                || scene.did.saidToServe(taken)
                || !Applications.tellsHowItWent(taken.application)) {
            return null;
        }
        boolean isUncertain = Applications.isConference(taken.application)
                ? !scene.did.hasEnteredAny()
                : scene.did.wasOverAtOnce(taken);
        return isUncertain ? taken : null;
    }

    /** Whether somebody was still being called, or would have been again. */
    private static boolean isCalledOut(Scene scene) {
        return !scene.dials.areNone()
                && !scene.dials.isAnswered()
                && (scene.dials.isPending() || scene.dials.mayCallAgain());
    }

    private static Assessment gaveUp(Scene scene) {
        boolean isItself = hungUp(scene);
        return scene.end(
                isItself ? Reason.TRANSFEREE_HUNG_UP : Reason.TRANSFEREE_LOST,
                scene.whenGone(),
                Certainty.SEEN,
                isItself
                        ? "the transferee hung up"
                        : "the PBX ended the transferee while the target was called");
    }

    /**
     * The listening channel: the transferee, or the far half of a Local channel without a person
     * behind it.
     */
    private static @Nullable Stretch listener(Scene scene) {
        if (scene.dials.areNone()) {
            return scene.did;
        }
        Leg far = scene.dials.answeringFarHalf();
        return far == null ? null : Stretch.of(far);
    }

    private static Stretch.@Nullable Run heard(Scene scene) {
        Stretch listener = listener(scene);
        return listener == null ? null : listener.heard();
    }

    private static Stretch.Run theHeard(Scene scene) {
        return Objects.requireNonNull(heard(scene));
    }

    private static Role heardRole(Scene scene) {
        Stretch.Run heard = heard(scene);
        return heard == null ? Role.HIDDEN : heard.role;
    }

    private static @Nullable Reason failureSound(Scene scene) {
        Stretch.Run heard = heard(scene);
        return heard == null || hungUp(scene) ? null : FailureSounds.reasonFor(heard.data);
    }

    /**
     * Whether it heard an announcement, music or a script to its end. A script that says nothing of
     * itself and may have called somebody, or was over at once, proves nothing.
     */
    private static boolean isHeardOut(Scene scene) {
        Stretch.Run heard = heard(scene);
        if (heard == null || cause(scene)) {
            return false;
        }
        if (hungUp(scene)) {
            return hasLasted(scene, heard);
        }
        Stretch listener = Objects.requireNonNull(listener(scene));
        return switch (heard.role) {
            case TALKING, KEEPING_WAITING -> heard.isTold;
            case SCRIPTED -> !listener.wasOverWithin(heard, scene.windows.settle());
            case HIDDEN, DIALLING, FAILING, PASSING, TAKING, UNKNOWN -> false;
        };
    }

    /** A script that talks to the caller serves it, where an ARI program may be about to dial. */
    private static boolean hasLasted(Scene scene, Stretch.Run heard) {
        Instant end = theRunner(scene).end.at;
        return heard.role == Role.SCRIPTED
                && heard == scene.did.now()
                && !heard.application.toLowerCase(Locale.ROOT).startsWith("stasis")
                && end != null
                && !Windows.isWithin(scene.windows.together(), heard.begun, end);
    }

    private static boolean isNotParked(Scene scene) {
        boolean wasSent = scene.did.hasRun("Park") || scene.did.hasRun("ParkAndAnnounce");
        return wasSent && !hungUp(scene) && scene.dials.areNone() && scene.did.heard() == null;
    }

    private static boolean isServedByMenu(Scene scene) {
        Instant since = scene.did.inMenuSince();
        Instant end = theRunner(scene).end.at;
        return since != null
                && end != null
                && scene.dials.areNone()
                && !Windows.isWithin(scene.windows.waiting(), since, end);
    }

    /** Nothing was shown but perhaps that it waited somewhere. */
    private static boolean isHidden(Scene scene) {
        boolean gaveUpWaiting = theRunner(scene).end.held && hungUp(scene);
        return scene.role() == Role.HIDDEN && scene.dials.areNone() && !gaveUpWaiting;
    }

    /**
     * The transferee is gone, and its applications were hidden from this source (seen on 22.10.1
     * for channels that were dialled) or decide nothing. Only its own hangup cause can show a
     * reason: Busy() and Congestion() set it.
     */
    private static Assessment notShown(Scene scene, String why) {
        Reason byCause = ownCause(theRunner(scene));
        if (byCause != null) {
            return scene.end(
                    byCause,
                    scene.whenGone(),
                    Certainty.INFERRED,
                    "the transferee's own hangup cause " + theRunner(scene).end.cause);
        }
        return scene.end(
                Reason.OBSERVER_LOST,
                scene.whenGone(),
                Certainty.BLIND,
                "the transferee is gone, and " + why);
    }

    private static Assessment ended(Scene scene, Reason reason) {
        return scene.end(
                reason,
                scene.whenGone(),
                Certainty.INFERRED,
                "the dialplan ended, cause " + theRunner(scene).end.cause);
    }
}
