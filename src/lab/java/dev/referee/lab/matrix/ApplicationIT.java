package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/**
 * Blind transfers to applications that fail at once or serve, and to announcements. Ben is the called
 * one: Asterisk hides his first application in both of its sources.
 */
class ApplicationIT extends MatrixFixture {
    private static final String ANNOUNCED_CLEO = "7600";

    ApplicationIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    // ---- applications

    @Test
    void blindToAnAriApplicationThatNobodyHasRegistered() {
        blindToOneThatFails(ApplicationRow.STASIS_NOBODY, "7523");
    }

    @Test
    void blindToAFastAgiServerThatRefuses() {
        blindToOneThatFails(ApplicationRow.FASTAGI_REFUSED, "7524");
    }

    @Test
    void blindToAnExternalIvrServerThatRefuses() {
        blindToOneThatFails(ApplicationRow.EXTERNALIVR_REFUSED, "7526");
    }

    @Test
    void blindToAMailboxThatIsNotThere() {
        blindToOneThatFails(ApplicationRow.NO_MAILBOX, "7517");
    }

    @Test
    void blindToAConferenceThatIsLocked() {
        emil.call("7506").awaitAnswered();
        stage.awaitApplication(emil, "ConfBridge");
        ami.send("ConfbridgeLock", "Conference: meeting");

        blindToOneThatFails(ApplicationRow.CONFERENCE_LOCKED, "7506");
    }

    private void blindToOneThatFails(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(extension);

        talk.ben().awaitEnded();
        assertIsGone(end(row, refer, audience));
    }

    private static void assertIsGone(JsonObject end) {
        assertEquals("gone", end.getJsonObject("transferee").getString("whereabouts"));
    }

    @Test
    void blindToAMailboxThatIsNotThereAfterARing() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7525");

        cleo.awaitIncoming().ring().awaitEnded();

        talk.ben().awaitEnded();
        assertIsGone(end(ApplicationRow.AFTER_A_RING, refer, audience));
    }

    @Test
    void attendedToAnAnnouncementBeforeAFastAgiServerThatRefuses() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        talk.caller().hold();
        Call consultation = anna.call("7515").awaitAnswered();

        Refer refer = talk.caller().referAttended(consultation, "7515");

        talk.ben().awaitEnded();
        assertIsGone(end(ApplicationRow.ATTENDED, refer, audience));
    }

    @Test
    void blindToAFastAgiServerThatRefusesBeforeTheOperator() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7504");

        audience.join(cleo.awaitIncoming().ring().answer());

        stage.awaitTogether(ben, cleo);
        end(ApplicationRow.OPERATOR, refer, audience);
    }

    @Test
    void blindToAScriptThatServes() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind("7520");

        JsonObject end = end(ApplicationRow.SERVED, refer, audience);
        assertEquals("AGI", end.getJsonObject("target").getString("application"));
    }

    // ---- announcements

    @Test
    void blindToAnAnnouncementBeforeOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(ANNOUNCED_CLEO);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(ApplicationRow.ANNOUNCED_BUSY, refer, audience));
    }

    @Test
    void blindToAnAnnouncementBeforeOneWhoAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(ANNOUNCED_CLEO);

        audience.join(cleo.awaitIncoming().ring().answer());

        stage.awaitTogether(ben, cleo);
        end(ApplicationRow.ANNOUNCED_ANSWERED, refer, audience);
    }

    @Test
    void blindToAnAnnouncementWithNothingAfterIt() {
        blindToAnAnnouncement(ApplicationRow.HEARD_OUT, "7603");
    }

    @Test
    void blindToAsterisksAnnouncementOfAnInvalidExtension() {
        blindToAnAnnouncement(ApplicationRow.INVALID, "7612");
    }

    @Test
    void blindToAnAnnouncementBeforeAHangupWithCauseOne() {
        blindToAnAnnouncement(ApplicationRow.UNALLOCATED, "7607");
    }

    private void blindToAnAnnouncement(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(extension);

        end(row, refer, audience);
        talk.ben().awaitEnded();
    }
}
