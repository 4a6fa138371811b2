package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Transfers to one whom the transferor talks with already. */
class AttendedIT extends MatrixFixture {
    AttendedIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void attendedByTheCaller() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = talk.caller().referAttended(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        end(AttendedRow.CALLER, refer, audience);
    }

    @Test
    void attendedWithTheReferOnTheConsultationLeg() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = consultation.referAttended(talk.caller(), BEN);

        stage.awaitTogether(ben, cleo);
        end(AttendedRow.CONSULTATION, refer, audience);
    }

    @Test
    void attendedByTheCallee() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = ben.call(CLEO);
        audience.join(cleo.awaitIncoming().ring().answer());
        consultation.awaitAnswered();

        Refer refer = talk.ben().referAttended(consultation, CLEO);

        stage.awaitTogether(anna, cleo);
        end(AttendedRow.CALLEE, refer, audience);
    }

    @Test
    void attendedToAnApplication() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(ECHO).awaitAnswered();

        Refer refer = talk.caller().referAttended(consultation, ECHO);

        stage.awaitApplication(ben, "Echo");
        end(AttendedRow.APPLICATION, refer, audience);
    }
}
