package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/**
 * Anna's consultation is answered by the dialplan, so that her REFER can go on it while Cleo's phone
 * rings. AMI then says that Ben is the target: he is who is moved.
 */
class SecondLegIT extends MatrixFixture {
    private static final String ANSWERS_AND_CALLS_CLEO = "7350";
    private static final String ANSWERS_AND_QUEUES = "7351";
    private static final String IMPATIENT_QUEUE = "7352";

    SecondLegIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    private record Asked(Talk talk, Audience audience, Call atCleo, Refer refer) {}

    /** Cleo's phone rings, for Ben from now on. */
    private Asked askInTheConsultation(String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        talk.caller().hold();
        Call consultation = anna.call(extension).awaitAnswered();
        Call atCleo = cleo.awaitIncoming().ring();

        Refer refer = consultation.referAttended(talk.caller(), BEN);

        refer.awaitAnswer();
        stage.awaitApart(anna, ben);
        return new Asked(talk, audience, atCleo, refer);
    }

    @Test
    void answered() {
        cleoAnswers(SecondLegRow.ANSWERED, askInTheConsultation(ANSWERS_AND_CALLS_CLEO));
    }

    private void cleoAnswers(Row row, Asked asked) {
        asked.atCleo().answer();

        stage.awaitTogether(ben, cleo);
        asked.audience().join(asked.atCleo());
        end(row, asked.refer(), asked.audience());
    }

    @Test
    void busy() {
        Asked asked = askInTheConsultation(ANSWERS_AND_CALLS_CLEO);

        asked.atCleo().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(SecondLegRow.BUSY, asked.refer(), asked.audience()));
    }

    @Test
    void notAnswered() {
        Asked asked = askInTheConsultation(ANSWERS_AND_CALLS_CLEO);

        asked.atCleo().awaitEnded();

        assertIsNotWithTarget(end(SecondLegRow.NO_ANSWER, asked.refer(), asked.audience()));
    }

    @Test
    void givenUp() {
        Asked asked = askInTheConsultation(ANSWERS_AND_CALLS_CLEO);

        asked.talk().ben().hangUp();

        asked.atCleo().awaitEnded();
        end(SecondLegRow.GIVEN_UP, asked.refer(), asked.audience());
    }

    @Test
    void answeredInTheQueue() {
        cleoAnswers(SecondLegRow.QUEUE_ANSWERED, askInTheConsultation(ANSWERS_AND_QUEUES));
    }

    /** Here the REFER goes on the first call, as usual. */
    @Test
    void theQueueTimesOut() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        talk.caller().hold();
        Call consultation = anna.call(IMPATIENT_QUEUE);
        cleo.awaitIncoming().ring();
        consultation.awaitRinging();

        Refer refer = talk.caller().referAttended(consultation, IMPATIENT_QUEUE);

        stage.awaitIdle(ben);
        assertIsNotWithTarget(end(SecondLegRow.QUEUE_TIMED_OUT, refer, audience));
    }
}
