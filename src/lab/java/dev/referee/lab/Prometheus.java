package dev.referee.lab;

import dev.referee.asterisk.LabCommand;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Debian's Prometheus, which scrapes one Referee every second. */
final class Prometheus implements AutoCloseable {
    static final Path RULES = Path.of("src", "packaging", "prometheus", "referee.rules.yml");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    /**
     * Starts one.
     *
     * @param folder where it keeps what it has; empty
     * @param referee what it scrapes
     */
    Prometheus(Path folder, URI referee) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        // What has to last for minutes in a site has to last for seconds here: one missed scrape is
        // nothing.
        Files.writeString(
                folder.resolve("rules.yml"),
                Files.readString(RULES)
                        .replaceAll("(?m)^( +for:) .*$", "$1 10s")
                        // Of what has to last for all of the range.
                        .replace("[10m]", "[20s]"));
        Path configuration = Files.writeString(
                folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: referee
                    static_configs: [{targets: ["%s"]}]
                """.formatted(referee.getAuthority()));
        log = folder.resolve("prometheus.log");
        process = new ProcessBuilder(
                        program("prometheus").toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** One of its programs, which is downloaded the first time. */
    static Path program(String name) {
        LabCommand.setUp("prometheus");
        return Path.of(System.getenv().getOrDefault("LAB_CACHE", "target/asterisk"))
                .toAbsolutePath()
                .resolve("prometheus/usr/bin/" + name);
    }

    /** What an expression is now. */
    JsonArray query(String expression) {
        JsonObject answer = ask(expression);
        if (!"success".equals(answer.getString("status"))) {
            throw failure(expression + ": " + answer.encode());
        }
        return answer.getJsonObject("data").getJsonArray("result");
    }

    private JsonObject ask(String expression) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try {
            return new JsonObject(
                    http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** The names of the alerts that fire now. */
    Set<String> firing() {
        return alerts("ALERTS{alertstate=\"firing\"}");
    }

    /** The names of those that fired at any time. */
    Set<String> fired() {
        return alerts("last_over_time(ALERTS{alertstate=\"firing\"}[1h])");
    }

    private Set<String> alerts(String expression) {
        Set<String> names = new TreeSet<>();
        query(expression)
                .forEach(one -> names.add(
                        ((JsonObject) one).getJsonObject("metric").getString("alertname")));
        return names;
    }

    /** Waits until exactly these fire. */
    void awaitFiring(Set<String> names) {
        await("firing " + names, () -> firing().equals(names));
    }

    /** Waits until this alert fires, beside whatever else. */
    void awaitFiring(String name) {
        await("firing " + name, () -> firing().contains(name));
    }

    /** Waits until it has scraped a Referee that is up. */
    void awaitScraped() {
        await("a scrape", () -> !query("up{job=\"referee\"} == 1").isEmpty());
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw failure("Prometheus did not get to " + what);
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure("interrupted");
            }
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (UncheckedIOException e) {
            return false; // it does not listen yet
        }
    }

    private AssertionError failure(String message) {
        try {
            String alerts = process.isAlive() ? query("ALERTS").encode() : "it has ended";
            return new AssertionError(
                    message + "\n" + alerts + "\nIts log:\n" + Files.readString(log));
        } catch (IOException | UncheckedIOException e) {
            return new AssertionError(message, e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
