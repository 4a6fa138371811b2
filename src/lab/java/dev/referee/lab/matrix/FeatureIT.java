package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Transfers by feature code, of features.conf. */
class FeatureIT extends MatrixFixture {
    private static final String BLIND = "##";
    private static final String ATTENDED = "*2";
    private static final String THREE_WAY = "*3"; // Asterisk's own, during the consultation

    /** Ben, where Anna is called back when her consultation is not answered. */
    private static final String BEN_WITH_RECALL = "7020";

    FeatureIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    // ---- blind

    @Test
    void blindToOneWhoAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        talk.caller().type(BLIND + CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        JsonObject end = end(FeatureRow.BLIND, audience);
        assertEquals("feature-code", end.getString("trigger"));
    }

    @Test
    void blindToOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        talk.caller().type(BLIND + CLEO);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(FeatureRow.BLIND_BUSY, audience));
    }

    @Test
    void blindToAMissingExtension() {
        Talk talk = annaTalksToBen();
        untold(talk.caller(), talk.ben());

        // It has three attempts (transferdialattempts).
        talk.caller().type(BLIND + NOBODY + NOBODY + NOBODY);

        stage.awaitTogether(anna, ben);
        nothing(FeatureRow.BLIND_MISSING);
    }

    // ---- attended

    @Test
    void attended() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        annaConsultsCleoByCode(talk, audience);

        talk.caller().hangUp();

        stage.awaitTogether(ben, cleo);
        JsonObject end = end(FeatureRow.ATTENDED, audience);
        assertEquals("feature-code", end.getString("trigger"));
        assertEquals("attended", end.getString("kind"));
        assertEquals("PJSIP/cleo", end.getJsonObject("target").getString("endpoint"));
        // It goes with the Local channel, which Asterisk may have optimised away by then.
        assertEquals(CLEO, end.getJsonObject("target").getString("extension", CLEO));
    }

    private Call annaConsultsCleoByCode(Talk talk, Audience audience) {
        talk.caller().type(ATTENDED + CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        stage.awaitTogether(anna, cleo);
        audience.join(atCleo);
        return atCleo;
    }

    @Test
    void attendedToOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        untold(talk.caller(), talk.ben());
        talk.caller().type(ATTENDED + CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        stage.awaitApart(anna, ben);

        atCleo.refuse(BUSY_HERE);

        stage.awaitTogether(anna, ben);
        nothing(FeatureRow.ATTENDED_BUSY);
    }

    @Test
    void attendedToOneWhoHangsUp() {
        Talk talk = annaTalksToBen();
        Audience audience = untold(talk.caller(), talk.ben());
        Call atCleo = annaConsultsCleoByCode(talk, audience);

        atCleo.hangUp();

        stage.awaitTogether(anna, ben);
        nothing(FeatureRow.ATTENDED_GIVEN_BACK);
    }

    @Test
    void threeWay() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        annaConsultsCleoByCode(talk, audience);

        talk.caller().type(THREE_WAY);

        stage.awaitTogether(ben, cleo);
        stage.awaitTogether(anna, ben);
        end(FeatureRow.THREE_WAY, audience);
    }

    // ---- Anna hangs up while it rings

    @Test
    void semiAttendedToOneWhoAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call atCleo = annaHangsUpWhileItRings(talk);

        atCleo.answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        JsonObject end = end(FeatureRow.SEMI_ATTENDED, audience);
        assertEquals("semi-attended", end.getString("kind"));
        assertEquals("PJSIP/cleo", end.getJsonObject("target").getString("endpoint"));
    }

    private Call annaHangsUpWhileItRings(Talk talk) {
        talk.caller().type(ATTENDED + CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        stage.awaitApart(anna, ben);
        talk.caller().hangUp();
        return atCleo;
    }

    @Test
    void semiAttendedToOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call atCleo = annaHangsUpWhileItRings(talk);
        audience.join(atCleo);
        audience.awaitState("ringing");

        atCleo.refuse(BUSY_HERE);

        // Asterisk lets him hear the busy tone for ten seconds.
        assertIsNotWithTarget(end(FeatureRow.SEMI_ATTENDED_BUSY, audience));
    }

    @Test
    void semiAttendedGivenUp() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call atCleo = annaHangsUpWhileItRings(talk);
        audience.join(atCleo);
        audience.awaitState("ringing");

        talk.ben().hangUp();

        atCleo.awaitEnded();
        end(FeatureRow.SEMI_ATTENDED_GIVEN_UP, audience);
    }

    // ---- and is called back

    @Test
    void recalledBecauseNobodyAnswers() {
        Talk talk = talk(anna, BEN_WITH_RECALL);
        Audience audience = audience(talk);
        Call atCleo = annaHangsUpWhileItRings(talk);
        atCleo.awaitEnded();

        Call again = anna.awaitIncoming().ring();
        // Seen on 16.28: who picks up while Asterisk still hangs up the target, and the Local
        // channel through which it was called, is hung up too.
        stage.awaitNoLocalChannels();
        again.answer();

        stage.awaitTogether(anna, ben);
        assertIsWithTransferor(end(FeatureRow.RECALL_NO_ANSWER, audience));
    }

    private static void assertIsWithTransferor(JsonObject end) {
        assertEquals("with-transferor", end.getJsonObject("transferee").getString("whereabouts"));
    }

    @Test
    void recalledBecauseTheTargetIsBusy() {
        Talk talk = talk(anna, BEN_WITH_RECALL);
        Audience audience = audience(talk);
        annaHangsUpWhileItRings(talk).refuse(BUSY_HERE);

        Call again = anna.awaitIncoming().ring();
        stage.awaitNoLocalChannels(); // as above
        again.answer();

        stage.awaitTogether(anna, ben);
        assertIsWithTransferor(end(FeatureRow.RECALL_BUSY, audience));
    }

    @Test
    void recalledInVain() {
        Talk talk = talk(anna, BEN_WITH_RECALL);
        Audience audience = audience(talk);
        annaHangsUpWhileItRings(talk).awaitEnded();
        anna.awaitIncoming().ring().refuse(BUSY_HERE);
        Call atCleo = cleo.awaitIncoming().ring();
        atCleo.awaitEnded();

        anna.awaitIncoming().ring().refuse(BUSY_HERE);

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(FeatureRow.RECALL_IN_VAIN, audience));
    }

    @Test
    void calledAgainAfterARecallInVain() {
        Talk talk = talk(anna, BEN_WITH_RECALL);
        Audience audience = audience(talk);
        annaHangsUpWhileItRings(talk).awaitEnded();
        anna.awaitIncoming().ring().refuse(BUSY_HERE);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(FeatureRow.CALLED_AGAIN, audience);
    }
}
