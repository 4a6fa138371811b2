package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides the state of a transfer in one source's view, by the first rule that matches. Pure: the
 * same view gives the same answer, in whatever order it came about.
 */
final class Judge {
    /** What Asterisk itself refused or gave up, and what it stopped in. */
    private static final List<Rule> OF_RESULT = List.of(
            new Rule(
                    "the transferee hung up before it was done",
                    scene -> result(scene) == TransferResult.FAIL
                            && scene.track.transferee != null
                            && scene.track.transferee.isLeaving(),
                    Judge::leftDuringConsultation),
            new Rule(
                    "Result: Fail, of an unknown transferee",
                    scene -> result(scene) == TransferResult.FAIL && scene.track.transferee == null,
                    // Asterisk says the same of a transferee who hung up meanwhile.
                    scene -> scene.end(
                            Reason.OBSERVER_LOST,
                            Finality.FIRM,
                            Certainty.BLIND,
                            "Result: Fail, of an unknown transferee")),
            new Rule(
                    "Result: Fail",
                    scene -> result(scene) == TransferResult.FAIL,
                    scene -> scene.end(
                            Reason.INTERNAL_ERROR, Finality.FIRM, Certainty.SEEN, "Result: Fail")),
            new Rule(
                    "Result: Invalid",
                    scene -> result(scene) == TransferResult.INVALID,
                    scene -> refused(scene, Reason.NOT_BRIDGED, "Result: Invalid")),
            new Rule(
                    "Result: Not Permitted",
                    scene -> result(scene) == TransferResult.NOT_PERMITTED,
                    scene -> refused(scene, Reason.NOT_PERMITTED, "Result: Not Permitted")),
            new Rule(
                    "Asterisk stopped before it was decided",
                    Judge::isCutByShutdown,
                    scene -> scene.end(
                            Reason.OBSERVER_LOST,
                            Finality.FIRM,
                            Certainty.BLIND,
                            "Asterisk stopped before it was decided")));

    /**
     * The application does with the call what it likes; it has transferred it when the transferee
     * talks with somebody who was not in the call, and with the transferor no more.
     */
    private static final List<Rule> HANDED_OVER = List.of(
            Rule.found(
                    "the transferee talks with somebody new",
                    Judge::newCompany,
                    (scene, company) -> scene.together(
                            Reason.ANSWERED, company, "transferee and target share a bridge")),
            new Rule(
                    "the call ended before the application had transferred it",
                    scene -> !isThere(scene) && scene.track.transferor.isGone(),
                    scene -> scene.end(
                            Reason.NOT_HANDLED,
                            Finality.FIRM,
                            Certainty.INFERRED,
                            "the call ended before the application had transferred it")),
            new Rule("nothing is decided", scene -> Pending.QUIET));

    private Judge() {}

    static Rule.Finding assess(Track track, Windows windows) {
        Scene scene = Scene.of(track, windows);
        Rule.Finding ofResult = Rule.first(OF_RESULT, scene);
        // The last rule of each course always holds.
        Rule.Finding found = ofResult == null
                ? Objects.requireNonNull(Rule.first(course(scene), scene))
                : ofResult;
        return track.resumed && found.assessment() instanceof Ended ended
                ? new Rule.Finding(found.rule(), afterAGap(scene, ended), ended, scene)
                : found;
    }

    private static List<Rule> course(Scene scene) {
        return switch (scene.track.plan.course()) {
            case HANDED_OVER -> HANDED_OVER;
            case JOIN -> JoinRules.RULES;
            case DIALPLAN -> scene.isLeaving() ? LeavingRules.RULES : DialplanRules.RULES;
        };
    }

    /** All rules by the list that they are in, in their order: for the documents. */
    static Map<String, List<Rule>> all() {
        Map<String, List<Rule>> all = new LinkedHashMap<>();
        all.put("Before all others", OF_RESULT);
        all.put("Through the dialplan", DialplanRules.RULES);
        all.put("Through the dialplan, the transferee leaves", LeavingRules.RULES);
        all.put("Two calls are joined", JoinRules.RULES);
        all.put("An ARI application has it", HANDED_OVER);
        return all;
    }

    private static TransferResult result(Scene scene) {
        return scene.track.plan.result();
    }

    private static Ended refused(Scene scene, Reason reason, String basis) {
        return scene.end(reason, Finality.FIRM, Certainty.SEEN, basis);
    }

    private static Ended leftDuringConsultation(Scene scene) {
        boolean isItself = scene.track.transferee != null && scene.track.transferee.end.byFarEnd;
        return scene.end(
                isItself ? Reason.TRANSFEREE_HUNG_UP : Reason.TRANSFEREE_LOST,
                Finality.FIRM,
                Certainty.SEEN,
                "Result: Fail, as the transferee was gone");
    }

    /** A stopping Asterisk ends its dials and channels as if they had ended of themselves. */
    private static boolean isCutByShutdown(Scene scene) {
        Leg runner = scene.runner;
        if (runner == null) {
            return scene.track.transferor.end.byShutdown;
        }
        Leg called = scene.dials.lastCalled();
        return runner.end.byShutdown
                || (called != null && called.end.byShutdown)
                || (scene.track.target != null && scene.track.target.end.byShutdown);
    }

    // --- where a source missed a part

    /**
     * What a source may say that missed a part: only what it saw since. What it did not see may have
     * happened meanwhile, even a whole call with the target.
     */
    private static Assessment afterAGap(Scene scene, Ended found) {
        Track track = scene.track;
        if (track.isOvertaken()) {
            return missed(scene);
        }
        if (track.hasEndedUntold() && found.reason().state() != State.UNKNOWN) {
            return untold(scene);
        }
        boolean seen = switch (found.reason().state()) {
            case COMPLETED ->
                found.certainty() == Certainty.SEEN
                        && wasCalledForIt(scene, found.target())
                        && !isCalledBack(track, found.target())
                        && (found.reason() != Reason.APPLICATION || isForIt(scene));
            case FAILED ->
                seesItsDials(scene)
                        && hasStatedFailure(scene)
                        && isOfTheTarget(scene, found.target());
            // Somebody who answered may have been the target.
            case ABANDONED ->
                seesItsDials(scene)
                        && scene.runner != null
                        && !scene.dials.isAnswered()
                        && !"ANSWER".equals(scene.did.dialStatus);
            case UNKNOWN -> true;
            case REQUESTED, ACCEPTED, RINGING -> false;
        };
        return seen ? found : untold(scene);
    }

    private static Assessment untold(Scene scene) {
        return scene.runner != null && scene.runner.isGone() ? missed(scene) : Pending.QUIET;
    }

    private static Ended missed(Scene scene) {
        return scene.end(
                Reason.OBSERVER_LOST,
                Finality.FIRM,
                Certainty.BLIND,
                "the deciding part was missed");
    }

    /**
     * Whether the dials that a resumed one sees are of this transfer: the transferee may have been
     * transferred again meanwhile. They are where one of them goes on that had begun before.
     */
    private static boolean seesItsDials(Scene scene) {
        return scene.did.attempts.stream()
                .anyMatch(one -> scene.track.calledBefore().contains(one.dialled.uniqueid));
    }

    /** Whether it is not perhaps of a call back, after another failure that was missed. */
    private static boolean isOfTheTarget(Scene scene, @Nullable Leg failed) {
        return failed == null
                ? scene.dials.called().isEmpty() && scene.track.calledBefore().isEmpty()
                : !failed.isLocal() && !scene.track.isTransferors(failed);
    }

    /**
     * Whether the application is the end of the transfer: who had been called may have answered, and
     * the call with them may be over.
     */
    private static boolean isForIt(Scene scene) {
        boolean noneWasCalled = scene.track.owner.progress.ringing == null
                && scene.track.called().isEmpty();
        boolean mayHaveTalked = scene.role() == Applications.Role.DIALLING;
        return scene.track.foundAtExtension
                && !mayHaveTalked
                && (noneWasCalled || hasStatedFailure(scene));
    }

    /** Phones may ring that were called before: only the dialplan says that none is left. */
    private static boolean hasStatedFailure(Scene scene) {
        String dialStatus = scene.did.dialStatus;
        return scene.did.queueStatus != null
                || (dialStatus != null && !"ANSWER".equals(dialStatus));
    }

    /**
     * Whether who was met was called for this transfer: the transferee may have been transferred again
     * meanwhile, unless it was found where this transfer had sent it.
     */
    private static boolean wasCalledForIt(Scene scene, @Nullable Leg met) {
        Track track = scene.track;
        if (met == null
                || track.plan.course() != Plan.Course.DIALPLAN
                || track.calledBefore().contains(met.uniqueid)) {
            return true;
        }
        Set<Leg> since = scene.dials.called();
        boolean isUnseen = track.calledBefore().isEmpty() && since.isEmpty();
        return track.foundAtExtension
                && (isUnseen || since.contains(met) || wasCalledFromThere(met, scene.runner));
    }

    /**
     * Asterisk gives a called party, and a party that picks up such a call, the extension of the
     * caller.
     */
    private static boolean wasCalledFromThere(Leg met, @Nullable Leg caller) {
        return caller != null
                && met.room == caller.room
                && met.extension() != null
                && met.extension().equals(caller.extension());
    }

    /** Whether the one who was met may be the transferor: the dials that would say so were missed. */
    private static boolean isCalledBack(Track track, @Nullable Leg met) {
        return met != null
                && track.plan.course() == Plan.Course.DIALPLAN
                && (track.isTransferors(met) || track.mayBeTransferors(met));
    }

    // --- an ARI application has the transfer

    private static boolean isThere(Scene scene) {
        return scene.track.transferee != null && !scene.track.transferee.isLeaving();
    }

    private static @Nullable Leg newCompany(Scene scene) {
        Track track = scene.track;
        if (track.transferee == null
                || !isThere(scene)
                || track.resumed
                || track.view.reachableFrom(track.transferee).contains(track.transferor)) {
            return null;
        }
        return Scene.companyOf(track, track.transferee).stream()
                .filter(leg -> !leg.isLocal() && !track.companyBefore.contains(leg))
                .findFirst()
                .orElse(null);
    }
}
