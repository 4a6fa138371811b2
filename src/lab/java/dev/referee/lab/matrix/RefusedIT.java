package dev.referee.lab.matrix;

import dev.referee.asterisk.Asterisk;
import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.model.Dialog;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** REFERs that Asterisk refuses, or does nothing about. */
class RefusedIT extends MatrixFixture {
    RefusedIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void referOfOneWhoMayNotTransfer() {
        Talk talk = talk(stage.phones().register("nora"), BEN);
        Audience audience = audience(talk);

        end(RefusedRow.NOT_PERMITTED, talk.caller().referBlind(CLEO), audience);

        stage.awaitTogether(talk.caller().phone(), ben);
    }

    @Test
    void referWithAReplacesEncodedTwice() {
        referWithReplaces(RefusedRow.ENCODED_TWICE, other -> encoded(encoded(replaces(other))));
    }

    @Test
    void referWithSwappedTags() {
        referWithReplaces(
                RefusedRow.TAGS_SWAPPED,
                other -> encoded(
                        replaces(new Dialog(other.callId(), other.remoteTag(), other.localTag()))));
    }

    private interface Mistake {
        String replaces(Dialog consultation);
    }

    private void referWithReplaces(Row row, Mistake mistake) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(CLEO);
        cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        Asterisk.Address asterisk = stage.asterisk().address();

        Refer refer = talk.caller()
                .refer("<sip:" + CLEO + "@" + asterisk.host() + ":" + asterisk.sipPort()
                        + "?Replaces=" + mistake.replaces(consultation.dialog()) + ">");

        end(row, refer, audience);
        stage.awaitTogether(anna, ben);
    }

    private static String replaces(Dialog other) {
        return other.callId() + ";to-tag=" + other.remoteTag() + ";from-tag=" + other.localTag();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void referToSomethingThatIsNoSipAddress() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        end(RefusedRow.NOT_SIP, talk.caller().refer("<tel:+4930123456>"), audience);

        stage.awaitTogether(anna, ben);
    }

    @Test
    void referThatIsHandedToAnAriApplication() {
        Talk talk = talk(anna, "7017");
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        refer.awaitAnswer();
        if (on16()) {
            audience.join(cleo.awaitIncoming().answer());
        } else {
            stage.awaitTogether(anna, ben);
            talk.caller().hangUp();
        }

        end(RefusedRow.ARI_ONLY, refer, audience);
    }
}
