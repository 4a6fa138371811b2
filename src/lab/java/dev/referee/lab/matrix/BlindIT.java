package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Blind transfers that reach somebody, or something. */
class BlindIT extends MatrixFixture {
    BlindIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void blindToOneWhoAnswers() {
        blindToOneWhoAnswers(BlindRow.ANSWERED, CLEO);
    }

    @Test
    void blindToAQueueWhoseMemberAnswers() {
        blindToOneWhoAnswers(BlindRow.QUEUE, "7007");
    }

    @Test
    void blindThroughALocalChannel() {
        blindToOneWhoAnswers(BlindRow.LOCAL, "7011");
    }

    private void blindToOneWhoAnswers(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(extension);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(row, refer, audience);
    }

    @Test
    void blindToARingGroupWhereOneIsBusyAndTheOtherAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7008");
        Call atDora = dora.awaitIncoming().ring();
        cleo.awaitIncoming().refuse(BUSY_HERE);

        atDora.answer();

        stage.awaitTogether(ben, dora);
        audience.join(atDora);
        end(BlindRow.GROUP, refer, audience);
    }

    @Test
    void blindWhereTheDialplanCallsAnotherOne() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7013");
        dora.awaitIncoming().ring().awaitEnded();

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(BlindRow.FAILOVER, refer, audience);
    }

    @Test
    void blindWhereTheDialplanCallsTheBusyOneAgain() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7024");
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(BlindRow.RETRIED, refer, audience);
    }

    @Test
    void blindToOneWhosePhoneIsHeardBeforeItIsAnswered() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().earlyMedia();
        if (!on16()) {
            refer.awaitFinalNotify(); // later versions have said 200 by now
        }

        atCleo.answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(BlindRow.EARLY_MEDIA, refer, audience);
    }

    @Test
    void blindWhoseTransferorHangsUpOnThe202() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        refer.awaitAnswer();
        talk.caller().hangUp();

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(BlindRow.BYE_AT_202, refer, audience);
    }

    @Test
    void blindToOneWhosePhoneRedirectsToAnother() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        cleo.awaitIncoming().forward(EMIL);

        Call atEmil = emil.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, emil);
        audience.join(atEmil);
        end(BlindRow.REDIRECTED, refer, audience);
    }

    @Test
    void blindToOneWhoseVoicemailAnswersInTheEnd() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7012");
        cleo.awaitIncoming().ring().awaitEnded();

        stage.awaitApplication(ben, "VoiceMail");

        end(BlindRow.MAILBOX, refer, audience);
    }

    @Test
    void blindToAnApplication() {
        blindToAnApplication(BlindRow.APPLICATION, ECHO, "Echo");
    }

    @Test
    void blindToAConference() {
        blindToAnApplication(BlindRow.CONFERENCE, "6010", "ConfBridge");
    }

    @Test
    void blindToVoicemail() {
        blindToAnApplication(BlindRow.VOICEMAIL, "6012", "VoiceMail");
    }

    @Test
    void blindToAnAnnouncement() {
        blindToAnApplication(BlindRow.ANNOUNCEMENT, "6017", "Playback");
    }

    @Test
    void blindToAWaitingRoom() {
        blindToAnApplication(BlindRow.WAITING_ROOM, "6018", "BridgeWait");
    }

    @Test
    void blindToMusic() {
        blindToAnApplication(BlindRow.MUSIC, "7026", "MusicOnHold");
    }

    private void blindToAnApplication(Row row, String extension, String application) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(extension);

        stage.awaitApplication(ben, application);
        end(row, refer, audience);
    }
}
