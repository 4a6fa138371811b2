package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/**
 * Real transfers on a real Asterisk: Anna calls Ben and transfers him. What each party's browser is
 * told, and what SIP claimed meanwhile.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransferIT {
    private static final String BEN = "7001";
    private static final String CLEO = "7002";
    private static final String DORA = "7003"; // eight seconds, then Dial gives up

    private static final int ACCEPTED = 202;
    private static final int OK = 200;
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private final Stage stage;
    private final Phone anna;
    private final Phone ben;
    private final Phone cleo;
    private final Phone dora;

    @RegisterExtension
    final Audiences audiences;

    TransferIT(Stage stage) {
        this.stage = stage;
        audiences = new Audiences(stage);
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
        dora = stage.phones().register("dora");
    }

    private Audience audience(Call... legs) {
        return audiences.told(legs);
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    /** Late events of any of the calls above would have come by now. */
    @AfterAll
    void nobodyIsToldAnythingLater() {
        try {
            audiences.check();
        } finally {
            audiences.close();
        }
    }

    @Test
    void attendedTransferIsToldToAllThreeAsBridged() {
        Talk talk = stage.annaTalksToBen();
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        Audience audience = audience(talk.caller(), talk.ben(), atCleo);

        Refer refer = talk.caller().referAttended(consultation, CLEO);

        assertEquals(ACCEPTED, refer.awaitAnswer());
        JsonObject end = audience.awaitEnd("completed", "bridged");
        assertEquals("attended", end.getString("kind"));
        assertEquals("PJSIP/ben", end.getJsonObject("transferee").getString("endpoint"));
        assertEquals("PJSIP/cleo", end.getJsonObject("target").getString("endpoint"));
        assertEquals("with-target", end.getJsonObject("transferee").getString("whereabouts"));
        assertEquals(OK, refer.awaitFinalNotify());
    }

    @Test
    void blindTransferIsToldToAllThreeWhenTheTargetPicksUp() {
        JsonObject end = blindTransferThatIsAnswered();

        assertEquals("blind", end.getString("kind"));
        assertEquals("with-target", end.getJsonObject("transferee").getString("whereabouts"));
    }

    private JsonObject blindTransferThatIsAnswered() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        assertEquals(ACCEPTED, refer.awaitAnswer());
        audience.awaitState("ringing");

        atCleo.answer();

        audience.join(atCleo);
        return audience.awaitEnd("completed", "answered");
    }

    /** Asterisk says 200 while the target's phone still rings (seen on 16.28 and 22.10.1). */
    @Test
    void busyTargetIsReportedDespiteNotify200() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        assertEquals(OK, refer.awaitFinalNotify());
        audience.join(atCleo);

        atCleo.refuse(BUSY_HERE);

        JsonObject end = audience.awaitEnd("failed", "busy");
        assertEquals("waiting", end.getJsonObject("transferee").getString("whereabouts"));
        assertTrue(end.getBoolean("notifyMisleading"), end::encode);
        assertEquals(OK, end.getJsonObject("sip").getInteger("notifyStatus"));
        assertEquals(BUSY_HERE, end.getJsonObject("sip").getInteger("targetStatus"));
        assertEquals("busy", end.getString("wrapUpCode"));
    }

    /** Neither AMI nor ARI shows it: the SIP messages do. */
    @Test
    void missingExtensionIsReported() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());

        talk.caller().referBlind("9999");

        JsonObject end = audience.awaitEnd("failed", "no-such-extension");
        assertEquals("with-transferor", end.getJsonObject("transferee").getString("whereabouts"));
        assertEquals(List.of("extension-missing"), diagnosis(end));
        assertEquals("not-found", end.getString("wrapUpCode"));
    }

    /** Asterisk answers it with 400 at once, and says nothing of it to anybody else. */
    @Test
    void replacesThatIsNotEscapedIsDiagnosed() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());

        talk.caller().refer("<sip:7002@localhost?Replaces=1234@localhost;to-tag=a;from-tag=b>");

        JsonObject end = audience.awaitEnd("failed", "malformed-refer");
        assertEquals(List.of("replaces-not-escaped"), diagnosis(end));
    }

    private static List<String> diagnosis(JsonObject end) {
        return end.getJsonArray("diagnosis").stream()
                .map(one -> ((JsonObject) one).getString("code"))
                .toList();
    }

    @Test
    void declinedTargetIsReportedDespiteNotify200() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        assertEquals(OK, refer.awaitFinalNotify());
        audience.join(atCleo);

        atCleo.refuse(DECLINE);

        audience.awaitEnd("failed", "declined");
    }

    @Test
    void targetThatNeverPicksUpIsReportedDespiteNotify200() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());
        Refer refer = talk.caller().referBlind(DORA);
        Call atDora = dora.awaitIncoming().ring();
        audience.join(atDora);

        assertEquals(OK, refer.awaitFinalNotify());

        audience.awaitEnd("failed", "no-answer");
    }

    @Test
    void transferDuringTheRingingOfTheConsultationIsToldWhenTheTargetPicksUp() {
        Talk talk = stage.annaTalksToBen();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        consultation.awaitRinging();
        Audience audience = audience(talk.caller(), talk.ben());
        Refer refer = talk.caller().referAttended(consultation, CLEO);
        assertEquals(ACCEPTED, refer.awaitAnswer());
        consultation.awaitEnded();

        atCleo.answer();

        audience.join(atCleo);
        JsonObject end = audience.awaitEnd("completed", "answered");
        assertEquals("semi-attended", end.getString("kind"));
    }

    @Test
    void transferorWhoHangsUpOnThe202StillLearnsTheEnd() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());
        Refer refer = talk.caller().referBlind(CLEO);
        assertEquals(ACCEPTED, refer.awaitAnswer());
        talk.caller().hangUp();
        Call atCleo = cleo.awaitIncoming().ring();

        atCleo.answer();

        audience.join(atCleo);
        audience.awaitEnd("completed", "answered");
    }

    @Test
    void transferorWhoTransfersAndHangsUpAtOnceIsRecognisedAfterwards() {
        Call atBen = anna.call(BEN);
        Call incoming = ben.awaitIncoming().ring();
        atBen.awaitRinging();
        // Phones ring for longer than it takes to read a dialog; here they wait for that.
        stage.party(atBen).close();
        incoming.answer();
        atBen.awaitAnswered();
        stage.awaitTogether(anna, ben);
        Refer refer = atBen.referBlind(CLEO);
        assertEquals(ACCEPTED, refer.awaitAnswer());
        atBen.hangUp();
        Call atCleo = cleo.awaitIncoming().ring();
        atCleo.refuse(BUSY_HERE);

        audience(atBen).awaitEnd("failed", "busy");
    }

    @Test
    void transfereeWhoHangsUpWhileTheTargetRingsAbandonsTheTransfer() {
        Talk talk = stage.annaTalksToBen();
        Audience audience = audience(talk.caller(), talk.ben());
        talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.join(atCleo);
        audience.awaitState("ringing");

        talk.ben().hangUp();

        JsonObject end = audience.awaitEnd("abandoned", "transferee-hung-up");
        assertEquals("gone", end.getJsonObject("transferee").getString("whereabouts"));
        assertNotEquals(OK, atCleo.awaitEnded());
    }

    @Test
    void callWithoutATransferIsReportedToNobody() {
        Talk talk = stage.annaTalksToBen();
        try (Audience audience = new Audience(stage, talk.caller(), talk.ben())) {
            talk.caller().hold();
            talk.caller().unhold();
            talk.ben().hangUp();
            talk.caller().awaitEnded();
            stage.hangUpAll();
            // A transfer that is told afterwards proves that the silence before was no delay.
            blindTransferThatIsAnswered();
            audience.assertNobodyWasToldAnything();
        }
    }
}
