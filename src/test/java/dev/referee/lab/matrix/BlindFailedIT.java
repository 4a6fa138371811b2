package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Blind transfers that Asterisk begins and that reach nobody. */
class BlindFailedIT extends MatrixFixture {
    BlindFailedIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void blindToOneWhoIsBusy() {
        blindToOneWhoRefuses(BlindFailedRow.BUSY, CLEO, BUSY_HERE);
    }

    @Test
    void blindToOneWhoDeclines() {
        blindToOneWhoRefuses(BlindFailedRow.DECLINED, CLEO, DECLINE);
    }

    @Test
    void blindThroughALocalChannelToOneWhoDeclines() {
        blindToOneWhoRefuses(BlindFailedRow.LOCAL_DECLINED, "7011", DECLINE);
    }

    private void blindToOneWhoRefuses(Row row, String extension, int status) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(extension);

        Call atCleo = cleo.awaitIncoming().ring();
        refer.awaitFinalNotify(); // 200, while the phone still rings: seen on 16.28 and 22.10.1
        atCleo.refuse(status);

        assertIsNotWithTarget(end(row, refer, audience));
    }

    @Test
    void blindWhoseTransfereeHangsUpWhileItRings() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.awaitState("ringing");
        refer.awaitFinalNotify(); // says 200 already, as above

        talk.ben().hangUp();

        atCleo.awaitEnded();
        end(BlindFailedRow.GIVEN_UP, refer, audience);
    }

    @Test
    void blindToAPhoneThatIsNotRegistered() {
        blindToNoPhone(BlindFailedRow.UNREGISTERED, "6009");
    }

    @Test
    void blindToCongestion() {
        blindToNoPhone(BlindFailedRow.CONGESTION, "6006");
    }

    @Test
    void blindRefusedByTheDialplan() {
        blindToNoPhone(BlindFailedRow.REFUSED, "6014");
    }

    private void blindToNoPhone(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        end(row, talk.caller().referBlind(extension), audience);
    }
}
