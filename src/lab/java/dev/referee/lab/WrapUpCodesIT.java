package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transfers on a real Asterisk at a site that has codes of its own: Anna sends Ben to Cleo. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrapUpCodesIT {
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private final Stage stage;
    private final Vertx vertx = Vertx.vertx();
    private final Phone cleo;
    private RefereeProcess referee;

    WrapUpCodesIT(Stage stage) {
        this.stage = stage;
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    void start() {
        referee = RefereeProcess.startWithWrapUpCodes(
                stage.asterisk().address(),
                "{code: in Arbeit, states: [requested, accepted, ringing]},"
                        + " {code: '0017', reasons: [busy]}, {code: erledigt, states: [completed]}");
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    @AfterAll
    void stop() {
        referee.close();
        vertx.close();
    }

    @Test
    void theTransferorsBrowserIsToldTheSitesCodeAndTheTransfereesIsNot() {
        Talk talk = stage.annaTalksToBen();
        try (Party anna = party(talk.caller());
                Party ben = party(talk.ben())) {
            talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().refuse(BUSY_HERE);

            JsonObject end = anna.awaitEnd();
            assertEquals("busy", end.getString("reason"), end::encodePrettily);
            assertEquals("0017", end.getString("wrapUpCode"), end::encodePrettily);
            assertEquals("in Arbeit", anna.told().getFirst().getString("wrapUpCode"));
            assertFalse(ben.awaitEnd().containsKey("wrapUpCode"), ben::toString);
        }
    }

    @Test
    void whatTheTableHasNoRowForHasNoCode() {
        Talk talk = stage.annaTalksToBen();
        try (Party anna = party(talk.caller())) {
            talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().refuse(DECLINE);

            JsonObject end = anna.awaitEnd();
            assertEquals("declined", end.getString("reason"), end::encodePrettily);
            assertFalse(end.containsKey("wrapUpCode"), end::encodePrettily);
        }
    }

    private Party party(Call leg) {
        return Party.connect(vertx, leg.phone().name(), referee.url()).subscribe(leg.dialog());
    }
}
