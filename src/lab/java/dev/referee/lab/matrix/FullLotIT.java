package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Transfers to a parking lot with one place, in which Emil waits, and to hangups of the dialplan. */
class FullLotIT extends MatrixFixture {
    private static final String LOT = "7330";
    private static final String PLACE = "7331";
    private static final String PARKS = "7325"; // not in its first step
    private static final String PARKS_OR_CALLS_CLEO = "7326";
    private static final String UNALLOCATED = "7327";
    private static final String USER_BUSY = "7328";

    FullLotIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    private void emilIsParked() {
        emil.call(LOT).awaitAnswered();
        stage.awaitHeld(emil);
    }

    /** Asterisk takes Ben out of the bridge with Anna, and lets him in again. */
    private void assertIsWithAnnaAgain(JsonObject end) {
        assertEquals("with-transferor", end.getJsonObject("transferee").getString("whereabouts"));
        stage.awaitTogether(anna, ben);
    }

    @Test
    void lot() {
        emilIsParked();
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(LOT);

        assertIsWithAnnaAgain(end(FullLotRow.LOT, refer, audience));
    }

    @Test
    void lotForTheCaller() {
        emilIsParked();
        Talk talk = stage.talk(ben, ANNA, anna);
        Audience audience = audience(talk);

        Refer refer = talk.ben().referBlind(LOT);

        assertIsWithAnnaAgain(end(FullLotRow.LOT_CALLED, refer, audience));
    }

    @Test
    void lotAndAnnaHangsUp() {
        emilIsParked();
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(LOT);
        refer.awaitAnswer();

        talk.caller().hangUp();

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(FullLotRow.LOT_LEFT, refer, audience));
    }

    @Test
    void lotByFeatureCode() {
        emilIsParked();
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        talk.caller().type("##" + LOT);

        assertIsWithAnnaAgain(end(FullLotRow.LOT_BY_CODE, audience));
    }

    @Test
    void application() {
        emilIsParked();
        blindToNoPhone(FullLotRow.APPLICATION, PARKS);
    }

    @Test
    void applicationThenCleo() {
        emilIsParked();
        if (on16()) {
            blindToNoPhone(FullLotRow.THEN_CLEO, PARKS_OR_CALLS_CLEO);
            return;
        }
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(PARKS_OR_CALLS_CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(FullLotRow.THEN_CLEO, refer, audience);
    }

    @Test
    void emptyPlace() {
        blindToNoPhone(FullLotRow.EMPTY_PLACE, PLACE);
    }

    @Test
    void unallocated() {
        blindToNoPhone(FullLotRow.UNALLOCATED, UNALLOCATED);
    }

    @Test
    void userBusy() {
        blindToNoPhone(FullLotRow.USER_BUSY, USER_BUSY);
    }

    /** The dialplan hangs Ben up. */
    private void blindToNoPhone(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(extension);

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(row, refer, audience));
    }
}
