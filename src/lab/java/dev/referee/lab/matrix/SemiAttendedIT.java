package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Transfers to one whose phone rings for the transferor. */
class SemiAttendedIT extends MatrixFixture {
    SemiAttendedIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    /** What it is about: Ben is to be connected with one whose phone rings for Anna. */
    private record Ringing(Talk talk, Audience audience, Call consultation, Call target) {}

    private Ringing annaCallsWhileBenWaits(Phone target, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(extension);
        Call atTarget = target.awaitIncoming().ring();
        consultation.awaitRinging();
        return new Ringing(talk, audience, consultation, atTarget);
    }

    private static Refer refer(Ringing ringing, String extension) {
        Refer refer = ringing.talk().caller().referAttended(ringing.consultation(), extension);
        ringing.consultation().awaitEnded();
        return refer;
    }

    @Test
    void semiAttendedToOneWhoAnswers() {
        Ringing ringing = annaCallsWhileBenWaits(cleo, CLEO);
        Refer refer = refer(ringing, CLEO);

        ringing.target().answer();

        stage.awaitTogether(ben, cleo);
        ringing.audience().join(ringing.target());
        end(SemiAttendedRow.ANSWERED, refer, ringing.audience());
    }

    @Test
    void semiAttendedToOneWhoIsBusy() {
        semiAttendedToOneWhoRefuses(SemiAttendedRow.BUSY, BUSY_HERE);
    }

    @Test
    void semiAttendedToOneWhoDeclines() {
        semiAttendedToOneWhoRefuses(SemiAttendedRow.DECLINED, DECLINE);
    }

    private void semiAttendedToOneWhoRefuses(Row row, int status) {
        Ringing ringing = annaCallsWhileBenWaits(cleo, CLEO);
        Refer refer = refer(ringing, CLEO);

        ringing.target().refuse(status);

        assertIsNotWithTarget(end(row, refer, ringing.audience()));
    }

    @Test
    void semiAttendedToOneWhoDoesNotAnswer() {
        Ringing ringing = annaCallsWhileBenWaits(dora, DORA);
        Refer refer = refer(ringing, DORA);

        ringing.target().awaitEnded();

        assertIsNotWithTarget(end(SemiAttendedRow.NO_ANSWER, refer, ringing.audience()));
    }

    @Test
    void semiAttendedWhoseTransfereeHangsUpWhileItRings() {
        Ringing ringing = annaCallsWhileBenWaits(cleo, CLEO);
        Refer refer = refer(ringing, CLEO);

        ringing.talk().ben().hangUp();

        ringing.target().awaitEnded();
        end(SemiAttendedRow.GIVEN_UP, refer, ringing.audience());
    }
}
