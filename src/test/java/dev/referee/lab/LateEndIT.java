package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.asterisk.Asterisk;
import dev.referee.model.Source;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * Transfers end while Referee is dead or sees nothing, beside an Asterisk that writes down what
 * happens: their true ends are told late, each once.
 */
@ExtendWith(StageExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class LateEndIT {
    private static final String CLEO = "7002";
    private static final String CLEO_OR_NOBODY = "7027";
    private static final int BUSY_HERE = 486;

    /** Longer than an end that nobody saw waits for the other source, and for its record. */
    private static final Duration LATE = Duration.ofSeconds(60);

    private final Stage stage;
    private final TcpRelay ami;
    private final TcpRelay ari;
    private final RefereeProcess referee;
    private final Phone anna;
    private final Phone ben;
    private final Phone cleo;

    LateEndIT(Stage stage) {
        this.stage = stage;
        Asterisk.Address asterisk = stage.asterisk().address();
        ami = new TcpRelay(stage.vertx(), asterisk.host(), asterisk.amiPort());
        ari = new TcpRelay(stage.vertx(), asterisk.host(), asterisk.httpPort());
        Asterisk.Address relayed = new Asterisk.Address(
                "127.0.0.1", asterisk.sipPort(), ami.port(), ari.port(), asterisk.hepPort());
        referee = RefereeProcess.startWithRecords(relayed, stage.asterisk().records());
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
    }

    @AfterEach
    void end() {
        stage.hangUpAll();
    }

    @AfterAll
    void close() {
        referee.close();
        ami.close();
        ari.close();
    }

    @Test
    void answerAndTheWholeTalkAfterItAreToldLate() {
        Talk talk = stage.annaTalksToBen();
        try (Party transferor = party(talk.caller());
                Party transferee = party(talk.ben())) {
            Call atCleo = ringing(talk, transferor, transferee);
            referee.kill();
            atCleo.answer();
            stage.awaitTogether(ben, cleo);
            stage.hangUpAll();
            referee.startAgain();

            assertLateEnd(talk, transferor, transferee, "completed: answered");
        }
    }

    @Test
    void busyTargetWhoseDialplanEndsIsToldLate() {
        Talk talk = stage.annaTalksToBen();
        try (Party transferor = party(talk.caller());
                Party transferee = party(talk.ben())) {
            Call atCleo = ringing(talk, transferor, transferee);
            referee.kill();
            atCleo.refuse(BUSY_HERE);
            stage.awaitIdle(ben);
            referee.startAgain();

            assertLateEnd(talk, transferor, transferee, "failed: busy");
        }
    }

    @Test
    void transfereeWhoHangsUpWhileTheTargetRingsIsToldLate() {
        Talk talk = stage.annaTalksToBen();
        try (Party transferor = party(talk.caller());
                Party transferee = party(talk.ben())) {
            ringing(talk, transferor, transferee);
            referee.kill();
            talk.ben().hangUp();
            stage.hangUpAll();
            referee.startAgain();

            assertLateEnd(talk, transferor, transferee, "abandoned: transferee-hung-up");
        }
    }

    @Test
    void transferIntoARingingCallThatIsAnsweredAwayIsToldLate() {
        Talk talk = stage.annaTalksToBen();
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        consultation.awaitRinging();
        try (Party transferor = party(talk.caller());
                Party transferee = party(talk.ben())) {
            talk.caller().referAttended(consultation, CLEO);
            transferor.awaitState("ringing");
            transferee.awaitState("ringing");
            referee.kill();
            atCleo.answer();
            stage.awaitTogether(ben, cleo);
            stage.hangUpAll();
            referee.startAgain();

            assertLateEnd(talk, transferor, transferee, "completed: answered");
        }
    }

    /** Referee runs on, and both of its lines to Asterisk are cut. */
    @Test
    void endThatHappensWhileBothLinesAreCutIsToldLate() {
        referee.kill();
        referee.startAgain();
        Talk talk = stage.annaTalksToBen();
        try (Party transferor = party(talk.caller());
                Party transferee = party(talk.ben())) {
            Call atCleo = ringing(talk, transferor, transferee);
            ami.cut();
            ari.cut();
            referee.awaitSource(Source.AMI, "lost");
            referee.awaitSource(Source.ARI, "lost");
            atCleo.refuse(BUSY_HERE);
            stage.awaitIdle(ben);
            ami.mend();
            ari.mend();
            referee.awaitReady();

            transferor.awaitEnd(LATE);
            transferee.awaitEnd(LATE);
            assertOneLateEnd(transferor, "failed: busy");
            assertOneLateEnd(transferee, "failed: busy");
            assertCounted(1);
        }
    }

    private Party party(Call leg) {
        return Party.connect(stage.vertx(), leg.phone().name(), referee.url())
                .subscribe(leg.dialog());
    }

    /** Anna transfers Ben to Cleo, whose phone rings, and both were told that. */
    private Call ringing(Talk talk, Party transferor, Party transferee) {
        talk.caller().referBlind(CLEO_OR_NOBODY);
        Call atCleo = cleo.awaitIncoming().ring();
        transferor.awaitState("ringing");
        transferee.awaitState("ringing");
        return atCleo;
    }

    /** Both come back with what they remember, by the dialogs of calls that are over. */
    private void assertLateEnd(Talk talk, Party transferor, Party transferee, String expected) {
        try (Party one = transferor.comeBack(
                        stage.vertx(), referee.url(), talk.caller().dialog());
                Party other = transferee.comeBack(
                        stage.vertx(), referee.url(), talk.ben().dialog())) {
            one.awaitEnd(LATE);
            other.awaitEnd(LATE);
            assertOneLateEnd(one, expected);
            assertOneLateEnd(other, expected);
            assertCounted(1);
        }
    }

    private static void assertOneLateEnd(Party party, String expected) {
        JsonObject end = party.awaitEnd();
        assertEquals(
                expected, end.getString("state") + ": " + end.getString("reason"), party::toString);
        assertTrue(end.getBoolean("late", false), end::encode);
        assertEquals(new JsonArray().add("cel"), end.getJsonArray("sources"), end::encode);
        assertEquals(end, party.told().getLast(), party::toString);
        assertEquals(1, party.ends().size(), party::toString);
        assertEquals(
                1,
                party.told().stream()
                        .map(transfer -> transfer.getString("id"))
                        .distinct()
                        .count(),
                () -> "the transfer that was begun: " + party);
        assertEquals(
                party.eventIds().size(),
                new HashSet<>(party.eventIds()).size(),
                () -> "each event once: " + party.eventIds());
    }

    /** That so many ends were told late since its start, and that there is nothing to be found. */
    private void assertCounted(int late) {
        referee.awaitMetric("referee_late_ends_total", late);
        assertEquals(
                new JsonArray(), referee.findings(), () -> referee.findings().encodePrettily());
        for (String kind : List.of("missed", "contradictory", "orphaned")) {
            referee.awaitMetric("referee_findings_total{kind=\"" + kind + "\"}", 0);
        }
    }
}
