package dev.referee.lab.record;

import dev.referee.asterisk.Asterisk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** {@code referee record}, at work on one call. */
final class Recording implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String ACCOUNT = "Basic "
            + Base64.getEncoder()
                    .encodeToString("referee:lab-referee".getBytes(StandardCharsets.UTF_8));

    private final Process process;
    private final Path file;

    private Recording(Process process, Path file) {
        this.process = process;
        this.file = file;
    }

    /**
     * Starts it and waits until it hears Asterisk.
     *
     * @param folder for its files
     */
    static Recording start(Path jar, Asterisk.Address asterisk, Path folder)
            throws IOException, InterruptedException {
        Path configuration = folder.resolve("record.yaml");
        Files.writeString(configuration, """
                pbx:
                  name: main
                  ami: {host: %s, port: %d, username: recorder, secret: lab-recorder}
                  ari: {url: "http://%s:%d", username: referee, password: lab-referee}
                  hep: {listen: "127.0.0.1:%d"}
                """.formatted(
                        asterisk.host(),
                        asterisk.amiPort(),
                        asterisk.host(),
                        asterisk.httpPort(),
                        asterisk.hepPort()));
        Path file = folder.resolve("call.jsonl");
        Files.deleteIfExists(file);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        jar.toString(),
                        "record",
                        file.toString(),
                        "--config",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("record.log").toFile())
                .start();
        Recording recording = new Recording(process, file);
        try {
            recording.awaitListening(asterisk);
        } catch (AssertionError e) {
            recording.close();
            throw e;
        }
        return recording;
    }

    private void awaitListening(Asterisk.Address asterisk)
            throws IOException, InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://" + asterisk.host() + ":"
                        + asterisk.httpPort() + "/ari/applications/referee-recorder"))
                .header("Authorization", ACCOUNT)
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!hearsAmi() || !isSubscribed(http.send(question, BodyHandlers.ofString()))) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new AssertionError("the recording did not begin");
                }
                Thread.sleep(POLL);
            }
        }
    }

    private static boolean isSubscribed(HttpResponse<String> answer) {
        // Asterisk keeps the names of applications that are gone, without subscriptions.
        return answer.statusCode() == 200;
    }

    /** The answers to its first questions are in the file. */
    private boolean hearsAmi() throws IOException {
        return Files.exists(file) && Files.readString(file).contains("BridgeListComplete");
    }

    /** Ends it and keeps what it heard. */
    void keepAs(Path gzipped) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the recording did not end");
        }
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
            in.transferTo(out);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
