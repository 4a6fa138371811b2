package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Phone.Notified;
import dev.referee.phone.Refer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Phones that know nothing of Referee are sent the end of their transfers by a real Asterisk, in
 * SIP: Anna calls Ben and transfers him to Cleo.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushIT {
    private static final String EVENT = "referee";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;

    private final Stage stage;
    private final Phone anna;
    private final Phone ben;
    private final Phone cleo;
    private final Map<Phone, Integer> before = new HashMap<>();
    private RefereeProcess referee;

    PushIT(Stage stage) {
        this.stage = stage;
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    void start() {
        referee = RefereeProcess.startPushing(stage.asterisk().address(), "referee-push");
    }

    @BeforeEach
    void count() {
        for (Phone phone : List.of(anna, ben, cleo)) {
            before.put(phone, phone.notified(EVENT).size());
        }
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    @AfterAll
    void stop() {
        referee.close();
    }

    private void transferBenToBusyCleo() {
        Refer refer = stage.annaTalksToBen().caller().referBlind(CLEO);
        assertEquals(202, refer.awaitAnswer());
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
    }

    /** What a phone was sent in this test, of which there must be one by now. */
    private Map<String, String> only(Phone phone) {
        int old = before.getOrDefault(phone, 0);
        List<Notified> all = phone.awaitNotified(EVENT, old + 1);
        assertEquals(old + 1, all.size(), all::toString);
        assertEquals(FORM, all.getLast().contentType());
        return decoded(all.getLast().body());
    }

    private static Map<String, String> decoded(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : body.split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private void assertEndAt(Phone phone, String role, String end, String callId) {
        Map<String, String> fields = only(phone);
        assertEquals(end, fields.get("state") + ": " + fields.get("reason"), fields::toString);
        assertEquals(role, fields.get("role"), fields::toString);
        assertEquals(callId, fields.get("callId"), fields::toString);
        assertTrue(fields.getOrDefault("message", "").contains("Cleo (7002)"), fields::toString);
    }

    @Test
    void attendedTransferIsSentToAllThreePhones() {
        Talk talk = stage.annaTalksToBen();
        Call call = talk.caller();
        call.hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();

        call.referAttended(consultation, CLEO);

        assertEndAt(anna, "transferor", "completed: bridged", call.dialog().callId());
        assertEndAt(ben, "transferee", "completed: bridged", talk.ben().dialog().callId());
        assertEndAt(cleo, "target", "completed: bridged", atCleo.dialog().callId());
        assertEquals("attended", only(anna).get("kind"));
        assertEquals("with-target", only(anna).get("whereabouts"));
    }

    @Test
    void blindTransferToABusyPhoneIsSentToAllThreePhones() {
        Talk talk = stage.annaTalksToBen();
        Call call = talk.caller();
        call.referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();

        atCleo.refuse(BUSY_HERE);

        assertEndAt(anna, "transferor", "failed: busy", call.dialog().callId());
        assertEndAt(ben, "transferee", "failed: busy", talk.ben().dialog().callId());
        assertEndAt(cleo, "target", "failed: busy", atCleo.dialog().callId());
    }

    @Test
    void accountThatMaySendNothingIsTheOnlyThingThatIsComplainedOf() {
        try (RefereeProcess mayNot =
                RefereeProcess.startPushing(stage.asterisk().address(), "referee")) {
            transferBenToBusyCleo();
            mayNot.awaitMetric("referee_pushes_total{fate=\"failed\"}", 3);

            List<String> warnings =
                    mayNot.log().lines().filter(line -> line.contains(" WARN ")).toList();
            assertEquals(1, warnings.size(), mayNot::log);
            assertTrue(
                    warnings.getFirst().contains("AMI user 'referee' may not send SIP NOTIFYs"),
                    warnings::getFirst);
        }
        assertEquals("failed", only(anna).get("state"));
    }

    @Test
    void endThatWasSentIsNotSentAgainAfterARestart() {
        transferBenToBusyCleo();
        for (Phone phone : List.of(anna, ben, cleo)) {
            only(phone);
        }
        stage.hangUpAll();
        referee.kill();
        referee.startAgain();

        // What came again would have come before the end of this one.
        transferBenToBusyCleo();

        for (Phone phone : List.of(anna, ben, cleo)) {
            int old = before.getOrDefault(phone, 0);
            List<String> transfers = phone.awaitNotified(EVENT, old + 2).stream()
                    .skip(old)
                    .map(one -> decoded(one.body()).getOrDefault("id", ""))
                    .toList();
            assertEquals(2, transfers.size(), transfers::toString);
            assertNotEquals(transfers.getFirst(), transfers.getLast());
        }
        referee.awaitMetric("referee_pushes_total{fate=\"sent\"}", 3);
    }
}
