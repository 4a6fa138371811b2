package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.AriApplication;
import dev.referee.lab.Audience;
import dev.referee.lab.Party;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** REFERs that are seldom seen. */
class OddReferIT extends MatrixFixture {
    private static final int OK = 200;
    private static final int NOT_IMPLEMENTED = 501;

    /** Ben, where the dialplan has an extension external_replaces. */
    private static final String BEN_WITH_EXTERNAL_REPLACES = "7021";

    /** Refer-To with the dialog of a call at another server: Asterisk knows no such dialog. */
    private static final String CALL_OF_ANOTHER_SERVER = "<sip:7002@192.0.2.7?Replaces="
            + "a84b4c76e66710%40192.0.2.7%3Bto-tag%3D33%3Bfrom-tag%3D44>";

    OddReferIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    // ---- Refer-Sub: false (RFC 4488): the answer is all that the phone is told

    @Test
    void unsubscribedToOneWhoAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlindUnsubscribed(CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(OddReferRow.UNSUBSCRIBED, refer, audience);
    }

    @Test
    void unsubscribedToOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlindUnsubscribed(CLEO);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(OddReferRow.UNSUBSCRIBED_BUSY, refer, audience));
    }

    @Test
    void unsubscribedToAMissingExtension() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlindUnsubscribed(NOBODY);

        end(OddReferRow.UNSUBSCRIBED_MISSING, refer, audience);
        stage.awaitTogether(anna, ben);
    }

    @Test
    void unsubscribedAttended() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = talk.caller().referAttendedUnsubscribed(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        end(OddReferRow.UNSUBSCRIBED_ATTENDED, refer, audience);
    }

    // ---- of no call, or of somebody else's

    /** It concerns no leg, so nobody is told but who is told of everything. */
    @Test
    void referOutsideOfCalls() {
        Talk talk = annaTalksToBen();
        untold(talk.caller(), talk.ben());
        try (Party watcher = stage.everything()) {
            Refer refer = anna.referOutsideOfCalls(CLEO);

            assertEquals(NOT_IMPLEMENTED, refer.awaitAnswer());
            JsonObject end = watcher.awaitEndOf(refer.callId());
            note(OddReferRow.OUTSIDE_OF_CALLS, refer, end);
            stage.awaitTogether(anna, ben);
        }
    }

    @Test
    void replacesOfAnotherServer() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().refer(CALL_OF_ANOTHER_SERVER);

        end(OddReferRow.OTHER_SERVER, refer, audience);
        stage.awaitTogether(anna, ben);
    }

    @Test
    void replacesOfAnotherServerWithAnExtensionForThat() {
        Talk talk = talk(anna, BEN_WITH_EXTERNAL_REPLACES);
        Audience audience = audience(talk);
        Refer refer = talk.caller().refer(CALL_OF_ANOTHER_SERVER);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(OddReferRow.OTHER_SERVER_ANSWERED, refer, audience);
    }

    @Test
    void replacesOfAnotherServerWithAnExtensionThatReachesOneWhoIsBusy() {
        Talk talk = talk(anna, BEN_WITH_EXTERNAL_REPLACES);
        Audience audience = audience(talk);
        Refer refer = talk.caller().refer(CALL_OF_ANOTHER_SERVER);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(OddReferRow.OTHER_SERVER_BUSY, refer, audience));
    }

    // ---- an ARI application has the call

    @Test
    void referThatAnAriApplicationCarriesOut() {
        if (on16()) {
            leaveOut(OddReferRow.ARI_CARRIES_OUT);
            return;
        }
        try (AriApplication application = stage.application("lab-transfers");
                StasisCall call = new StasisCall(application, this)) {
            Audience audience = audience(call.talk());
            Refer refer = call.talk().caller().referBlind(CLEO);
            JsonObject asked = application.await("ChannelTransfer");
            assertEquals(
                    call.annaId(),
                    asked.getJsonObject("referred_by")
                            .getJsonObject("source_channel")
                            .getString("id"));

            call.dial("cleo");
            Call atCleo = cleo.awaitIncoming().ring().answer();
            call.remove(call.annaId());
            call.add(application.awaitArrival());
            application.post(
                    "channels/" + call.annaId() + "/transfer_progress?states=channel_answered");

            stage.awaitTogether(ben, cleo);
            assertEquals(OK, refer.awaitFinalNotify());
            audience.join(atCleo);
            end(OddReferRow.ARI_CARRIES_OUT, refer, audience);
        }
    }
}
