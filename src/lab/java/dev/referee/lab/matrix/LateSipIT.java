package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What SIP alone shows is in the end that all are told, also when Referee hears it late. */
class LateSipIT extends MatrixFixture {
    private static final int ACCEPTED = 202;

    private static final Duration LATE = Duration.ofMillis(250);

    /** An end waits 1250 ms for its REFER: the rest of that is for a machine with other things to do. */
    private static final Duration HALF_A_SECOND_LATE = Duration.ofMillis(500);

    /** Where SIP alone shows the transfer, nothing waits for it but the people. */
    private static final Duration VERY_LATE = Duration.ofSeconds(1);

    LateSipIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    /**
     * What a Referee that has just started does for the first time takes it long, on a busy machine
     * longer than an end waits for SIP.
     */
    @BeforeAll
    void oneInTime() {
        Talk talk = annaTalksToBen();
        Refer refer = talk.caller().referBlind(CLEO);
        cleo.awaitIncoming().ring().answer();
        stage.awaitTogether(ben, cleo);
        refer.awaitFinalNotify();
        stage.hangUpAll();
    }

    @AfterEach
    void inTimeAgain() {
        stage.delaySip(Duration.ZERO);
    }

    @Test
    void attended() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);
        stage.delaySip(LATE);

        Refer refer = talk.caller().referAttended(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        assertHasSip(end(LateSipRow.ATTENDED, refer, audience));
    }

    private static void assertHasSip(JsonObject end) {
        JsonObject sip = end.getJsonObject("sip", new JsonObject());
        assertEquals(ACCEPTED, sip.getInteger("referStatus", 0), end::encodePrettily);
        String referTo = end.getString("referTo", "");
        assertTrue(referTo.contains("sip:" + CLEO + "@"), end::encodePrettily);
        String referredBy = end.getString("referredBy", "");
        assertTrue(referredBy.contains("sip:anna@"), end::encodePrettily);
    }

    @Test
    void blind() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        stage.delaySip(HALF_A_SECOND_LATE);
        Refer refer = talk.caller().referBlind(CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        assertHasSip(end(LateSipRow.BLIND, refer, audience));
    }

    @Test
    void refused() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        stage.delaySip(VERY_LATE);

        Refer refer = talk.caller().referBlind(NOBODY);

        end(LateSipRow.REFUSED, refer, audience);
        stage.awaitTogether(anna, ben);
    }

    /** As Browser-Phone does. */
    @Test
    void refusedAndAnnaHangsUp() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        // They have parted when Referee hears the REFER.
        stage.delaySip(LATE);
        Refer refer = talk.caller().referBlind(NOBODY);
        refer.awaitAnswer();

        talk.caller().hangUp();

        talk.ben().awaitEnded();
        end(LateSipRow.LEFT, refer, audience);
    }
}
