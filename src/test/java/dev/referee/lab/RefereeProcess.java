package dev.referee.lab;

import dev.referee.asterisk.Asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Referee, run from its jar as a user runs it, beside an Asterisk of the lab. */
public final class RefereeProcess implements AutoCloseable {
    /** How long it may take to start or to find Asterisk again. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Path FOLDER = Path.of("target", "it-referee");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;
    private final Path log;
    private final Thread atExit;

    private RefereeProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.atExit = new Thread(process::destroy, "referee-end");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts it on a free port and waits until it is ready. Its log goes to {@code
     * target/it-referee}.
     */
    public static RefereeProcess start(Asterisk.Address asterisk) {
        Path jar = Path.of(System.getProperty("referee.jar", "target/referee.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar + " is not there: these tests run the built jar. Type: mvn verify");
        }
        try {
            Files.createDirectories(FOLDER);
            int port = freePort();
            Path configuration = FOLDER.resolve("referee-" + port + ".yaml");
            Path log = FOLDER.resolve("referee-" + port + ".log");
            // It holds a secret: Referee warns when everybody may read it.
            Files.deleteIfExists(configuration);
            Files.createFile(
                    configuration,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(configuration, configuration(asterisk, port));
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            jar.toString(),
                            "run",
                            "--config",
                            configuration.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            RefereeProcess referee = new RefereeProcess(process, port, log);
            referee.awaitReadyOrClose();
            return referee;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one place that writes Referee's configuration for tests. */
    private static String configuration(Asterisk.Address asterisk, int port) {
        return """
                pbx:
                  name: main
                  ami:
                    host: %1$s
                    port: %2$d
                    username: referee
                    secret: lab-referee
                  ari:
                    url: http://%1$s:%3$d
                    username: referee
                    password: lab-referee
                  hep:
                    listen: 127.0.0.1:%5$d
                listen:
                  host: 127.0.0.1
                  port: %4$d
                open: true
                demo:
                  sip_websocket: ws://%1$s:%3$d/ws
                """.formatted(
                asterisk.host(), asterisk.amiPort(), asterisk.httpPort(), port, asterisk.hepPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where its pages are, for example {@code http://127.0.0.1:8090}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void awaitReadyOrClose() {
        try {
            awaitReady();
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Waits until it says that AMI and ARI are up. */
    public void awaitReady() {
        awaitReadiness(true);
    }

    /** Waits until it says that AMI or ARI is down. */
    public void awaitNotReady() {
        awaitReadiness(false);
    }

    private void awaitReadiness(boolean wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isReady() != wanted) {
            if (!process.isAlive()) {
                throw failure("Referee has ended with status " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw failure("/readyz did not become " + (wanted ? "ready" : "not ready")
                        + " within " + PATIENCE.toSeconds() + " s");
            }
            pause();
        }
    }

    private boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
            return response.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private AssertionError failure(String message) {
        return new AssertionError(message + ". Its log (" + log + "):\n" + log());
    }

    /** Ends it and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failure("Referee did not end when it was asked to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } finally {
            Runtime.getRuntime().removeShutdownHook(atExit);
            http.close();
        }
    }
}
