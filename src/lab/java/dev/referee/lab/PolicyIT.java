package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

import java.util.List;

/** Transfers on a real Asterisk where only Ben may transfer. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyIT {
    private static final String CLEO = "7002";

    private final Stage stage;
    private final Vertx vertx = Vertx.vertx();
    private final Phone cleo;
    private RefereeProcess referee;

    PolicyIT(Stage stage) {
        this.stage = stage;
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    void start() {
        referee = RefereeProcess.startWhereOnlyMayTransfer(stage.asterisk().address(), "PJSIP/ben");
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
    void transferBySomebodyWhoMayNotIsCarriedOutAndMarked() {
        JsonObject end = endOfTransferToCleo(stage.annaTalksToBen().caller());

        assertEquals("completed", end.getString("state"), end::encodePrettily);
        assertEquals(List.of("referrer-not-allowed"), codes(end), end::encodePrettily);
    }

    @Test
    void transferBySomebodyWhoMayIsNotMarked() {
        JsonObject end = endOfTransferToCleo(stage.annaTalksToBen().ben());

        assertEquals("completed", end.getString("state"), end::encodePrettily);
        assertEquals(List.of(), codes(end), end::encodePrettily);
    }

    private JsonObject endOfTransferToCleo(Call transferor) {
        try (Party party = Party.connect(vertx, transferor.phone().name(), referee.url())
                .subscribe(transferor.dialog())) {
            transferor.referBlind(CLEO);
            cleo.awaitIncoming().ring().answer();
            return party.awaitEnd();
        }
    }

    private static List<String> codes(JsonObject transfer) {
        return transfer.getJsonArray("diagnosis").stream()
                .map(one -> ((JsonObject) one).getString("code"))
                .toList();
    }
}
