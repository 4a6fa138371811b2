package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Transfers in which a Local channel stands before Anna, or in which she gets Ben back. */
class LocalChannelIT extends MatrixFixture {
    /** A queue whose agent is Anna behind a Local channel that stays. */
    private static final String QUEUE = "7540";

    /** Cleo; when she is busy, the caller is hung up at once. */
    private static final String CLEO_ONLY = "7027";

    LocalChannelIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    // ---- the transferee is behind a Local channel

    @Test
    void agentTransfersToOneWhoIsBusy() {
        Talk talk = benReachesAnna();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO_ONLY);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsOfBen(end(LocalChannelRow.AGENT_BUSY, refer, audience));
    }

    /** Ben calls the queue, and Anna answers. */
    private Talk benReachesAnna() {
        Call call = ben.call(QUEUE);
        Call atAnna = anna.awaitIncoming().ring().answer();
        call.awaitAnswered();
        stage.awaitTogether(anna, ben);
        return new Talk(atAnna, call);
    }

    private static void assertIsOfBen(JsonObject end) {
        assertEquals("PJSIP/anna", end.getJsonObject("transferor").getString("endpoint"));
        assertEquals("PJSIP/ben", end.getJsonObject("transferee").getString("endpoint"));
    }

    @Test
    void agentTransfersToOneWhoAnswers() {
        Talk talk = benReachesAnna();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);

        audience.join(cleo.awaitIncoming().ring().answer());

        stage.awaitTogether(ben, cleo);
        assertIsOfBen(end(LocalChannelRow.AGENT_ANSWERED, refer, audience));
    }

    @Test
    void agentTransfersAttended() {
        Talk talk = benReachesAnna();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = talk.caller().referAttended(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        assertIsOfBen(end(LocalChannelRow.AGENT_ATTENDED, refer, audience));
    }

    @Test
    void agentTransfersByFeatureCodeToOneWhoIsBusy() {
        Talk talk = benReachesAnna();
        Audience audience = audience(talk);
        talk.caller().type("##" + CLEO_ONLY);

        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsOfBen(end(LocalChannelRow.AGENT_CODE_BUSY, audience));
    }

    @Test
    void agentTransfersOneWhoHangsUp() {
        Talk talk = benReachesAnna();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.awaitState("ringing");

        talk.ben().hangUp();

        atCleo.awaitEnded();
        assertIsOfBen(end(LocalChannelRow.AGENT_GIVEN_UP, refer, audience));
    }

    // ---- the transferor gets the transferee back

    @Test
    void calledBackThroughALocalChannel() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7550");
        dora.awaitIncoming().ring().awaitEnded();

        anna.awaitIncoming().ring().answer();

        stage.awaitTogether(anna, ben);
        assertIsWithTransferor(end(LocalChannelRow.RECALLED, refer, audience));
    }

    private static void assertIsWithTransferor(JsonObject end) {
        assertEquals("with-transferor", end.getJsonObject("transferee").getString("whereabouts"));
    }

    @Test
    void calledBackThroughALocalChannelThatStays() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7553");
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        anna.awaitIncoming().ring().answer();

        stage.awaitTogether(anna, ben);
        assertIsWithTransferor(end(LocalChannelRow.RECALLED_BUSY, refer, audience));
    }

    @Test
    void takenBackByTheTransferor() {
        JsonObject end = pickedUp(LocalChannelRow.TAKEN_BACK, CLEO, anna, "7023");

        assertIsWithTransferor(end);
    }

    @Test
    void pickedUpByAnother() {
        JsonObject end = pickedUp(LocalChannelRow.PICKED_UP, "7556", dora, "7557");

        assertEquals("PJSIP/dora", end.getJsonObject("target").getString("endpoint"));
    }

    private JsonObject pickedUp(Row row, String extension, Phone who, String pickup) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(extension);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.awaitState("ringing");

        who.call(pickup).awaitAnswered();

        atCleo.awaitEnded();
        stage.awaitTogether(ben, who);
        return end(row, refer, audience);
    }
}
