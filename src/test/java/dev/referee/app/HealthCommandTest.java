package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.app.config.Configuration;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a container's health check sees. */
class HealthCommandTest {
    /** However busy the machine is that runs the tests. */
    private static final String PATIENTLY = "--timeout=120";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void configure() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("REFEREE_LISTEN_PORT", String.valueOf(free.getLocalPort()));
        }
        environment.put("REFEREE_PBX_AMI_PORT", "1");
        environment.put("REFEREE_PBX_AMI_SECRET", "a");
        environment.put("REFEREE_LOG_FILE", folder.resolve("referee.db").toString());
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void runningRefereeIsHealthyAlthoughThePbxIsMissing() throws Exception {
        Service service = Service.start(Configuration.load(null, environment));
        try {
            assertEquals(
                    new CommandRun(ExitCode.OK, "Referee answers.\n", ""),
                    referee("health", PATIENTLY));
            CommandRun ready = referee("health", "--ready", PATIENTLY);
            assertEquals(ExitCode.NO, ready.status(), ready::toString);
            assertTrue(
                    ready.out().startsWith("Referee is not ready.\nmain/ami: "), ready::toString);
        } finally {
            service.stop();
        }
    }

    @Test
    void tlsWithACertificateForAnotherHostIsNoObstacle() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("referee.example");
        environment.put("REFEREE_LISTEN_TLS_CERTIFICATE_FILE", certificate.certificatePath());
        environment.put("REFEREE_LISTEN_TLS_KEY_FILE", certificate.privateKeyPath());
        environment.put("REFEREE_LISTEN_HOST", "0.0.0.0");
        serve(
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(certificate.keyCertOptions()),
                200,
                "{\"ready\":true,\"sources\":[]}");

        assertEquals(
                new CommandRun(ExitCode.OK, "Referee is ready.\n", ""),
                referee("health", "--ready", PATIENTLY));
    }

    @Test
    void nobodyThereIsSaidWithAWayOut() {
        for (String[] command : new String[][] {{"health"}, {"health", "--ready"}}) {
            CommandRun outcome = referee(command);
            assertEquals(ExitCode.UNAVAILABLE, outcome.status(), outcome::toString);
            assertTrue(
                    outcome.err()
                            .matches(
                                    "referee: no Referee answers on 127.0.0.1, port \\d+ \\(.+\\)\\."
                                            + " Start Referee, or name its configuration with"
                                            + " --config\\.\n"),
                    outcome::toString);
        }
    }

    @Test
    void anotherProgramOnThePortIsNoReferee() {
        serve(new HttpServerOptions(), 404, "<html>");

        assertEquals(ExitCode.UNAVAILABLE, referee("health", PATIENTLY).status());
        assertEquals(
                ExitCode.UNAVAILABLE, referee("health", "--ready", PATIENTLY).status());
    }

    @Test
    void aProgramThatTakesTheConnectionAndSaysNothingIsNotWaitedForForever() throws Exception {
        int port = Integer.parseInt(environment.get("REFEREE_LISTEN_PORT"));
        try (ServerSocket silent = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(port, silent.getLocalPort());
            assertEquals(
                    ExitCode.UNAVAILABLE, referee("health", "--timeout", "1").status());
        }
        assertEquals(ExitCode.USAGE, referee("health", "--timeout", "0").status());
    }

    private void serve(HttpServerOptions options, int status, String body) {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(
                        request -> request.response().setStatusCode(status).end(body));
        server.listen(Integer.parseInt(environment.get("REFEREE_LISTEN_PORT")), "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private CommandRun referee(String... args) {
        return CommandRun.of(environment, folder, args);
    }
}
