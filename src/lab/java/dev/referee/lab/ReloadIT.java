package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules of the site that change by SIGHUP, between transfers on a real Asterisk: Anna sends Ben to Cleo. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadIT {
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;

    private final Stage stage;
    private final Phone cleo;
    private RefereeProcess referee;

    ReloadIT(Stage stage) {
        this.stage = stage;
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    void start() {
        referee = RefereeProcess.startWithWrapUpCodes(
                stage.asterisk().address(), "{code: before, reasons: [busy]}");
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    @AfterAll
    void stop() {
        referee.close();
    }

    @Test
    void theNextTransferIsToldByTheNewRulesAndABadFileChangesNothing() {
        JsonObject first = busyTransfer();
        assertEquals("before", first.getString("wrapUpCode"), first::encodePrettily);
        assertEquals(new JsonArray(), first.getJsonArray("diagnosis"), first::encodePrettily);

        referee.reload(yaml -> yaml.replace("code: before", "code: after")
                + System.lineSeparator()
                + "policy: {referrers: [PJSIP/ben]}");
        referee.awaitLog("Reloaded: ");
        JsonObject second = busyTransfer();
        assertEquals("after", second.getString("wrapUpCode"), second::encodePrettily);
        assertEquals(
                "referrer-not-allowed",
                second.getJsonArray("diagnosis").getJsonObject(0).getString("code"),
                second::encodePrettily);

        referee.reload(yaml -> yaml.replace("code: after", "kode: wrong"));
        referee.awaitLog("Not reloaded, everything is as before: ");
        JsonObject third = busyTransfer();
        assertEquals("after", third.getString("wrapUpCode"), third::encodePrettily);
    }

    private JsonObject busyTransfer() {
        Call annas = stage.annaTalksToBen().caller();
        try (Party anna =
                Party.connect(stage.vertx(), "anna", referee.url()).subscribe(annas.dialog())) {
            annas.referBlind(CLEO);
            cleo.awaitIncoming().ring().refuse(BUSY_HERE);
            return anna.awaitEnd();
        } finally {
            stage.hangUpAll();
        }
    }
}
