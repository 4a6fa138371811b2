package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/** Rules for an attended transfer: two calls, in one bridge each, are joined. */
final class JoinRules {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "transferee and target are one and the same",
                    scene -> scene.track.plan.isOfItself(),
                    scene -> scene.end(
                            Reason.DIALOG_NOT_FOUND,
                            Finality.FIRM,
                            Certainty.SEEN,
                            "transferee and target are one and the same")),
            Rule.found(
                    "some of both calls share a bridge",
                    JoinRules::joinedOfSeveral,
                    (scene, target) -> scene.together(
                            Reason.BRIDGED, target, "transferee and target share a bridge")),
            new Rule(
                    "of both calls nobody was seen in one bridge",
                    scene -> scene.track.transferee == null,
                    JoinRules::notSeen),
            Rule.found(
                    "the target is there",
                    JoinRules::joined,
                    (scene, target) -> scene.together(
                            reason(scene.track), target, "transferee and target share a bridge")),
            new Rule(
                    "an application behind a Local channel takes the call",
                    JoinRules::servedBehindLocal),
            new Rule(
                    "the transferee is parked",
                    scene -> isThere(scene) && scene.isParked(),
                    scene -> scene.waiting("Park", Finality.SETTLING, "the transferee is parked")),
            new Rule(
                    "the transferee was parked",
                    scene -> scene.did.wasParked,
                    DialplanRules::wasParked),
            new Rule(
                    // It took the place of the transferor, who had gone there before.
                    "the transferee waits in a holding bridge",
                    scene -> isThere(scene) && scene.isInHoldingRoom(),
                    scene -> scene.waiting(
                            null, Finality.WAITING, "the transferee waits in a bridge")),
            Rule.found(
                    "the two had shared a bridge",
                    JoinRules::joinedBefore,
                    JoinRules::joinedEarlier),
            new Rule(
                    "the transferor has the call back",
                    scene -> caller(scene) != null && hasComeBack(scene),
                    scene -> scene.failed(ofCall(scene), Finality.FIRM)),
            new Rule(
                    "the target was not reached, and the transferor is there",
                    scene -> caller(scene) != null
                            && isThere(scene)
                            && called(scene).failure() != null
                            && scene.view
                                    .reachableFrom(transferee(scene))
                                    .contains(scene.track.transferor),
                    scene -> scene.failed(ofCall(scene), Finality.SETTLING)),
            new Rule(
                    "the target is being called",
                    scene -> caller(scene) != null && isThere(scene),
                    scene -> called(scene).isRinging()
                            ? new Pending(true, true)
                            : new Pending(false, called(scene).mayCallAgain())),
            new Rule(
                    "the transferee hung up while the target was called",
                    scene -> caller(scene) != null && gaveUpWaiting(scene),
                    scene -> scene.end(
                            Reason.TRANSFEREE_HUNG_UP,
                            calledFinality(scene),
                            Certainty.SEEN,
                            "the transferee hung up")),
            new Rule(
                    "the target had answered, and the two were not seen in one bridge",
                    scene -> caller(scene) != null && called(scene).isAnswered(),
                    scene -> scene.end(
                            Reason.TARGET_GONE,
                            calledFinality(scene),
                            Certainty.INFERRED,
                            "the target answered, and the two were not seen in one bridge")),
            new Rule(
                    "the target was not reached",
                    scene -> caller(scene) != null,
                    scene -> scene.failed(ofCall(scene), calledFinality(scene))),
            new Rule(
                    "the target hung up before they were joined",
                    scene -> scene.track.target != null && scene.track.target.isLeaving(),
                    scene -> scene.end(
                            Reason.TARGET_GONE,
                            Finality.FIRM,
                            Certainty.SEEN,
                            "the target hung up before they were joined")),
            new Rule(
                    "the transferee hung up",
                    scene -> transferee(scene).end.byFarEnd,
                    scene -> scene.end(
                            Reason.TRANSFEREE_HUNG_UP,
                            transferee(scene).isGone() ? Finality.FIRM : Finality.SETTLING,
                            Certainty.SEEN,
                            "the transferee hung up")),
            Rule.found(
                    "a Local channel calls the target",
                    JoinRules::localThatDials,
                    JoinRules::awaitingDial),
            new Rule(
                    "the transferee was left alone",
                    scene -> transferee(scene).isGone(),
                    scene -> scene.end(
                            Reason.TARGET_GONE,
                            Finality.FIRM,
                            Certainty.INFERRED,
                            "Asterisk hung up the transferee, who was left alone")),
            new Rule(
                    "the transferee never left the transferor",
                    scene -> scene.isStillWithTransferor(),
                    scene -> scene.end(
                            Reason.INTERNAL_ERROR,
                            Finality.SETTLING,
                            Certainty.INFERRED,
                            "the transferee never left the transferor")),
            new Rule("the two were not seen in one bridge", JoinRules::notSeen));

    private JoinRules() {}

    private static Leg transferee(Scene scene) {
        return Objects.requireNonNull(scene.track.transferee);
    }

    private static boolean isThere(Scene scene) {
        return !transferee(scene).isLeaving();
    }

    private static @Nullable Leg caller(Scene scene) {
        return scene.track.caller();
    }

    private static Dials called(Scene scene) {
        return Objects.requireNonNull(scene.called);
    }

    /**
     * Asterisk names no transferee if there are several: the party that meets the target is one of
     * them.
     */
    private static @Nullable Leg joinedOfSeveral(Scene scene) {
        if (scene.track.transferee != null) {
            return null;
        }
        Leg target = scene.track.target;
        if (target != null) {
            return !target.isLeaving() && scene.meetsSomebody(target) ? target : null;
        }
        return scene.track.metAcross();
    }

    private static @Nullable Leg joined(Scene scene) {
        if (!isThere(scene)) {
            return null;
        }
        Track track = scene.track;
        String target = track.plan.target();
        // Feature codes name no target, or a Local channel that is soon optimised away: it is
        // whoever is found at the other end, unless that is the transferor, called back.
        boolean anybody = target == null || (track.target != null && track.target.isLocal());
        return Scene.companyOf(track, transferee(scene)).stream()
                .filter(leg -> anybody
                        ? !leg.isLocal() && !isOfTransferor(scene, leg)
                        : leg.uniqueid.equals(target))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Ended servedBehindLocal(Scene scene) {
        return isThere(scene)
                ? Scene.companyOf(scene.track, transferee(scene)).stream()
                        .filter(Leg::isLocal)
                        .map(far -> DialplanRules.FarHalf.serving(scene, far))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Who met the target only after the transferor had hung up waited until it answered. */
    private static Reason reason(Track track) {
        return track.transferor.end.leftWhileCalling && track.isByFeatureCode()
                ? Reason.ANSWERED
                : Reason.BRIDGED;
    }

    private static Assessment notSeen(Scene scene) {
        return scene.end(
                Reason.OBSERVER_LOST,
                Finality.SETTLING,
                Certainty.BLIND,
                "Result: Success, but the two were not seen in one bridge");
    }

    // --- who had met before the transfer was told: facts of channels and of bridges overtake

    private static @Nullable Leg joinedBefore(Scene scene) {
        Leg transferee = transferee(scene);
        Leg caller = caller(scene);
        if (caller != null) {
            return called(scene).called().stream()
                    .filter(leg -> hadMet(transferee, caller, leg))
                    .findFirst()
                    .orElse(null);
        }
        Leg target = scene.track.target;
        return target != null && hadJoined(transferee, target) ? target : null;
    }

    private static Assessment joinedEarlier(Scene scene, Leg target) {
        return new Ended(
                reason(scene.track),
                scene.whereabouts(),
                target,
                null,
                Finality.FIRM,
                Certainty.SEEN,
                "transferee and target shared a bridge");
    }

    /** They did, directly or through the Local channel. */
    private static boolean hadMet(Leg transferee, Leg caller, Leg called) {
        if (!transferee.isLeaving() || called.isLocal()) {
            return false;
        }
        boolean directly = transferee.wasPartnerOf(called);
        boolean through = caller.half != null
                && caller.half.uniqueid.equals(transferee.lastPartner)
                && caller.uniqueid.equals(called.lastPartner);
        return directly || through;
    }

    private static boolean hadJoined(Leg transferee, Leg target) {
        return transferee.wasPartnerOf(target) && (transferee.isLeaving() || target.isLeaving());
    }

    // --- a target that is called through a Local channel, as a feature code does it

    // Asterisk's bridge_basic.c, 16 and 22: if the transferor hangs up while it rings, the
    // transferee waits with that channel, and Asterisk tells the same success as of a target
    // that had answered. If nobody answers then, Asterisk may call the transferor back, and
    // after that the target again: it is over when the transferee has met somebody or is gone.

    /** Whether the transferee talks with the transferor again, on another channel of the same phone. */
    private static boolean hasComeBack(Scene scene) {
        return Scene.companyOf(scene.track, transferee(scene)).stream()
                .anyMatch(leg -> isOfTransferor(scene, leg));
    }

    /** Whether this is the transferor's phone, called back and not called as the target. */
    private static boolean isOfTransferor(Scene scene, Leg leg) {
        return scene.track.isTransferors(leg)
                && (caller(scene) == null || !called(scene).called().contains(leg));
    }

    private static Finality calledFinality(Scene scene) {
        return transferee(scene).isGone() && !called(scene).isPending()
                ? Finality.FIRM
                : Finality.SETTLING;
    }

    /** Whether the transferee hung up while somebody was called, or between two rounds of calls. */
    private static boolean gaveUpWaiting(Scene scene) {
        Leg transferee = transferee(scene);
        return transferee.end.byFarEnd
                && (transferee.end.leftWhileCalling || called(scene).mayCallAgain());
    }

    /** Why the target was not reached. A dial that Asterisk itself gave up ends as CANCEL. */
    private static Failure ofCall(Scene scene) {
        Dials dials = called(scene);
        Failure failure = dials.failure();
        return failure == null
                ? new Failure(
                        Reason.NO_ANSWER,
                        Certainty.STATED,
                        dials.lastCalled(),
                        "Asterisk stopped calling the target")
                : failure;
    }

    private static @Nullable Leg localThatDials(Scene scene) {
        return scene.view.reachableFrom(transferee(scene)).stream()
                .filter(leg -> leg.isLocal() && !leg.isGone())
                .findFirst()
                .orElse(null);
    }

    private static Assessment awaitingDial(Scene scene, Leg dialling) {
        Dials dials = Dials.of(Stretch.of(dialling), scene.view);
        Failure failure = dials.failure();
        return failure == null
                ? new Pending(dials.isRinging(), dials.isPending())
                : scene.failed(failure, Finality.SETTLING);
    }
}
