package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Party;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/**
 * Transfers to a parking lot. What happens to the caller later is told to nobody any more, but for a
 * caller who comes back.
 */
class ParkingIT extends MatrixFixture {
    private static final String LOT = "6020";
    private static final String FIRST_PLACE = "6021";

    /** It calls the phone back that parked somebody, after three seconds. */
    private static final String IMPATIENT_LOT = "6026";

    ParkingIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    private Talk annaParksBen(Row row, String lot) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(lot);
        stage.awaitHeld(ben);
        assertIsWaiting(end(row, refer, audience));
        return talk;
    }

    private static void assertIsWaiting(JsonObject end) {
        assertEquals("waiting", end.getJsonObject("transferee").getString("whereabouts"));
        assertEquals("Park", end.getJsonObject("target").getString("application"));
    }

    @Test
    void parked() {
        annaParksBen(ParkingRow.PARKED, LOT);
    }

    @Test
    void fetched() {
        annaParksBen(ParkingRow.FETCHED, LOT);

        untold(dora.call(FIRST_PLACE).awaitAnswered());

        stage.awaitTogether(ben, dora);
    }

    @Test
    void givenUp() {
        annaParksBen(ParkingRow.GIVEN_UP, LOT).ben().hangUp();
    }

    @Test
    void comeBack() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.caller())) {
            Refer refer = talk.caller().referBlind(IMPATIENT_LOT);
            stage.awaitHeld(ben);
            JsonObject parked = party.awaitEnd();
            assertIsWaiting(parked);
            note(ParkingRow.COME_BACK, refer, parked);

            Audience calledBack = audience(anna.awaitIncoming().ring().answer());

            stage.awaitTogether(anna, ben);
            JsonObject back = end(ParkingRow.IS_BACK, calledBack);
            assertEquals(parked.getString("id"), back.getString("follows"));
            assertEquals(
                    "with-transferor", back.getJsonObject("transferee").getString("whereabouts"));
            assertEquals(back.getString("id"), party.awaitEnds(2).get(1).getString("id"));
        }
    }

    @Test
    void attended() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(LOT).awaitAnswered();
        stage.awaitHeld(anna);

        Refer refer = talk.caller().referAttended(consultation, LOT);

        stage.awaitHeld(ben);
        assertIsWaiting(end(ParkingRow.ATTENDED, refer, audience));
    }
}
