package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Applications that few dialplans have. */
class SeldomIT extends MatrixFixture {
    private static final String CLEO_OR_A_CONDITION = "7390";
    private static final String DIAL_TONE = "7391";
    private static final String AGENT = "7392";
    private static final String AGENTS_LOGIN = "7393";

    SeldomIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void condition() {
        if (on16()) {
            leaveOut(SeldomRow.CONDITION);
            return;
        }
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO_OR_A_CONDITION);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(SeldomRow.CONDITION, refer, audience));
    }

    @Test
    void dialTone() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(DIAL_TONE);
        stage.awaitApart(anna, ben);
        talk.ben().type(CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(SeldomRow.DIAL_TONE, refer, audience);
    }

    @Test
    void agent() {
        Call atCleo = cleo.call(AGENTS_LOGIN).awaitAnswered();
        // An agent is on probation for five seconds, and busy (22.10.1).
        stage.await(
                "Cleo is no agent yet",
                () -> ami.send("Getvar", "Variable: DEVICE_STATE(Agent:100)")
                        .containsValue("NOT_INUSE"));
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(AGENT);

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(SeldomRow.AGENT, refer, audience);
    }

    @Test
    void agentIsNotThere() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(AGENT);

        talk.ben().awaitEnded();
        assertIsNotWithTarget(end(SeldomRow.AGENT_MISSING, refer, audience));
    }
}
