package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.referee.app.config.Configuration;
import dev.referee.log.DialogBook;
import dev.referee.log.MemoryLog;
import dev.referee.log.MemoryNotifies;
import dev.referee.log.MemoryTraces;
import dev.referee.metrics.PrometheusText;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole of it, beside an Asterisk that is not there. */
class ServiceTest {
    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Service.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(said);
    }

    @Test
    void aStopWithoutAsteriskIsInOrder() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Service.start(listeningOn(port)).stop();
        assertEquals(List.of(), warnings());
    }

    @Test
    void metricsAndReadinessTellOfTheSourcesAndTheBrowsers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Service service = Service.start(listeningOn(port));
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI root = URI.create("http://127.0.0.1:" + port);
            WebSocket browser = http.newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + port + "/v1/events"),
                            new WebSocket.Listener() {})
                    .join();
            Map<String, Double> metrics = PrometheusText.parse(get(http, root.resolve("/metrics")));
            assertEquals(1.0, metrics.get("referee_browser_connections"));
            assertEquals(0.0, metrics.get("referee_source_up{source=\"ami\"}"));
            assertEquals(0.0, metrics.get("referee_source_up{source=\"ari\"}"));
            assertFalse(metrics.containsKey("referee_source_up{source=\"hep\"}"));
            String ready = get(http, root.resolve("/readyz"));
            assertTrue(ready.contains("\"main/ami\",\"up\":false,\"state\":\"connecting\""), ready);
            assertTrue(
                    ready.contains("\"main/hep\",\"up\":false,\"state\":\"not-configured\""),
                    ready);
            assertTrue(ready.contains("\"code\":\"hep-not-configured\""), ready);
            browser.abort();
        } finally {
            service.stop();
        }
    }

    private static String get(HttpClient http, URI address) throws Exception {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    /** A load balancer that asks right after the start would send browsers to a blind Referee. */
    @Test
    void whatHasNotEvenBegunToConnectIsNotReady() throws Exception {
        PbxVerticle pbx = new PbxVerticle(
                listeningOn(0),
                new MemoryLog(100, Duration.ofMinutes(1), InstantSource.system()),
                new DialogBook(100),
                null,
                new MemoryNotifies(0, 1, Duration.ofMinutes(1), InstantSource.system()),
                new MemoryTraces(10, 1 << 20, Duration.ofDays(1), InstantSource.system()),
                InstantSource.system());
        assertFalse(pbx.readiness().ready());
    }

    @Test
    void aPortThatIsInUseIsAllThatIsComplainedOf() throws Exception {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Configuration configuration = listeningOn(used.getLocalPort());
            assertThrows(CommandFailure.class, () -> Service.start(configuration));
        }
        assertEquals(List.of(), warnings());
    }

    private List<String> warnings() {
        return said.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Port 1 is nobody's. */
    private Configuration listeningOn(int port) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("REFEREE_PBX_AMI_PORT", "1");
        environment.put("REFEREE_PBX_AMI_SECRET", "a");
        environment.put("REFEREE_PBX_ARI_URL", "http://127.0.0.1:1");
        environment.put("REFEREE_PBX_ARI_PASSWORD", "b");
        environment.put("REFEREE_LISTEN_HOST", "127.0.0.1");
        environment.put("REFEREE_LOG_FILE", folder.resolve("referee.db").toString());
        environment.put("REFEREE_LISTEN_PORT", String.valueOf(port));
        return Configuration.load(null, environment);
    }
}
