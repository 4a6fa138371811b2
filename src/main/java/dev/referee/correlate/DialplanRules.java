package dev.referee.correlate;

import dev.referee.correlate.Applications.Role;
import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * Rules for a blind or a semi-attended transfer while the transferee is there. The transferee runs
 * the dialplan until it reaches a party, is served by an application, or learns that the call
 * failed. In a bridge of several parties, all stay there and a Local channel runs the dialplan.
 */
final class DialplanRules {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "who ran the dialplan was not shown",
                    scene -> scene.runner == null,
                    scene -> scene.end(
                            Reason.OBSERVER_LOST,
                            Finality.SETTLING,
                            Certainty.BLIND,
                            "who ran the dialplan was not shown")),
            new Rule(
                    "the transferee is in a conference",
                    scene -> isInConference(scene),
                    scene -> scene.application(scene.runs(), Finality.FIRM, Certainty.SEEN)),
            new Rule(
                    "an application takes the call",
                    scene -> scene.role() == Role.TAKING
                            && !Applications.isConference(scene.runs())
                            && !hasFailed(scene),
                    DialplanRules::taken),
            new Rule(
                    "the transferee was parked, and is back with the transferor",
                    scene -> scene.did.wasParked && scene.isWithTransferor(),
                    DialplanRules::wasParked),
            new Rule(
                    "whom a program called before the transferor was not shown",
                    scene -> scene.metTransferor() != null && scene.mayHaveOriginated(),
                    scene -> scene.end(
                            Reason.OBSERVER_LOST,
                            Finality.FIRM,
                            Certainty.BLIND,
                            "the transferor has the call back, and whom a program called was not"
                                    + " shown")),
            new Rule(
                    "the transferor has the call back",
                    scene -> scene.metTransferor() != null,
                    scene -> scene.failed(scene.dials.failureBeforeRecall(), Finality.FIRM)),
            new Rule(
                    "who is there may be the transferor",
                    DialplanRules::mayBeBack,
                    scene -> scene.end(
                            Reason.OBSERVER_LOST,
                            Finality.FIRM,
                            Certainty.BLIND,
                            "who is there may be the transferor, whose call began unseen")),
            Rule.found(
                    "the one who was called is there",
                    Scene::metCalled,
                    (scene, called) -> scene.together(
                            Reason.ANSWERED, called, "transferee and target share a bridge")),
            new Rule(
                    "the transferee is in a bridge of many",
                    scene -> scene.isInMixingRoom() && isKnownConference(scene),
                    scene -> scene.application(heard(scene), Finality.FIRM, Certainty.SEEN)),
            Rule.found(
                    "somebody is there",
                    Scene::met,
                    (scene, met) -> scene.together(
                            Reason.ANSWERED, met, "transferee and target share a bridge")),
            Rule.found(
                    "a machine that was called is there",
                    scene -> scene.isWhereItWas() ? null : scene.dials.answeringMachine(),
                    DialplanRules::withMachine),
            new Rule("an application behind a Local channel takes the call", FarHalf::serving),
            new Rule(
                    "the transferee is parked",
                    Scene::isParked,
                    scene -> scene.waiting("Park", Finality.SETTLING, "the transferee is parked")),
            new Rule(
                    "the transferee waits in a holding bridge",
                    scene -> scene.isInHoldingRoom() && isKnownToWait(scene),
                    scene -> scene.waiting(
                            scene.runs(), Finality.WAITING, "the transferee waits in a bridge")),
            new Rule(
                    "the transferee was put back to the transferor",
                    scene -> scene.isStillWithTransferor() && scene.hasReturned(),
                    scene -> scene.end(
                            Reason.PARKING_FULL,
                            Finality.SETTLING,
                            Certainty.SEEN,
                            "the transferee was put back to the transferor")),
            new Rule(
                    "the transferee never left the transferor",
                    scene -> scene.isStillWithTransferor() && scene.did.isBlank(),
                    scene -> scene.end(
                            Reason.INTERNAL_ERROR,
                            Finality.SETTLING,
                            Certainty.INFERRED,
                            "the transferee never left the transferor")),
            new Rule(
                    "an application says that it did not work",
                    scene -> scene.role() == Role.FAILING,
                    scene -> scene.failed(
                            scene.failure() == null ? byApplication(scene) : scene.theFailure(),
                            Finality.FIRM)),
            new Rule(
                    // Asterisk hides only the first application, and no other shows: RetryDial is
                    // about
                    // to call again, or the dialplan is over and a tone plays for ten seconds.
                    "nobody was reached, and what runs is hidden",
                    scene -> scene.failure() != null && scene.did.hides(scene.view.source),
                    scene -> scene.failed(scene.theFailure(), Finality.HIDDEN)),
            new Rule(
                    "nobody was reached, and something plays",
                    scene -> scene.failure() != null && Applications.mayServe(scene.runs()),
                    scene -> scene.failed(scene.theFailure(), Finality.WAITING)),
            Rule.found(
                    "nobody was reached",
                    Scene::failure,
                    (scene, failure) -> scene.failed(failure, Finality.SETTLING)),
            new Rule(
                    "a script runs",
                    scene -> scene.role() == Role.SCRIPTED
                            && scene.dials.areNone()
                            && !scene.mayHaveOriginated(),
                    scene -> scene.application(scene.runs(), Finality.SCRIPTED, Certainty.STATED)),
            new Rule(
                    "music plays",
                    scene -> scene.role() == Role.KEEPING_WAITING && scene.dials.areNone(),
                    scene -> scene.application(scene.runs(), Finality.WAITING, Certainty.STATED)),
            new Rule("nothing is decided", Scene::pending));

    private DialplanRules() {}

    private static boolean mayBeBack(Scene scene) {
        Leg called = scene.metCalled();
        return called != null && scene.dials.wasPerhapsCalledBack(called);
    }

    /** A transfer to a parking lot has worked when the caller is parked. */
    static Assessment wasParked(Scene scene) {
        return new Ended(
                Reason.APPLICATION,
                scene.whereabouts(),
                null,
                "Park",
                Finality.FIRM,
                Certainty.SEEN,
                "the transferee was parked");
    }

    /** A conference serves the callers that are in its bridge. */
    private static boolean isInConference(Scene scene) {
        return Applications.isConference(scene.runs())
                && scene.runner != null
                && scene.runner.room != null
                && !scene.isWhereItWas()
                && !hasFailed(scene);
    }

    /**
     * A hidden application looks like an empty conference, and so does a shared line. An ARI
     * program's bridge has more than two channels as soon as a machine listens to the two talking
     * parties.
     */
    private static boolean isKnownConference(Scene scene) {
        return switch (scene.role()) {
            case SCRIPTED -> scene.company.size() > 1;
            case HIDDEN -> scene.met() != null;
            case DIALLING, FAILING, TAKING, PASSING, TALKING, KEEPING_WAITING, UNKNOWN ->
                !scene.did.hasRun("SLATrunk");
        };
    }

    private static boolean hasFailed(Scene scene) {
        Stretch.Run now = scene.did.now();
        return now != null && scene.did.hasFailed(now);
    }

    /** One that may turn out to have refused at once has to settle. */
    private static Assessment taken(Scene scene) {
        boolean mayRefuse =
                Applications.tellsHowItWent(scene.runs()) || Applications.isPeers(scene.runs());
        return scene.application(
                scene.runs(), mayRefuse ? Finality.SETTLING : Finality.FIRM, Certainty.SEEN);
    }

    private static Assessment withMachine(Scene scene, Leg machine) {
        return scene.application(
                Machines.nameOf(machine.name()), Finality.SETTLING, Certainty.STATED);
    }

    /** An ARI application may hold the caller in such a bridge while it calls somebody. */
    private static boolean isKnownToWait(Scene scene) {
        return switch (scene.role()) {
            case HIDDEN, SCRIPTED, DIALLING -> false;
            case FAILING, TAKING, PASSING, TALKING, KEEPING_WAITING, UNKNOWN -> true;
        };
    }

    private static @Nullable String heard(Scene scene) {
        return switch (scene.role()) {
            case TAKING, TALKING, KEEPING_WAITING, SCRIPTED -> scene.runs();
            case HIDDEN, DIALLING, FAILING, PASSING, UNKNOWN -> {
                Stretch.Run heard = scene.did.heard();
                yield heard == null ? null : heard.application;
            }
        };
    }

    /** Busy and Congestion. */
    static Failure byApplication(Scene scene) {
        String runs = Objects.requireNonNull(scene.runs());
        Reason reason = "Congestion".equalsIgnoreCase(runs) ? Reason.CONGESTION : Reason.BUSY;
        return new Failure(reason, Certainty.STATED, null, runs + "()");
    }

    /** The application at the far end of a Local channel without a person behind it. */
    static final class FarHalf {
        private FarHalf() {}

        static @Nullable Ended serving(Scene scene) {
            Leg far = scene.farHalf();
            return far == null ? null : serving(scene, far);
        }

        static @Nullable Ended serving(Scene scene, Leg far) {
            Stretch did = Stretch.of(far);
            String runs = did.application();
            Stretch.Run now = did.now();
            if (runs == null || now == null || did.hasFailed(now)) {
                return null;
            }
            return switch (now.role) {
                case TAKING ->
                    Applications.isConference(runs) && far.room == null
                            ? null
                            : scene.applicationBehindLocal(
                                    runs,
                                    Applications.tellsHowItWent(runs) || Applications.isPeers(runs)
                                            ? Finality.SETTLING
                                            : Finality.FIRM,
                                    Certainty.SEEN);
                case KEEPING_WAITING ->
                    did.attempts.isEmpty()
                            ? scene.applicationBehindLocal(runs, Finality.WAITING, Certainty.STATED)
                            : null;
                case SCRIPTED ->
                    did.attempts.isEmpty()
                            ? scene.applicationBehindLocal(
                                    runs, Finality.SCRIPTED, Certainty.STATED)
                            : null;
                case HIDDEN, DIALLING, FAILING, PASSING, TALKING, UNKNOWN -> null;
            };
        }
    }
}
