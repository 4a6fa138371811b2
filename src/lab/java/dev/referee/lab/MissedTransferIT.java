package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Source;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whole transfers happen while Referee is dead, and plain calls among them: each transfer is told
 * once, late, and is to be found; of the others there is not a word, and after the next start no
 * more of any.
 */
@ExtendWith(StageExtension.class)
class MissedTransferIT {
    private static final String CLEO = "7002";
    private static final String CLEO_OR_NOBODY = "7027";
    private static final int BUSY_HERE = 486;

    /** Longer than the minute in which a report may still come after what Asterisk wrote. */
    private static final Duration MISSED = Duration.ofSeconds(90);

    /** By so much the clocks of a PBX and of Referee may differ. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final Stage stage;
    private final RefereeProcess referee;
    private final Phone anna;
    private final Phone ben;
    private final Phone cleo;

    MissedTransferIT(Stage stage) {
        this.stage = stage;
        referee = RefereeProcess.startWithRecords(
                stage.asterisk().address(), stage.asterisk().records());
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
    }

    @AfterEach
    void end() {
        stage.hangUpAll();
        referee.close();
    }

    @Test
    void transfersThatNobodySawAreToldOnceAndPlainCallsNever() {
        List<String> expected = List.of("attended bridged", "blind answered", "blind busy");
        makePlainCallsUntilTheLogIsOldEnough();
        Party before = Party.connect(stage.vertx(), "everything", referee.url()).subscribeToAll();
        assertEquals(List.of(), before.told(), "the calls of other tests were before this log");
        referee.kill();
        makePlainCall();
        answeredBlindTransfer();
        busyBlindTransfer();
        attendedTransfer();
        makePlainCall();
        referee.startAgain();

        try (before;
                Party after = before.comeBackToAll(stage.vertx(), referee.url())) {
            after.awaitEnds(expected.size(), MISSED);
            assertTold(expected, after);
            assertFound(after.ends());

            referee.kill();
            referee.startAgain();
            try (Party again = after.comeBackToAll(stage.vertx(), referee.url())) {
                awaitThatALaterCallWasRead();
                assertTold(expected, again);
                assertFound(List.of());
                assertFalse(referee.log().contains(" ERROR "), referee::log);
            }
        }
    }

    /** What was missed in the first seconds of a log is not told: the log may be the newer one. */
    private void makePlainCallsUntilTheLogIsOldEnough() {
        Instant oldEnough = Instant.now().plus(SKEW);
        while (Instant.now().isBefore(oldEnough)) {
            makePlainCall();
        }
    }

    private void makePlainCall() {
        stage.annaTalksToBen();
        stage.hangUpAll();
    }

    private void answeredBlindTransfer() {
        stage.annaTalksToBen().caller().referBlind(CLEO);
        cleo.awaitIncoming().ring().answer();
        stage.awaitTogether(ben, cleo);
        stage.hangUpAll();
    }

    private void busyBlindTransfer() {
        stage.annaTalksToBen().caller().referBlind(CLEO_OR_NOBODY);
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
        stage.awaitIdle(ben);
        stage.hangUpAll();
    }

    private void attendedTransfer() {
        Talk talk = stage.annaTalksToBen();
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        talk.caller().referAttended(consultation, CLEO);
        stage.awaitTogether(ben, cleo);
        stage.hangUpAll();
    }

    /** Whatever is read is compared before the next is read. */
    private void awaitThatALaterCallWasRead() {
        Instant before = Instant.now();
        makePlainCall();
        referee.awaitHeardAfter(Source.CEL, before);
    }

    private static void assertTold(List<String> expected, Party party) {
        assertEquals(
                expected,
                party.told().stream()
                        .map(end -> end.getString("kind") + " " + end.getString("reason"))
                        .sorted()
                        .toList(),
                party::toString);
        for (JsonObject end : party.told()) {
            assertTrue(end.getBoolean("late", false), end::encode);
            assertEquals(new JsonArray().add("cel"), end.getJsonArray("sources"), end::encode);
        }
        assertEquals(
                party.eventIds().size(),
                new HashSet<>(party.eventIds()).size(),
                () -> "each event once: " + party.eventIds());
    }

    /** That these were missed, and nothing else is to be found. */
    private void assertFound(List<JsonObject> ends) {
        JsonArray findings = referee.findings();
        assertEquals(
                transferors(ends.stream().map(end -> end.getJsonObject("transferor")), "uniqueid"),
                transferors(findings.stream().map(JsonObject.class::cast), "transferor"),
                findings::encodePrettily);
        referee.awaitMetric("referee_findings_total{kind=\"missed\"}", ends.size());
        referee.awaitMetric("referee_findings_total{kind=\"contradictory\"}", 0);
        referee.awaitMetric("referee_findings_total{kind=\"orphaned\"}", 0);
        referee.awaitMetric("referee_late_ends_total", ends.size());
    }

    private static List<String> transferors(Stream<JsonObject> all, String key) {
        return all.map(one -> one.getString(key)).sorted().toList();
    }
}
