package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** The dialplan behind a Local channel answers and plays something; then Cleo's phone rings. */
class LocalAnswersIT extends MatrixFixture {
    private static final String THROUGH_LOCAL = "7360";
    private static final String THROUGH_LOCAL_THAT_STAYS = "7362";
    private static final String QUEUE = "7007";

    LocalAnswersIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    private record Asked(Talk talk, Audience audience, Call atCleo, Refer refer) {}

    private Asked askFor(String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(extension);
        return new Asked(talk, audience, cleo.awaitIncoming().ring(), refer);
    }

    @Test
    void busy() {
        cleoRefuses(LocalAnswersRow.BUSY, askFor(THROUGH_LOCAL), BUSY_HERE);
    }

    @Test
    void declined() {
        cleoRefuses(LocalAnswersRow.DECLINED, askFor(THROUGH_LOCAL), DECLINE);
    }

    @Test
    void busyBehindOneThatStays() {
        cleoRefuses(LocalAnswersRow.STAYING_BUSY, askFor(THROUGH_LOCAL_THAT_STAYS), BUSY_HERE);
    }

    private void cleoRefuses(Row row, Asked asked, int status) {
        asked.atCleo().refuse(status);

        assertIsNotWithTarget(end(row, asked.refer(), asked.audience()));
    }

    @Test
    void notAnswered() {
        Asked asked = askFor(THROUGH_LOCAL);

        asked.atCleo().awaitEnded();

        assertIsNotWithTarget(end(LocalAnswersRow.NO_ANSWER, asked.refer(), asked.audience()));
    }

    @Test
    void answered() {
        Asked asked = askFor(THROUGH_LOCAL);

        asked.atCleo().answer();

        stage.awaitTogether(ben, cleo);
        asked.audience().join(asked.atCleo());
        end(LocalAnswersRow.ANSWERED, asked.refer(), asked.audience());
    }

    @Test
    void givenUp() {
        Asked asked = askFor(THROUGH_LOCAL);

        asked.talk().ben().hangUp();

        asked.atCleo().awaitEnded();
        end(LocalAnswersRow.GIVEN_UP, asked.refer(), asked.audience());
    }

    // ---- a queue, by feature code

    private Call annaHangsUpWhileTheQueueRings(Talk talk) {
        talk.caller().type("*2" + QUEUE);
        Call atCleo = cleo.awaitIncoming().ring();
        stage.awaitApart(anna, ben);
        talk.caller().hangUp();
        return atCleo;
    }

    @Test
    void queueAnswered() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call atCleo = annaHangsUpWhileTheQueueRings(talk);

        atCleo.answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(LocalAnswersRow.CODE_QUEUE_ANSWERED, audience);
    }

    @Test
    void queueGivenUp() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        annaHangsUpWhileTheQueueRings(talk);

        talk.ben().hangUp();

        end(LocalAnswersRow.CODE_QUEUE_GIVEN_UP, audience);
    }
}
