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

/** Each REFER is told as one transfer, however its Refer-To is written. */
class OneReferIT extends MatrixFixture {
    OneReferIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    /** Asterisk's own address, of no extension when that is empty. */
    private String uri(String extension) {
        Asterisk.Address asterisk = stage.asterisk().address();
        return "sip:" + (extension.isEmpty() ? "" : extension + "@") + asterisk.host() + ":"
                + asterisk.sipPort();
    }

    /** A Replaces (RFC 3891) of this leg: "to" is Asterisk's own side. */
    private static String replaces(Call leg) {
        Dialog dialog = leg.dialog();
        return "Replaces="
                + URLEncoder.encode(
                        dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag="
                                + dialog.localTag(),
                        StandardCharsets.UTF_8);
    }

    @Test
    void withoutUser() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().refer("<" + uri("") + ">");

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(OneReferRow.WITHOUT_USER, refer, audience);
    }

    @Test
    void withoutUserAndBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().refer("<" + uri("") + ">");

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(OneReferRow.WITHOUT_USER_BUSY, refer, audience));
    }

    /** Asterisk takes it for the header that it should be (22.10.1 and 16.28). */
    @Test
    void asParameter() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = talk.caller().refer("<" + uri(CLEO) + ";" + replaces(consultation) + ">");

        stage.awaitTogether(ben, cleo);
        end(OneReferRow.AS_PARAMETER, refer, audience);
    }

    /** Asterisk swaps Ben with himself and calls it a success. */
    @Test
    void ownDialog() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().refer("<" + uri(BEN) + "?" + replaces(talk.caller()) + ">");

        end(OneReferRow.OWN_DIALOG, refer, audience);
        stage.awaitApart(anna, ben);
    }

    @Test
    void ownDialogOfTheConsultation() {
        Talk talk = annaTalksToBen();
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        stage.awaitTogether(anna, cleo);
        Audience audience = audience(consultation, atCleo);

        Refer refer = consultation.refer("<" + uri(CLEO) + "?" + replaces(consultation) + ">");

        end(OneReferRow.OWN_DIALOG_CONSULTING, refer, audience);
        stage.awaitApart(anna, cleo);
    }
}
