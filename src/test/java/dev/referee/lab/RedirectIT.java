package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real Asterisk asks Anna's phone to call somebody else, and her phone answers in each way. Not by BYE
 * alone: Asterisk would keep the leg until the subscription is over, for up to 20 minutes.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedirectIT {
    private static final String SENT_AWAY = "7040";
    private static final String TO_A_NUMBER = "7041";
    private static final String BY_ANOTHER_TECHNOLOGY = "7042";

    private static final int TRYING = 100;
    private static final int RINGING = 180;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private final Stage stage;
    private final Phone anna;

    @RegisterExtension
    final Audiences audiences;

    RedirectIT(Stage stage) {
        this.stage = stage;
        audiences = new Audiences(stage);
        anna = stage.phones().register("anna");
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

    /** Anna calls, and her phone answers the REFER like this. */
    private Call annaIsSentAway(String extension, int answer) {
        Call call = anna.call(extension).answerRefersWith(answer);
        call.awaitAnswered();
        return call;
    }

    private JsonObject end(Call call, String state, String reason, String whereabouts) {
        JsonObject end = audiences.told(call).awaitEnd(state, reason);
        assertEquals("outgoing", end.getString("direction"));
        assertEquals("dialplan", end.getString("trigger"));
        assertFalse(end.containsKey("transferor"), end::encodePrettily);
        JsonObject transferee = end.getJsonObject("transferee");
        assertEquals("PJSIP/anna", transferee.getString("endpoint"));
        assertEquals(whereabouts, transferee.getString("whereabouts"));
        assertEquals("7002", end.getJsonObject("target").getString("extension"));
        return end;
    }

    private static void assertSip(
            JsonObject end, @Nullable Integer refer, @Nullable Integer notify) {
        JsonObject sip = end.getJsonObject("sip");
        assertEquals(refer, sip.getInteger("referStatus"), end::encodePrettily);
        assertEquals(notify, sip.getInteger("notifyStatus"), end::encodePrettily);
    }

    @Test
    void farEndThatReportsSuccessHasTakenTheCall() {
        Call call = annaIsSentAway(SENT_AWAY, ACCEPTED);
        call.awaitReferred();
        call.report(TRYING);
        call.report(RINGING);
        call.report(OK);
        JsonObject end = end(call, "completed", "handed-off", "handed-off");
        assertSip(end, ACCEPTED, OK);
        assertEquals("sip:7002@far.example", end.getJsonObject("target").getString("uri"));
    }

    @Test
    void farEndThatDoesNotKnowReferHasRefused() {
        Call call = annaIsSentAway(SENT_AWAY, METHOD_NOT_ALLOWED);
        assertSip(end(call, "failed", "refused", "waiting"), METHOD_NOT_ALLOWED, null);
    }

    @Test
    void farEndThatDeclines() {
        Call call = annaIsSentAway(SENT_AWAY, DECLINE);
        assertSip(end(call, "failed", "declined", "waiting"), DECLINE, null);
    }

    @Test
    void farEndThatReportsBusy() {
        Call call = annaIsSentAway(SENT_AWAY, ACCEPTED);
        call.awaitReferred();
        call.report(TRYING);
        call.report(BUSY_HERE);
        assertSip(end(call, "failed", "busy", "waiting"), ACCEPTED, BUSY_HERE);
    }

    /** The SIP stack of the phones takes only an address. */
    @Test
    void numberThatIsNoAddressIsSentAndRefused() {
        Call call = annaIsSentAway(TO_A_NUMBER, ACCEPTED);
        assertSip(end(call, "failed", "refused", "waiting"), BAD_REQUEST, null);
    }

    @Test
    void anotherTechnologySendsNothing() {
        Call call = annaIsSentAway(BY_ANOTHER_TECHNOLOGY, ACCEPTED);
        assertSip(end(call, "failed", "internal-error", "waiting"), null, null);
    }
}
