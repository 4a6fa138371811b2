package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Whoever is called picks up, hears a prompt, and may press a key. */
class PromptIT extends MatrixFixture {
    private static final String CLEO_IS_ASKED = "7380";
    private static final String THEN_DORA_IS_ASKED = "7381";
    private static final String FOLLOW_ME = "7382";

    PromptIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    /** The called phone, once it hears the prompt: keys that come before are lost. */
    private Call hearsPrompt(Phone phone) {
        Call call = phone.awaitIncoming().ring().answer();
        stage.awaitApplication(phone, "Read");
        return call;
    }

    @Test
    void accepted() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO_IS_ASKED);

        Call atCleo = hearsPrompt(cleo).type("1");

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(PromptRow.ACCEPTED, refer, audience);
    }

    @Test
    void followMe() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(FOLLOW_ME);
        Call atCleo = cleo.awaitIncoming().ring().answer();

        // FollowMe heeds no key before its last prompt, and nothing says when that begins.
        stage.await("FollowMe heeds no key", () -> {
            atCleo.type("1");
            return stage.isBridged(ben);
        });

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(PromptRow.FOLLOW_ME, refer, audience);
    }

    @Test
    void refused() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO_IS_ASKED);

        hearsPrompt(cleo).type("2");

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(PromptRow.REFUSED, refer, audience));
    }

    @Test
    void noKey() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO_IS_ASKED);

        hearsPrompt(cleo).awaitEnded();

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(PromptRow.NO_KEY, refer, audience));
    }

    @Test
    void hungUp() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO_IS_ASKED);

        hearsPrompt(cleo).hangUp();

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(PromptRow.HUNG_UP, refer, audience));
    }

    @Test
    void nextAccepts() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(THEN_DORA_IS_ASKED);
        hearsPrompt(cleo).type("2");

        Call atDora = hearsPrompt(dora).type("1");

        stage.awaitTogether(ben, dora);
        audience.join(atDora);
        end(PromptRow.NEXT_ACCEPTS, refer, audience);
    }
}
