package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;

import java.util.List;

/** Local channels that answer first, with an announcement, before the phone behind them rings. */
final class SimulatedLocalAnswers extends SimulatedSteps {
    private final SimulatedQueues queues;

    SimulatedLocalAnswers(SimulatedPbx pbx) {
        super(pbx);
        this.queues = new SimulatedQueues(pbx);
    }

    List<Place> places() {
        return List.of(
                Place.forAll(
                        "LOCAL_ANSWERS_THEN_PHONE_ANSWERS",
                        caller -> thenPhone(caller, Manner.ANSWERS)),
                Place.forAll(
                        "LOCAL_ANSWERS_THEN_PHONE_IS_BUSY",
                        caller -> thenPhone(caller, Manner.BUSY)),
                Place.forAll(
                        "LOCAL_ANSWERS_THEN_PHONE_DECLINES",
                        caller -> thenPhone(caller, Manner.DECLINES)),
                Place.forAll(
                        "LOCAL_ANSWERS_THEN_PHONE_RINGS_IN_VAIN",
                        caller -> thenPhone(caller, Manner.RINGS_IN_VAIN)),
                Place.forAll("LOCAL_ANSWERS_THEN_CALLER_GIVES_UP", this::thenCallerGivesUp),
                Place.forAll("LOCAL_ANSWERS_THEN_QUEUE_TIMES_OUT", this::thenQueueTimesOut));
    }

    /** The caller is in a bridge with the first half; the second is on its way. */
    private SimulatedLine answersFirst(SimulatedLine caller) {
        beginsDial(caller, random.nextBoolean() ? "Local/7054@lab" : "Local/7054@lab/n");
        List<SimulatedLine> halves = pbx.newLocal("7054", caller);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppDial");
        pbx.runs(two, "Answer");
        pbx.becomes(two, Channel.State.UP);
        answers(caller, one);
        connect(caller, one);
        two.chain = new SimulatedChain(pbx, caller, one);
        pbx.pass(400, 500);
        pbx.runs(two, "Playback", "beep");
        pbx.pass(300, 4_000);
        pbx.sets(two, "PLAYBACKSTATUS", "SUCCESS");
        return two;
    }

    private Reached thenPhone(SimulatedLine caller, Manner manner) {
        SimulatedLine two = answersFirst(caller);
        Reached reached = tries(two, manner, "behind");
        SimulatedLine phone = reached.partner();
        if (phone == null) {
            pbx.runs(two, "Hangup");
            dialplanIsOver(two, causeOf(manner));
            return reached;
        }
        return reached.through(two);
    }

    private static int causeOf(Manner manner) {
        return switch (manner) {
            case BUSY -> 17;
            case DECLINES -> 21;
            default -> 16;
        };
    }

    private Reached thenCallerGivesUp(SimulatedLine caller) {
        SimulatedLine two = answersFirst(caller);
        return tries(two, Manner.CALLER_GIVES_UP, "behind");
    }

    private Reached thenQueueTimesOut(SimulatedLine caller) {
        SimulatedLine two = answersFirst(caller);
        return queues.queue(two, Reason.NO_ANSWER);
    }
}
