package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Transfers to a parking lot. What happens to the caller later is told to nobody any more. */
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
        annaParksBen(ParkingRow.COME_BACK, IMPATIENT_LOT);

        untold(anna.awaitIncoming().ring().answer());

        stage.awaitTogether(anna, ben);
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
