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
import java.util.function.BiConsumer;
import java.util.function.Function;

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
        assertToldLate("completed: answered", this::blind, (talk, atCleo) -> talkToTheEnd(atCleo));
    }

    @Test
    void busyTargetWhoseDialplanEndsIsToldLate() {
        assertToldLate("failed: busy", this::blind, (talk, atCleo) -> {
            atCleo.refuse(BUSY_HERE);
            stage.awaitIdle(ben);
        });
    }

    @Test
    void transfereeWhoHangsUpWhileTheTargetRingsIsToldLate() {
        assertToldLate("abandoned: transferee-hung-up", this::blind, (talk, atCleo) -> {
            talk.ben().hangUp();
            // Before Cleo's phone refuses, which Dial could read first.
            stage.awaitIdle(ben);
            stage.hangUpAll();
        });
    }

    @Test
    void transferIntoARingingCallThatIsAnsweredAwayIsToldLate() {
        assertToldLate(
                "completed: answered",
                this::intoARingingCall,
                (talk, atCleo) -> talkToTheEnd(atCleo));
    }

    /** Referee runs on, and both of its lines to Asterisk are cut. */
    @Test
    void endThatHappensWhileBothLinesAreCutIsToldLate() {
        referee.kill();
        referee.startAgain();
        Talk talk = stage.annaTalksToBen();
        try (Parties parties = listen(talk)) {
            Call atCleo = blind(talk);
            parties.awaitRinging();
            ami.cut();
            ari.cut();
            referee.awaitSource(Source.AMI, "lost");
            referee.awaitSource(Source.ARI, "lost");
            atCleo.refuse(BUSY_HERE);
            stage.awaitIdle(ben);
            ami.mend();
            ari.mend();
            referee.awaitReady();

            assertLateEnd(parties, "failed: busy");
        }
    }

    /**
     * Referee is killed when both were told that Cleo's phone rings, and starts again after the end.
     * Both come back with what they remember, by the dialogs of calls that are over.
     *
     * @param transfer of Ben to Cleo, with her call that rings
     * @param end what happens to the talk and to Cleo's call while Referee is dead
     */
    private void assertToldLate(
            String expected, Function<Talk, Call> transfer, BiConsumer<Talk, Call> end) {
        Talk talk = stage.annaTalksToBen();
        try (Parties before = listen(talk)) {
            Call atCleo = transfer.apply(talk);
            before.awaitRinging();
            referee.kill();
            end.accept(talk, atCleo);
            referee.startAgain();

            try (Parties after = comeBack(before, talk)) {
                assertLateEnd(after, expected);
            }
        }
    }

    private Call blind(Talk talk) {
        talk.caller().referBlind(CLEO_OR_NOBODY);
        return cleo.awaitIncoming().ring();
    }

    private Call intoARingingCall(Talk talk) {
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        consultation.awaitRinging();
        talk.caller().referAttended(consultation, CLEO);
        return atCleo;
    }

    private void talkToTheEnd(Call atCleo) {
        atCleo.answer();
        stage.awaitTogether(ben, cleo);
        stage.hangUpAll();
    }

    /** Those who are to be told, each by the dialog of its leg. */
    private record Parties(Party transferor, Party transferee) implements AutoCloseable {
        private void awaitRinging() {
            transferor.awaitState("ringing");
            transferee.awaitState("ringing");
        }

        @Override
        public void close() {
            transferor.close();
            transferee.close();
        }
    }

    private Parties listen(Talk talk) {
        return new Parties(party(talk.caller()), party(talk.ben()));
    }

    private Party party(Call leg) {
        return Party.connect(stage.vertx(), leg.phone().name(), referee.url())
                .subscribe(leg.dialog());
    }

    private Parties comeBack(Parties before, Talk talk) {
        return new Parties(
                comeBack(before.transferor(), talk.caller()),
                comeBack(before.transferee(), talk.ben()));
    }

    private Party comeBack(Party before, Call leg) {
        return before.comeBack(stage.vertx(), referee.url(), leg.dialog());
    }

    private void assertLateEnd(Parties parties, String expected) {
        parties.transferor().awaitEnd(LATE);
        parties.transferee().awaitEnd(LATE);
        assertOneLateEnd(parties.transferor(), expected);
        assertOneLateEnd(parties.transferee(), expected);
        assertCounted(1);
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
