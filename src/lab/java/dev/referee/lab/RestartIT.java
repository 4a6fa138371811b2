package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.HashSet;
import java.util.List;

/**
 * Referee is killed in the middle of a transfer and started again, beside an Asterisk that goes on:
 * the browsers come back, go on where they were, and are told one end, a true one.
 */
@ExtendWith(StageExtension.class)
class RestartIT {
    private static final String CLEO = "7002";

    private final Stage stage;

    RestartIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void transferThatIsAnsweredWhileRefereeIsAwayIsCompletedOnce() {
        Phone cleo = stage.phones().register("cleo");
        Talk talk = stage.annaTalksToBen();
        try (Party anna = stage.party(talk.caller());
                Party ben = stage.party(talk.ben())) {
            Call atCleo = killedWhileCleoRings(talk, cleo, anna, ben);
            atCleo.answer();
            stage.awaitTogether(talk.ben().phone(), cleo);
            stage.referee().startAgain();
            assertOneEnd(talk, anna, ben, "completed: answered");
        }
    }

    @Test
    void transferThatIsDecidedAfterRefereeCameBackEndsAsItWasDecided() {
        Phone cleo = stage.phones().register("cleo");
        Talk talk = stage.annaTalksToBen();
        try (Party anna = stage.party(talk.caller());
                Party ben = stage.party(talk.ben())) {
            Call atCleo = killedWhileCleoRings(talk, cleo, anna, ben);
            stage.referee().startAgain();
            atCleo.answer();
            assertOneEnd(talk, anna, ben, "completed: answered");
        }
    }

    @Test
    void transferWhoseEndNobodySawEndsUnknown() {
        Phone cleo = stage.phones().register("cleo");
        Talk talk = stage.annaTalksToBen();
        try (Party anna = stage.party(talk.caller());
                Party ben = stage.party(talk.ben())) {
            killedWhileCleoRings(talk, cleo, anna, ben);
            stage.hangUpAll();
            stage.referee().startAgain();
            assertOneEnd(talk, anna, ben, "unknown: observer-lost");
        }
    }

    /** Anna transfers Ben to Cleo, and Referee is killed when both were told that Cleo's phone rings. */
    private Call killedWhileCleoRings(Talk talk, Phone cleo, Party anna, Party ben) {
        talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        anna.awaitState("ringing");
        ben.awaitState("ringing");
        stage.referee().kill();
        return atCleo;
    }

    /** Both come back with what they remember, by the dialogs of calls that may be over. */
    private void assertOneEnd(Talk talk, Party anna, Party ben, String expected) {
        try (Party annaAgain = back(anna, talk.caller());
                Party benAgain = back(ben, talk.ben())) {
            for (Party party : List.of(annaAgain, benAgain)) {
                JsonObject end = party.awaitEnd(RefereeProcess.PATIENCE.multipliedBy(2));
                assertEquals(
                        expected,
                        end.getString("state") + ": " + end.getString("reason"),
                        party::toString);
            }
            stage.hangUpAll();
            for (Party party : List.of(annaAgain, benAgain)) {
                assertEquals(1, party.ends().size(), party::toString);
                assertEquals(
                        1,
                        party.told().stream()
                                .map(transfer -> transfer.getString("id"))
                                .distinct()
                                .count(),
                        party::toString);
                assertEquals(
                        party.eventIds().size(),
                        new HashSet<>(party.eventIds()).size(),
                        "each once: " + party.eventIds());
            }
        }
    }

    private Party back(Party before, Call leg) {
        return before.comeBack(stage.vertx(), stage.referee().url(), leg.dialog());
    }
}
