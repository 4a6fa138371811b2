package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Anna, Ben and Emil are in a conference. */
class ConferenceIT extends MatrixFixture {
    private static final String CONFERENCE = "7394";

    ConferenceIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    private Call annaIsInConference() {
        Call call = anna.call(CONFERENCE).awaitAnswered();
        ben.call(CONFERENCE).awaitAnswered();
        emil.call(CONFERENCE).awaitAnswered();
        stage.awaitTogether(anna, ben);
        stage.awaitTogether(anna, emil);
        return call;
    }

    @Test
    void attended() {
        Call call = annaIsInConference();
        Audience audience = audience(call);
        call.hold();
        Call consultation = anna.call(CLEO);
        cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        stage.awaitTogether(anna, cleo);

        Refer refer = call.referAttended(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        end(ConferenceRow.ATTENDED, refer, audience);
    }

    @Test
    void blind() {
        Call call = annaIsInConference();
        Audience audience = audience(call);

        Refer refer = call.referBlind(CLEO);

        end(ConferenceRow.BLIND, refer, audience);
        stage.awaitTogether(anna, ben);
        stage.awaitTogether(anna, emil);
    }
}
