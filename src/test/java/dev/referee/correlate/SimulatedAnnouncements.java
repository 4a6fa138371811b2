package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import java.util.List;

/** Announcements: what follows them decides, and what they say where nothing follows. */
final class SimulatedAnnouncements extends SimulatedSteps {
    /** Sounds of Asterisk's own that say that the number is not in service or does not exist. */
    private static final List<String> NO_SUCH_NUMBER =
            List.of("ss-noservice", "invalid", "pbx-invalid", "ss-noservice,noanswer");

    SimulatedAnnouncements(SimulatedPbx pbx) {
        super(pbx);
    }

    List<Place> places() {
        return List.of(
                Place.forAll(
                        "LONG_ANNOUNCEMENT_THEN_PHONE_ANSWERS",
                        caller -> thenPhone(caller, Manner.ANSWERS)),
                Place.forAll(
                        "LONG_ANNOUNCEMENT_THEN_PHONE_IS_BUSY",
                        caller -> thenPhone(caller, Manner.BUSY)),
                Place.forAll(
                        "LONG_ANNOUNCEMENT_THEN_CALLER_GIVES_UP",
                        caller -> thenPhone(caller, Manner.CALLER_GIVES_UP)),
                Place.forAll("LONG_ANNOUNCEMENT_IS_CUT_SHORT", this::isCutShort),
                Place.forAll("LONG_ANNOUNCEMENT_IS_HEARD_OUT", this::isHeardOut),
                Place.forAll("NUMBER_IS_NOT_IN_SERVICE", this::numberIsNotInService),
                Place.forAll("HANGUP_WITH_CAUSE_1", this::hangupWithCauseOfNoNumber));
    }

    private void plays(SimulatedLine caller, String sounds, long leastMillis, long mostMillis) {
        pbx.runs(caller, "Answer");
        isUp(caller);
        pbx.pass(0, 400);
        pbx.runs(caller, "Playback", sounds);
        pbx.pass(leastMillis, mostMillis);
    }

    /** Once or twice. */
    private void playsLong(SimulatedLine caller) {
        plays(caller, "demo-abouttotry", 8_000, 16_000);
        if (random.nextBoolean()) {
            pbx.sets(caller, "PLAYBACKSTATUS", "SUCCESS");
            pbx.runs(caller, "Playback", "demo-congrats");
            pbx.pass(1_000, 12_000);
        }
    }

    private Reached thenPhone(SimulatedLine caller, Manner manner) {
        playsLong(caller);
        pbx.sets(caller, "PLAYBACKSTATUS", "SUCCESS");
        return andThen(caller, tries(caller, manner));
    }

    private Reached isCutShort(SimulatedLine caller) {
        playsLong(caller);
        hangsUp(caller, 16);
        return Reached.nobody(Reason.TRANSFEREE_HUNG_UP);
    }

    private Reached isHeardOut(SimulatedLine caller) {
        playsLong(caller);
        pbx.sets(caller, "PLAYBACKSTATUS", "SUCCESS");
        if (random.nextBoolean()) {
            hangupIsRun(caller, 16);
        } else {
            dialplanIsOver(caller, 16);
        }
        return Reached.nobody(Reason.APPLICATION);
    }

    private Reached numberIsNotInService(SimulatedLine caller) {
        plays(caller, pbx.oneOf(NO_SUCH_NUMBER), 2_000, 6_000);
        pbx.sets(caller, "PLAYBACKSTATUS", "SUCCESS");
        switch (random.nextInt(3)) {
            case 0 -> {
                pbx.runs(caller, "Congestion", "2");
                pbx.pass(2_000, 2_010);
                dialplanIsOver(caller, 16);
                return Reached.nobody(Reason.NO_SUCH_EXTENSION).or(Reason.CONGESTION);
            }
            case 1 -> hangupIsRun(caller, 16);
            default -> dialplanIsOver(caller, 16);
        }
        return Reached.nobody(Reason.NO_SUCH_EXTENSION);
    }

    private Reached hangupWithCauseOfNoNumber(SimulatedLine caller) {
        boolean hidden = caller.hidesNextApplication;
        pbx.runs(caller, "Hangup", "1");
        dialplanIsOver(caller, 1);
        return Reached.nobody(Reason.NO_SUCH_EXTENSION).shownBy(Source.AMI, !hidden);
    }
}
