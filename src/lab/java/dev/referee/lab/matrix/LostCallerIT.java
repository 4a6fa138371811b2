package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Dialler;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Transfers whose transferee is gone: the PBX ends its call, or it hangs up during a consultation. */
class LostCallerIT extends MatrixFixture {
    private static final String CONSULT_CLEO = "*2" + CLEO;
    private static final String SWAP = "*4"; // Asterisk's own, during the consultation

    LostCallerIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    // ---- the PBX ends the transferee's call

    @Test
    void hungUpByAmi() {
        hungUp(
                LostCallerRow.AMI_HANGUP,
                () -> ami.send("Hangup", "Channel: " + stage.channel(ben)));
    }

    @Test
    void hungUpByAri() {
        hungUp(LostCallerRow.ARI_HANGUP, () -> {
            try (Dialler program = stage.dialler()) {
                program.hangUp(stage.channelId(ben));
            }
        });
    }

    private void hungUp(Row row, Runnable blow) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.awaitState("ringing");

        blow.run();

        atCleo.awaitEnded();
        assertIsGone(end(row, refer, audience));
    }

    private static void assertIsGone(JsonObject end) {
        assertEquals("gone", end.getJsonObject("transferee").getString("whereabouts"));
    }

    @Test
    void timeIsOver() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind("7570");

        cleo.awaitIncoming().ring().awaitEnded();
        assertIsGone(end(LostCallerRow.TIME_LIMIT, refer, audience));
    }

    @Test
    void mediaStops() {
        Phone olga = stage.phones().register("olga");
        Talk talk = stage.talk(anna, "7006", olga);
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.awaitState("ringing");

        talk.ben().fallSilent();

        atCleo.awaitEnded();
        assertIsGone(end(LostCallerRow.MEDIA_TIMEOUT, refer, audience));
    }

    // ---- the transferee hangs up during a consultation by feature code

    @Test
    void hangsUpWhileItRings() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        talk.caller().type(CONSULT_CLEO);
        cleo.awaitIncoming().ring();
        stage.awaitApart(anna, ben);

        talk.ben().hangUp();

        assertIsGone(end(LostCallerRow.CONSULTATION_RINGS, audience));
    }

    private void annaConsultsCleoByCode(Talk talk) {
        talk.caller().type(CONSULT_CLEO);
        cleo.awaitIncoming().ring().answer();
        stage.awaitTogether(anna, cleo);
    }

    @Test
    void hangsUpWhileTheTwoTalk() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        annaConsultsCleoByCode(talk);

        talk.ben().hangUp();

        assertIsGone(end(LostCallerRow.CONSULTATION_ANSWERED, audience));
        stage.awaitTogether(anna, cleo);
    }

    @Test
    void hangsUpAfterASwap() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        annaConsultsCleoByCode(talk);
        talk.caller().type(SWAP);
        stage.awaitTogether(anna, ben);

        talk.ben().hangUp();

        talk.caller().awaitEnded();
        assertIsGone(end(LostCallerRow.SWAPPED, audience));
    }
}
