package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.Test;

/** Transfers to one whom the transferor talks with already. */
class AttendedIT extends MatrixFixture {
    private static final String CONFERENCE = "6010";

    AttendedIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void attendedByTheCaller() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = talk.caller().referAttended(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        end(AttendedRow.CALLER, refer, audience);
    }

    @Test
    void attendedWithTheReferOnTheConsultationLeg() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = consultation.referAttended(talk.caller(), BEN);

        stage.awaitTogether(ben, cleo);
        end(AttendedRow.CONSULTATION, refer, audience);
    }

    @Test
    void attendedByTheCallee() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = ben.call(CLEO);
        audience.join(cleo.awaitIncoming().ring().answer());
        consultation.awaitAnswered();

        Refer refer = talk.ben().referAttended(consultation, CLEO);

        stage.awaitTogether(anna, cleo);
        end(AttendedRow.CALLEE, refer, audience);
    }

    @Test
    void attendedToOneWhoWasReachedThroughAQueue() {
        attendedToOneWhoWasReachedBy("7007", AttendedRow.QUEUE);
    }

    @Test
    void attendedToOneWhoWasReachedThroughALocalChannel() {
        attendedToOneWhoWasReachedBy("7011", AttendedRow.LOCAL);
    }

    @Test
    void attendedToOneBehindALocalChannelThatStays() {
        attendedToOneWhoWasReachedBy("7016", AttendedRow.LOCAL_STAYS);
    }

    private void attendedToOneWhoWasReachedBy(String extension, Row row) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(extension);
        audience.join(cleo.awaitIncoming().ring().answer());
        consultation.awaitAnswered();
        stage.awaitTogether(anna, cleo);

        Refer refer = talk.caller().referAttended(consultation, extension);

        stage.awaitTogether(ben, cleo);
        end(row, refer, audience);
    }

    @Test
    void attendedToAConference() {
        dora.call(CONFERENCE).awaitAnswered();
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(CONFERENCE).awaitAnswered();
        stage.awaitTogether(anna, dora);

        Refer refer = talk.caller().referAttended(consultation, CONFERENCE);

        stage.awaitTogether(ben, dora);
        end(AttendedRow.CONFERENCE, refer, audience);
    }

    @Test
    void attendedToAnApplication() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(ECHO).awaitAnswered();

        Refer refer = talk.caller().referAttended(consultation, ECHO);

        stage.awaitApplication(ben, "Echo");
        end(AttendedRow.APPLICATION, refer, audience);
    }
}
