package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;

import org.junit.jupiter.api.Test;

/** Anna consults by feature code, and lets Ben in while Cleo's phone still rings. */
class ThreeWayIT extends MatrixFixture {
    private static final String ATTENDED = "*2";
    private static final String THREE_WAY = "*3"; // Asterisk's own, during the consultation

    ThreeWayIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    /** Cleo's phone, which rings while Anna and Ben hear each other. */
    private Call cleoRingsForBoth(Talk talk) {
        talk.caller().type(ATTENDED + CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        stage.awaitApart(anna, ben);
        talk.caller().type(THREE_WAY);
        stage.awaitTogether(anna, ben);
        return atCleo;
    }

    @Test
    void busy() {
        cleoRefuses(ThreeWayRow.BUSY, BUSY_HERE);
    }

    @Test
    void declined() {
        cleoRefuses(ThreeWayRow.DECLINED, DECLINE);
    }

    private void cleoRefuses(Row row, int status) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        cleoRingsForBoth(talk).refuse(status);

        assertEquals(
                "with-transferor",
                end(row, audience).getJsonObject("transferee").getString("whereabouts"));
        stage.awaitTogether(anna, ben);
    }

    @Test
    void answered() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Call atCleo = cleoRingsForBoth(talk).answer();

        stage.awaitTogether(ben, cleo);
        stage.awaitTogether(anna, cleo);
        audience.join(atCleo);
        end(ThreeWayRow.ANSWERED, audience);
    }
}
