package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Beside an Asterisk that writes CDRs, and no CEL that Referee could read. */
@ExtendWith(StageExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class CdrIT {
    private static final String CLEO_OR_NOBODY = "7027";
    private static final int BUSY_HERE = 486;

    /** Longer than an end that nobody saw waits for the other source, and for its record. */
    private static final Duration LATE = Duration.ofSeconds(60);

    private final Stage stage;
    private final RefereeProcess referee;
    private final Phone ben;
    private final Phone cleo;

    CdrIT(Stage stage) {
        this.stage = stage;
        referee = RefereeProcess.startWithDetails(
                stage.asterisk().address(), stage.asterisk().details());
        stage.phones().register("anna");
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
    }

    @Test
    void targetThatAnsweredWhileRefereeWasDeadIsToldLate() {
        Talk talk = stage.annaTalksToBen();
        try (Party before = listen(talk.ben())) {
            Call atCleo = ringing(talk);
            before.awaitState("ringing");
            referee.kill();
            answerAndTalk(atCleo);
            referee.startAgain();

            try (Party after =
                    before.comeBack(stage.vertx(), referee.url(), talk.ben().dialog())) {
                JsonObject end = after.awaitEnd(LATE);
                assertEquals("answered", end.getString("reason"), after::toString);
                assertTrue(end.getBoolean("late", false), end::encode);
                assertEquals(new JsonArray().add("cdr"), end.getJsonArray("sources"), end::encode);
                assertEquals(1, after.ends().size(), after::toString);
            }
        }
        referee.awaitMetric("referee_late_ends_total", 1);
    }

    @Test
    void whatIsToldAgreesWithTheCdrsOfTheFile() {
        assertAgreement(referee);
    }

    @Test
    void whatIsToldAgreesWithTheCdrsThatAmiTells() {
        try (RefereeProcess hearing =
                RefereeProcess.startWithDetailsOverAmi(stage.asterisk().address())) {
            assertAgreement(hearing);
        }
    }

    private void assertAgreement(RefereeProcess comparing) {
        answerAndTalk(ringing(stage.annaTalksToBen()));
        ringing(stage.annaTalksToBen()).refuse(BUSY_HERE);
        stage.awaitIdle(ben);
        stage.hangUpAll();
        // What two comparisons find is told: each call is heard of by one after those before it.
        for (int comparisons = 0; comparisons < 3; comparisons++) {
            Instant before = makePlainCall();
            comparing.awaitHeardAfter(Source.CDR, before);
        }
        assertEquals("listening", comparing.source(Source.CDR).getString("state"));
        assertEquals(
                new JsonArray(),
                comparing.findings(),
                () -> comparing.findings().encodePrettily());
    }

    private Party listen(Call leg) {
        return Party.connect(stage.vertx(), leg.phone().name(), referee.url())
                .subscribe(leg.dialog());
    }

    private Call ringing(Talk talk) {
        talk.caller().referBlind(CLEO_OR_NOBODY);
        return cleo.awaitIncoming().ring();
    }

    /** For so long that a CDR, in whole seconds, shows that they did. */
    private void answerAndTalk(Call atCleo) {
        atCleo.answer();
        stage.awaitTogether(ben, cleo);
        Instant enough = Instant.now().plusSeconds(3);
        while (Instant.now().isBefore(enough)) {
            stage.awaitTogether(ben, cleo);
        }
        stage.hangUpAll();
    }

    /** Times of CDRs are whole seconds: returns one that only this call's last is after. */
    private Instant makePlainCall() {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        do {
            stage.annaTalksToBen();
            stage.hangUpAll();
        } while (Instant.now().isBefore(second.plusSeconds(2)));
        return second;
    }
}
