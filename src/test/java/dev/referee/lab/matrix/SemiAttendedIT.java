package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Transfers to one whose phone rings for the transferor. */
class SemiAttendedIT extends MatrixFixture {
    SemiAttendedIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void semiAttended() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        consultation.awaitRinging();
        Refer refer = talk.caller().referAttended(consultation, CLEO);
        consultation.awaitEnded();

        atCleo.answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(SemiAttendedRow.ANSWERED, refer, audience);
    }
}
