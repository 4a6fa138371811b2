package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.referee.app.config.Configuration;
import dev.referee.metrics.PrometheusText;
import dev.referee.token.SignedTokens;

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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A configuration that is read again while Referee runs, beside an Asterisk that is not there. */
class ReloadTest {
    private static final String OTHER = "another-secret-of-the-least-length";

    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Service.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Path file;
    private int port;
    private Service service;

    @BeforeEach
    void start() throws Exception {
        said.start();
        logger.addAppender(said);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        file = Files.createFile(
                folder.resolve("referee.yaml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        write(SignedTokens.SECRET, "");
        service = Service.start(read());
        said.list.clear();
    }

    @AfterEach
    void stop() {
        service.stop();
        logger.detachAppender(said);
        http.close();
    }

    /** Port 1 is nobody's. */
    private void write(String secret, String more) throws Exception {
        Files.writeString(file, """
                pbx:
                  ami: {port: 1, secret: "ami-hush"}
                  ari: {url: "http://127.0.0.1:1", password: "ari-hush"}
                listen: {host: 127.0.0.1, port: %d}
                log: {file: %s}
                tokens: {hs256_secret: %s}
                """.formatted(port, folder.resolve("referee.db"), secret) + more);
    }

    private Configuration read() throws Exception {
        return Configuration.load(file, Map.of());
    }

    private HttpResponse<String> ask(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header(
                                "Authorization",
                                "Bearer "
                                        + SignedTokens.forAdministrator(
                                                Instant.now().plusSeconds(600)))
                        .build(),
                BodyHandlers.ofString());
    }

    private double metric(String name) throws Exception {
        return Objects.requireNonNull(
                PrometheusText.parse(ask("/metrics").body()).get(name), name);
    }

    private List<String> said(Level level) {
        return said.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void otherTokensCountAtOnce() throws Exception {
        assertEquals(200, ask("/v1/transfers").statusCode());
        assertEquals(1.0, metric("referee_config_last_reload_successful"));
        double before = metric("referee_config_last_reload_success_timestamp_seconds");
        write(OTHER, "");
        service.reload(this::read);
        assertEquals(401, ask("/v1/transfers").statusCode());
        assertEquals(List.of(), said(Level.ERROR));
        assertEquals(List.of(), said(Level.WARN));
        assertTrue(metric("referee_config_last_reload_success_timestamp_seconds") > before);
    }

    @Test
    void aWrongFileChangesNothingAndIsToldInOneError() throws Exception {
        write(OTHER, "policy: {referrers: [\"sip:\"]}\nlimits: {settle_ms: soon}\n");
        service.reload(this::read);
        assertEquals(200, ask("/v1/transfers").statusCode());
        assertEquals(0.0, metric("referee_config_last_reload_successful"));
        assertEquals(1, said(Level.ERROR).size(), said(Level.ERROR)::toString);
        String error = said(Level.ERROR).get(0);
        assertTrue(error.startsWith("Not reloaded, everything is as before: "), error);
        assertTrue(error.contains("limits.settle_ms") && error.contains("referrers"), error);

        write(SignedTokens.SECRET, "");
        service.reload(this::read);
        assertEquals(1.0, metric("referee_config_last_reload_successful"));
    }

    @Test
    void aKeyThatCannotBeUsedChangesNothing() throws Exception {
        write(SignedTokens.SECRET + ", rs256_key_file: no-such-key.pem", "");
        service.reload(this::read);
        assertEquals(200, ask("/v1/transfers").statusCode());
        assertEquals(0.0, metric("referee_config_last_reload_successful"));
        assertEquals(1, said(Level.ERROR).size(), said(Level.ERROR)::toString);
        assertTrue(said(Level.ERROR).get(0).contains("no-such-key.pem"));
    }

    @Test
    void whatTakesARestartIsNamedAndItsValueIsNot() throws Exception {
        write(OTHER, """
                limits: {connections: 77}
                wrap_up_codes: [{code: x9, states: [failed]}]
                policy: {referrers: [PJSIP/ben], persons: ["PJSIP/a,PJSIP/b"]}
                """);
        String yaml = Files.readString(file).replace("ami-hush", "new-hush");
        Files.writeString(file, yaml);
        service.reload(this::read);
        assertEquals(
                List.of("Changed, but not in effect until a restart: limits.connections,"
                        + " pbx.ami.secret, policy.persons"),
                said(Level.WARN));
        assertEquals(401, ask("/v1/transfers").statusCode());
    }

    @Test
    void aSecretThatChangedInItsFileIsNamed() throws Exception {
        service.stop();
        Path secret = Files.createFile(
                folder.resolve("ami"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "one");
        Files.writeString(
                file,
                Files.readString(file).replace("secret: \"ami-hush\"", "secret_file: " + secret));
        service = Service.start(read());
        said.list.clear();
        service.reload(this::read);
        assertEquals(List.of(), said(Level.WARN));
        Files.writeString(secret, "two");
        service.reload(this::read);
        assertEquals(
                List.of("Changed, but not in effect until a restart: pbx.ami.secret_file"),
                said(Level.WARN));
    }

    @Test
    void whetherTokensAreTakenAtAllTakesARestart() throws Exception {
        String yaml = Files.readString(file);
        Files.writeString(file, yaml.substring(0, yaml.indexOf("tokens:")));
        service.reload(this::read);
        assertEquals(200, ask("/v1/transfers").statusCode());
        assertEquals(
                List.of("Changed, but not in effect until a restart: tokens.hs256_secret"),
                said(Level.WARN));
    }
}
