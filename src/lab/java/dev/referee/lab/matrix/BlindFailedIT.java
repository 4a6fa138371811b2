package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

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
    void blindToOneWhosePhoneSaysThatHeIsUnavailable() {
        blindToAPhoneThatDoesNotRing(BlindFailedRow.UNAVAILABLE, 480, "unreachable", "unreachable");
    }

    @Test
    void blindToOneWhosePhoneDoesNotKnowHim() {
        blindToAPhoneThatDoesNotRing(BlindFailedRow.NOT_FOUND, 404, "not-found", "unreachable");
    }

    @Test
    void blindToOneWhosePhoneForbidsIt() {
        blindToAPhoneThatDoesNotRing(BlindFailedRow.FORBIDDEN, 403, "forbidden", "declined");
    }

    @Test
    void blindWhereTheDialplanCallsTheTransferorBack() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7025");
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        anna.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, anna);
        assertIsNotWithTarget(end(BlindFailedRow.CALLED_BACK, refer, audience));
    }

    @Test
    void blindToOneWhosePhoneTakesNoSuchMedia() {
        blindToAPhoneThatDoesNotRing(BlindFailedRow.NOT_ACCEPTABLE, 488, "failed", "failed");
    }

    @Test
    void blindToOneWhosePhoneIsBroken() {
        blindToAPhoneThatDoesNotRing(
                BlindFailedRow.SERVER_ERROR, 500, "unavailable", "unavailable");
    }

    /**
     * Refuses the call at once.
     *
     * @param otherwise the code where nobody has the status: 16 shows it in the NOTIFY only, whose
     *     status comes as 503 by chance
     */
    private void blindToAPhoneThatDoesNotRing(Row row, int status, String code, String otherwise) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);

        cleo.awaitIncoming().refuse(status);

        JsonObject end = end(row, refer, audience);
        assertIsNotWithTarget(end);
        JsonObject sip = end.getJsonObject("sip");
        boolean isKnown = Stream.of("targetStatus", "notifyStatus")
                .anyMatch(name -> sip.getInteger(name, 0) == status);
        assertTrue(isKnown || on16(), end::encodePrettily);
        assertEquals(isKnown ? code : otherwise, end.getString("wrapUpCode"), end::encodePrettily);
    }

    @Test
    void blindToOneWhosePhoneIsHeardAndThenBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().earlyMedia();
        if (!on16()) {
            refer.awaitFinalNotify();
        }

        atCleo.refuse(BUSY_HERE);

        assertIsNotWithTarget(end(BlindFailedRow.EARLY_MEDIA_BUSY, refer, audience));
    }

    @Test
    void blindToOneWhoDoesNotAnswer() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(DORA);

        dora.awaitIncoming().ring().awaitEnded();

        assertIsNotWithTarget(end(BlindFailedRow.NO_ANSWER, refer, audience));
    }

    @Test
    void blindToOneWhoIsBusyAndTheTransfereeHearsTheBusyTone() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
        end(BlindFailedRow.BUSY_TONE, refer, audience);

        talk.ben().hangUp();
    }

    @Test
    void blindToOneWhoIsBusyAndTheTransfereeHangsUpAtOnce() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
        stage.awaitIdle(cleo);

        talk.ben().hangUp();

        end(BlindFailedRow.BUSY_GONE, refer, audience);
    }

    @Test
    void blindToARingGroupWhereAllAreBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7008");
        Call atDora = dora.awaitIncoming().ring();

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
        atDora.refuse(BUSY_HERE);

        assertIsNotWithTarget(end(BlindFailedRow.GROUP_BUSY, refer, audience));
    }

    @Test
    void blindWhereTheDialplanCallsAnotherOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7013");
        dora.awaitIncoming().ring().awaitEnded();

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(BlindFailedRow.FAILOVER_BUSY, refer, audience));
    }

    @Test
    void blindToOneWhoIsBusyWhenTheTransferorHasHungUpOnThe202() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        refer.awaitAnswer();
        talk.caller().hangUp();

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(BlindFailedRow.BYE_AT_202, refer, audience));
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
