package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.referee.lab.AriApplication;
import dev.referee.lab.Audience;
import dev.referee.lab.Party;
import dev.referee.lab.Stage;
import dev.referee.phone.Call;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A real Asterisk asks Anna's phone to call somebody else, and her phone answers in each way. Not by BYE
 * alone: Asterisk would keep the leg until the subscription is over, for up to 20 minutes.
 */
class OutgoingIT extends MatrixFixture {
    private static final String SENT_AWAY = "7040";
    private static final String TO_A_NUMBER = "7041";
    private static final String BY_ANOTHER_TECHNOLOGY = "7042";
    private static final String BEFORE_ANSWER = "7043";
    private static final String IN_AN_APPLICATION = "7022";
    private static final String ADDRESS = "sip:7002@far.example";

    private static final int TRYING = 100;
    private static final int RINGING = 180;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int MOVED_TEMPORARILY = 302;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TEMPORARILY_UNAVAILABLE = 480;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Sees the diagnosis, which is not for the party that was asked. */
    private final Party everything;

    OutgoingIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
        everything = stage.everything();
    }

    @AfterAll
    void stopListening() {
        everything.close();
    }

    @Test
    void reportsSuccess() {
        JsonObject end = reports(OutgoingRow.SUCCESS, TRYING, RINGING, OK);
        assertEquals("handed-off", end.getJsonObject("transferee").getString("whereabouts"));
        assertEquals(ADDRESS, end.getJsonObject("target").getString("uri"));
    }

    @Test
    void doesNotKnowRefer() {
        answers(OutgoingRow.NOT_KNOWN, METHOD_NOT_ALLOWED);
    }

    @Test
    void declines() {
        answers(OutgoingRow.DECLINED, DECLINE);
    }

    @Test
    void forbids() {
        answers(OutgoingRow.FORBIDDEN, FORBIDDEN);
    }

    @Test
    void doesNotFindTheTarget() {
        answers(OutgoingRow.NOT_FOUND, NOT_FOUND);
    }

    @Test
    void hasNoService() {
        answers(OutgoingRow.NO_SERVICE, SERVICE_UNAVAILABLE);
    }

    @Test
    void reportsBusy() {
        reports(OutgoingRow.BUSY, TRYING, BUSY_HERE);
    }

    @Test
    void reportsAMissingNumber() {
        reports(OutgoingRow.NO_SUCH_NUMBER, TRYING, NOT_FOUND);
    }

    @Test
    void reportsThatItRangInVain() {
        reports(OutgoingRow.RANG_IN_VAIN, TRYING, RINGING, TEMPORARILY_UNAVAILABLE);
    }

    @Test
    void reportsThatTheTargetDeclines() {
        reports(OutgoingRow.TARGET_DECLINES, TRYING, DECLINE);
    }

    /** What it reports after the end changes nothing; that nothing comes is asserted at the end. */
    @Test
    void reportsTooLate() {
        Call call = annaIsSentAway(SENT_AWAY, ACCEPTED);
        call.awaitReferred();
        JsonObject end = awaitEnd(OutgoingRow.SILENT, audience(call));
        call.report(OK);
        end(OutgoingRow.SILENT, "202", claimedStatus(), end);
    }

    @Test
    void reportsInANotifyThatAsteriskRefuses() {
        Call call = annaIsSentAway(SENT_AWAY, ACCEPTED);
        call.awaitReferred();
        call.reportWithoutContact(OK);
        JsonObject end = awaitEnd(OutgoingRow.REPORT_REFUSED, audience(call));
        assertSip(end, ACCEPTED, OK);
        end(OutgoingRow.REPORT_REFUSED, "202, NOTIFY 200", claimedStatus(), end);
        // Asterisk would wait for it, and keep the leg meanwhile.
        call.report(OK);
    }

    @Test
    void isAskedByAriAndReportsSuccess() {
        try (AriApplication application = stage.application("lab-transfers")) {
            Call call = annaIsRedirected(application, ACCEPTED);
            call.awaitReferred();
            Audience audience = audience(call);
            report(call, TRYING, OK);
            assertIsByApi(end(OutgoingRow.BY_ARI, "202, NOTIFY 200", List.of(), audience));
        }
    }

    @Test
    void isAskedByAriAndRefuses() {
        try (AriApplication application = stage.application("lab-transfers")) {
            Call call = annaIsRedirected(application, METHOD_NOT_ALLOWED);
            assertIsByApi(end(OutgoingRow.REFUSED_BY_ARI, "405", List.of(), audience(call)));
        }
    }

    private Call annaIsRedirected(AriApplication application, int answer) {
        Call call = anna.call(IN_AN_APPLICATION).answerRefersWith(answer);
        String channel = application.awaitArrival();
        application.post("channels/" + channel + "/answer");
        call.awaitAnswered();
        application.post("channels/" + channel + "/redirect?endpoint=PJSIP/" + ADDRESS);
        return call;
    }

    private static void assertIsByApi(JsonObject end) {
        assertEquals("api", end.getString("trigger"), end::encodePrettily);
    }

    /** Nobody has a dialog with her yet: the one who hears of all transfers is told. */
    @Test
    void isSentA302() {
        Call call = anna.call(BEFORE_ANSWER);
        assertEquals(MOVED_TEMPORARILY, call.awaitEnded());
        JsonObject end = everything.awaitEnd(told -> "redirected".equals(told.getString("reason")));
        end(OutgoingRow.BEFORE_ANSWER, "302", List.of(), end);
    }

    /** The SIP stack of the phones takes only an address. */
    @Test
    void isAskedToCallANumberAlone() {
        Call call = annaIsSentAway(TO_A_NUMBER, ACCEPTED);
        assertSip(end(OutgoingRow.NUMBER_ALONE, call, "400"), BAD_REQUEST, null);
    }

    @Test
    void wouldBeAskedByAnotherTechnology() {
        Call call = annaIsSentAway(BY_ANOTHER_TECHNOLOGY, ACCEPTED);
        assertSip(end(OutgoingRow.OTHER_TECHNOLOGY, call, "no REFER"), null, null);
    }

    // ---- what her phone does

    /** Anna calls, and her phone answers the REFER like this. */
    private Call annaIsSentAway(String extension, int answer) {
        Call call = anna.call(extension).answerRefersWith(answer);
        call.awaitAnswered();
        return call;
    }

    private void answers(OutgoingRow row, int status) {
        Call call = annaIsSentAway(SENT_AWAY, status);
        assertSip(end(row, call, Integer.toString(status)), status, null);
    }

    private JsonObject reports(OutgoingRow row, int... statuses) {
        Call call = annaIsSentAway(SENT_AWAY, ACCEPTED);
        call.awaitReferred();
        report(call, statuses);
        int last = statuses[statuses.length - 1];
        JsonObject end = end(row, call, ACCEPTED + ", NOTIFY " + last);
        assertSip(end, ACCEPTED, last);
        return end;
    }

    private static void report(Call call, int... statuses) {
        IntStream.of(statuses).forEach(call::report);
    }

    // ---- what Referee tells

    private JsonObject end(OutgoingRow row, Call call, String sip) {
        Audience audience = audience(call);
        JsonObject end = awaitEnd(row, audience);
        assertEquals("dialplan", end.getString("trigger"));
        assertEquals("7002", end.getJsonObject("target").getString("extension"));
        return end(row, sip, claimedStatus(), end);
    }

    private JsonObject end(OutgoingRow row, String sip, List<String> ami, Audience audience) {
        return end(row, sip, ami, awaitEnd(row, audience));
    }

    private JsonObject end(OutgoingRow row, String sip, List<String> ami, JsonObject end) {
        assertEquals("outgoing", end.getString("direction"));
        assertFalse(end.containsKey("transferor"), end::encodePrettily);
        assertEquals("PJSIP/anna", end.getJsonObject("transferee").getString("endpoint"));
        String id = end.getString("id");
        note(row, sip, ami, everything.awaitEnd(told -> id.equals(told.getString("id"))));
        return end;
    }

    /** What Asterisk's own variables say of it, while her leg is there. */
    private List<String> claimedStatus() {
        String channel = stage.channel(anna);
        return List.of("Transfer " + ami.variable(channel, "TRANSFERSTATUS") + "/"
                + ami.variable(channel, "TRANSFERSTATUSPROTOCOL"));
    }

    private static void assertSip(
            JsonObject end, @Nullable Integer refer, @Nullable Integer notify) {
        JsonObject sip = end.getJsonObject("sip");
        assertEquals(refer, sip.getInteger("referStatus"), end::encodePrettily);
        assertEquals(notify, sip.getInteger("notifyStatus"), end::encodePrettily);
    }
}
