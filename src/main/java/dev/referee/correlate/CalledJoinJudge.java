package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Transfer.Reason;

import java.util.Set;

/**
 * Judges an attended transfer whose target is called through a Local channel, as a feature code does
 * it (Asterisk's bridge_basic.c, 16 and 22). If the transferor hangs up while it rings, the transferee
 * waits with that channel, and Asterisk tells the same success as of a target that had answered. If
 * nobody answers then, Asterisk may call the transferor back, and after that the target again: it is
 * over when the transferee has met somebody or is gone.
 */
final class CalledJoinJudge {
    private CalledJoinJudge() {}

    /**
     * Says how it stands while transferee and target do not share a bridge.
     *
     * @param caller who calls the target, or called it last: the far half of the Local channel
     */
    static Assessment assess(Track track, Leg transferee, Leg caller) {
        Dials dials = Dials.of(caller, track.view);
        for (Leg called : dials.called()) {
            if (hadMet(transferee, caller, called)) {
                return JoinJudge.joinedBefore(track, transferee, called);
            }
        }
        if (hasComeBack(track, transferee)) {
            return Judge.failed(track, failure(caller, dials), Finality.FIRM);
        }
        if (!transferee.isLeaving()) {
            return new Pending(dials.isRinging());
        }
        return leaving(track, transferee, caller, dials);
    }

    /** They did, directly or through the Local channel, before the transfer was told. */
    private static boolean hadMet(Leg transferee, Leg caller, Leg called) {
        if (!transferee.isLeaving() || called.isLocal()) {
            return false;
        }
        boolean directly = JoinJudge.werePartners(transferee, called);
        boolean through = caller.half != null
                && caller.half.uniqueid.equals(transferee.lastPartner)
                && caller.uniqueid.equals(called.lastPartner);
        return directly || through;
    }

    /** Whether the transferee talks with the transferor again, on another channel of the same phone. */
    private static boolean hasComeBack(Track track, Leg transferee) {
        return Judge.company(track, transferee).stream()
                .anyMatch(leg -> isOfTransferor(track, leg));
    }

    /** Whether this is the transferor's phone, called back and not called as the target. */
    static boolean isOfTransferor(Track track, Leg leg) {
        Leg caller = track.caller();
        Set<Leg> called =
                caller == null ? Set.of() : Dials.of(caller, track.view).called();
        return track.isTransferors(leg) && !called.contains(leg);
    }

    private static Assessment leaving(Track track, Leg transferee, Leg caller, Dials dials) {
        Finality finality =
                transferee.gone && !dials.isPending() ? Finality.FIRM : Finality.SETTLING;
        if (dials.isAnswered()) {
            return Judge.end(
                    track,
                    Reason.TARGET_GONE,
                    finality,
                    Certainty.INFERRED,
                    "the target answered, and the two were not seen in one bridge");
        }
        if (transferee.hungUpByFarEnd && transferee.leftWhileCalling) {
            return Judge.end(
                    track,
                    Reason.TRANSFEREE_HUNG_UP,
                    finality,
                    Certainty.SEEN,
                    "the transferee hung up");
        }
        return Judge.failed(track, failure(caller, dials), finality);
    }

    /** Why the target was not reached. A dial that Asterisk itself gave up ends as CANCEL. */
    private static Failure failure(Leg caller, Dials dials) {
        Failure failure = dials.failure(caller.application);
        return failure == null
                ? new Failure(
                        Reason.NO_ANSWER,
                        Certainty.STATED,
                        dials.lastCalled(),
                        "Asterisk stopped calling the target")
                : failure;
    }
}
