package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.metrics.GrafanaDashboard;
import dev.referee.model.Source;
import dev.referee.phone.Phone;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A real Prometheus with the alert rules and the dashboard's expressions, beside a real Asterisk on which
 * transfers fail, and a back end that does not answer.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {
    private static final String SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx";
    private static final String CLEO = "7002";
    /** Busy here and Decline. */
    private static final List<Integer> REFUSALS = List.of(486, 603);

    private static final int TRANSFERS = 12;

    private final Stage stage;
    private final Phone cleo;
    private final int hepPort = RefereeProcess.freeUdpPort();

    private Path folder;

    private RefereeProcess referee;
    private Prometheus prometheus;

    PrometheusIT(Stage stage) {
        this.stage = stage;
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    void start(@TempDir Path own) throws IOException {
        folder = own;
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        stage.hep().mend(hepPort);
        referee = RefereeProcess.startWithEverything(
                stage.asterisk().address().withHepPort(hepPort),
                "http://127.0.0.1:" + nobody + "/hook",
                SECRET);
        // Every source has to be there before Prometheus looks.
        stage.annaTalksToBen();
        stage.hangUpAll();
        for (Source source : Source.values()) {
            if (source != Source.CEL) {
                String name = source.name().toLowerCase(Locale.ROOT);
                referee.awaitMetric("referee_source_up{source=\"" + name + "\"}", 1);
            }
        }
        prometheus = new Prometheus(folder, referee.url());
        prometheus.awaitScraped();
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        stage.hep().cut(hepPort);
        if (referee != null) {
            referee.close();
        }
    }

    @Test
    void whatIsWrongFiresAndNothingElse() throws Exception {
        assertEquals(Set.of(), prometheus.firing());

        for (int i = 0; i < TRANSFERS; i++) {
            stage.annaTalksToBen().caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().refuse(REFUSALS.get(i % REFUSALS.size()));
            stage.hangUpAll();
        }
        Set<String> wrong =
                Set.of("RefereeTransfersFailing", "RefereeWebhookFailing", "RefereeWebhooksStuck");
        prometheus.awaitFiring(wrong);
        assertEquals(wrong, prometheus.fired());

        for (GrafanaDashboard.Expression expression : GrafanaDashboard.read().expressions()) {
            String shown = expression.shown();
            assertFalse(
                    prometheus.query(shown).isEmpty(),
                    () -> expression.panel() + " has nothing to show: " + shown);
        }

        referee.reload(yaml -> yaml + System.lineSeparator() + "limits: {settle_ms: soon}");
        prometheus.awaitFiring(Set.of(
                "RefereeTransfersFailing",
                "RefereeWebhookFailing",
                "RefereeWebhooksStuck",
                "RefereeReloadFailed"));

        referee.close();
        prometheus.awaitFiring("RefereeDown");
    }

    @Test
    void theRulesDoWhatTheirOwnTestsSay() throws Exception {
        Path own = Files.createDirectory(folder.resolve("promtool"));
        Files.copy(Prometheus.RULES, own.resolve("referee.rules.yml"));
        Files.copy(
                Path.of("src", "test", "resources", "prometheus", "referee.rules.test.yml"),
                own.resolve("test.yml"),
                StandardCopyOption.REPLACE_EXISTING);
        promtool(own, "check", "rules", "referee.rules.yml");
        promtool(own, "test", "rules", "test.yml");
    }

    private static void promtool(Path folder, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Prometheus.program("promtool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor() == 0 && output.contains("SUCCESS"), output);
    }
}
