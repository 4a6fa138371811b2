package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asterisk is killed in the middle of a transfer and started again. */
@ExtendWith(StageExtension.class)
class CrashIT {
    private static final String CLEO = "7002";

    private final Stage stage;

    CrashIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void crashDuringATransferIsNeverReportedAsAnEndThatNobodySaw() {
        Phone cleo = stage.phones().register("cleo");
        Talk talk = stage.annaTalksToBen();
        try (Audience audience = new Audience(stage, talk.caller(), talk.ben())) {
            talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring();
            audience.awaitState("ringing");

            boolean withoutAWord = stage.asterisk().kill();
            stage.referee().awaitNotReady();
            stage.asterisk().start();
            stage.referee().awaitReady();

            if (withoutAWord) {
                audience.awaitEnd("unknown", "observer-lost");
            }
            JsonObject end = audience.awaitAnyEnd();
            assertNotEquals("completed", end.getString("state"));
            stage.hangUpAll();
            assertNotEquals(idOfATransferThatSucceeds(), end.getString("id"));
            audience.assertOneEndAndNothingAfterIt();
        }
    }

    /** Referee watches again: it tells the end of the next transfer. */
    private String idOfATransferThatSucceeds() {
        Phone cleo = stage.phones().register("cleo");
        Talk talk = stage.annaTalksToBen();
        try (Audience audience = new Audience(stage, talk.caller(), talk.ben())) {
            talk.caller().referBlind(CLEO);
            Call atCleo = cleo.awaitIncoming().ring().answer();
            audience.join(atCleo);
            JsonObject end = audience.awaitEnd("completed", "answered");
            stage.hangUpAll();
            audience.assertOneEndAndNothingAfterIt();
            return end.getString("id");
        }
    }
}
