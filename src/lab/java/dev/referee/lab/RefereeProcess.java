package dev.referee.lab;

import dev.referee.asterisk.Asterisk;
import dev.referee.model.Source;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
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
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Referee, run from its jar as a user runs it, beside an Asterisk of the lab. */
public final class RefereeProcess implements AutoCloseable {
    /** How long it may take to start or to find Asterisk again. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Path FOLDER = Path.of("target", "it-referee");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> command;
    private final int port;
    private final Path configuration;
    private final Path log;
    private final Thread atExit;
    private volatile Process process;

    private RefereeProcess(List<String> command, int port, Path configuration, Path log)
            throws IOException {
        this.command = command;
        this.configuration = configuration;
        this.port = port;
        this.log = log;
        this.process = launch();
        this.atExit = new Thread(() -> process.destroy(), "referee-end");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts it on a free port and waits until it is ready. Its log goes to {@code
     * target/it-referee}. It waits five seconds for what a far end reports, not a minute.
     */
    public static RefereeProcess start(Asterisk.Address asterisk) {
        return start(
                asterisk,
                "referee",
                EnumSet.allOf(Source.class),
                "referee",
                "limits: {notify_ms: 5000}");
    }

    /**
     * The same with some of the sources.
     *
     * @param application the name as which it listens to ARI: the newest of a name wins
     */
    static RefereeProcess start(
            Asterisk.Address asterisk, String application, Set<Source> sources) {
        return start(asterisk, application, sources, "referee", "");
    }

    /**
     * The same with AMI and ARI, and phones are sent the ends of their transfers in SIP.
     *
     * @param account of AMI
     */
    static RefereeProcess startPushing(Asterisk.Address asterisk, String account) {
        return start(
                asterisk,
                "pushing-as-" + account, // two listeners of one name would cut each other off
                EnumSet.of(Source.AMI, Source.ARI),
                account,
                "push: {endpoints: [\"PJSIP/*\"]}");
    }

    /** The same for phones behind a proxy; {@code dialogs} as in the configuration. */
    static RefereeProcess startBehindProxy(
            Asterisk.Address asterisk, Set<Source> sources, String dialogs) {
        return start(
                asterisk,
                "behind-a-proxy-" + asterisk.hepPort(),
                sources,
                "referee",
                dialogs.isEmpty() ? "" : "dialogs: {" + dialogs + "}");
    }

    /** The same with AMI and ARI, where only these may transfer. */
    static RefereeProcess startWhereOnlyMayTransfer(Asterisk.Address asterisk, String referrer) {
        return start(
                asterisk,
                "with-a-policy",
                EnumSet.of(Source.AMI, Source.ARI),
                "referee",
                "policy: {referrers: [\"" + referrer + "\"]}");
    }

    /** The same with AMI and ARI, where webhooks on this machine can be made by REST, as in the lab. */
    static RefereeProcess startWithPrivateWebhooks(Asterisk.Address asterisk) {
        return start(
                asterisk,
                "with-private-webhooks",
                EnumSet.of(Source.AMI, Source.ARI),
                "referee",
                "admin: {private_addresses: true}");
    }

    /** The same with AMI and ARI, and with a table of the site's own codes. */
    static RefereeProcess startWithWrapUpCodes(Asterisk.Address asterisk, String rows) {
        return start(
                asterisk,
                "with-codes",
                EnumSet.of(Source.AMI, Source.ARI),
                "referee",
                "wrap_up_codes: [" + rows + "]");
    }

    /** The same with AMI and ARI, where ends are sent to this address. */
    static RefereeProcess startWithWebhook(Asterisk.Address asterisk, String url, String secret) {
        return startWithWebhook(asterisk, EnumSet.of(Source.AMI, Source.ARI), url, secret);
    }

    /** The same with these sources. */
    static RefereeProcess startWithWebhook(
            Asterisk.Address asterisk, Set<Source> sources, String url, String secret) {
        return start(
                asterisk,
                "with-a-webhook",
                sources,
                "referee",
                "webhooks: [{id: crm, url: \"" + url + "\", secret: " + secret
                        + ", events: [completed, failed, abandoned, unknown],"
                        + " private_addresses: true}]");
    }

    /**
     * The same with AMI and ARI, which compares what it reports with Asterisk's call records, and
     * gives up soon on an end that nobody saw.
     */
    static RefereeProcess startWithRecords(Asterisk.Address asterisk, Path records) {
        return startReconciling(asterisk, "with-records", "cel_file: " + records.toAbsolutePath());
    }

    /**
     * The same with CDRs, which are compared every second.
     *
     * @param details a file of cdr_csv, with times in UTC
     */
    static RefereeProcess startWithDetails(Asterisk.Address asterisk, Path details) {
        return startReconciling(
                asterisk,
                "with-details",
                "cdr_file: " + details.toAbsolutePath() + ", cdr_zone: UTC, cdr_interval_ms: 1000");
    }

    /** The same with CDRs as AMI tells them. */
    static RefereeProcess startWithDetailsOverAmi(Asterisk.Address asterisk) {
        return startReconciling(
                asterisk, "with-heard-details", "cdr_over_ami: true, cdr_interval_ms: 1000");
    }

    /** The same with all sources and everything that has a metric, and a webhook to this address. */
    static RefereeProcess startWithEverything(
            Asterisk.Address asterisk, String url, String secret) {
        return start(
                asterisk, "with-everything", EnumSet.allOf(Source.class), "referee", """
                webhooks: [{id: crm, url: "%s", secret: %s, private_addresses: true}]
                reconcile: {cdr_over_ami: true, cdr_interval_ms: 1000}
                tokens: {hs256_secret: 0123456789abcdef0123456789abcdef}
                """.formatted(
                                url, secret));
    }

    /** Changes its configuration, and has it read again as {@code systemctl reload} does. */
    void reload(UnaryOperator<String> change) {
        try {
            Files.writeString(configuration, change.apply(Files.readString(configuration)));
            String pid = String.valueOf(process.pid());
            if (new ProcessBuilder("kill", "-HUP", pid).start().waitFor() != 0) {
                throw failure("there is no process " + pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** Waits until it has logged something. */
    void awaitLog(String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!log().contains(text)) {
            if (System.nanoTime() > deadline) {
                throw failure("it did not log: " + text);
            }
            pause();
        }
    }

    private static RefereeProcess startReconciling(
            Asterisk.Address asterisk, String application, String records) {
        return start(
                asterisk,
                application,
                EnumSet.of(Source.AMI, Source.ARI),
                "referee",
                "limits: {reconnect_ms: 3000}%nreconcile: {%s}".formatted(records));
    }

    private static RefereeProcess start(
            Asterisk.Address asterisk,
            String application,
            Set<Source> sources,
            String account,
            String more) {
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
            Files.deleteIfExists(log);
            Files.createFile(
                    configuration,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    configuration,
                    configuration(asterisk, application, sources, account, port) + more);
            List<String> command = List.of(
                    // Where the build runs under nohup, which has it ignored.
                    "env",
                    "--default-signal=HUP",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    jar.toString(),
                    "run",
                    "--config",
                    configuration.toString());
            RefereeProcess referee = new RefereeProcess(command, port, configuration, log);
            referee.awaitReadyOrClose();
            return referee;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Kills it as {@code kill -9} does. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** Starts it again after {@link #kill}, on the same port, and waits until it is ready. */
    void startAgain() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    /** The one place that writes Referee's configuration for tests. */
    private static String configuration(
            Asterisk.Address asterisk,
            String application,
            Set<Source> sources,
            String account,
            int port) {
        StringBuilder pbx = new StringBuilder();
        if (sources.contains(Source.AMI)) {
            pbx.append(
                    """
                      ami:
                        host: %s
                        port: %d
                        username: %s
                        secret: lab-referee
                    """.formatted(asterisk.host(), asterisk.amiPort(), account).indent(0));
        }
        if (sources.contains(Source.ARI)) {
            pbx.append("""
                      ari:
                        url: http://%s:%d
                        username: referee
                        password: lab-referee
                        application: %s
                    """.formatted(asterisk.host(), asterisk.httpPort(), application)
                    .indent(0));
        }
        if (sources.contains(Source.HEP)) {
            pbx.append("  hep: {listen: 127.0.0.1:%d}%n".formatted(asterisk.hepPort()));
        }
        return """
                pbx:
                  name: main
                %s
                listen:
                  host: 127.0.0.1
                  port: %d
                open: true
                log: {file: %s}
                demo:
                  sip_websocket: ws://%s:%d/ws
                """.formatted(
                        pbx,
                        port,
                        FOLDER.resolve("referee-" + port + ".db"),
                        asterisk.host(),
                        asterisk.httpPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A port for the SIP messages that Asterisk mirrors. */
    static int freeUdpPort() {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code /readyz} says of a source now. */
    JsonObject source(Source source) {
        String name = "main/" + source.name().toLowerCase(Locale.ROOT);
        return new JsonObject(get("/readyz"))
                .getJsonArray("sources").stream()
                        .map(JsonObject.class::cast)
                        .filter(one -> name.equals(one.getString("name")))
                        .findFirst()
                        .orElseThrow();
    }

    /** The NOTIFYs that are kept of a transfer. */
    JsonArray notifies(String transfer) {
        return new JsonObject(get("/v1/notifies?transfer=" + transfer)).getJsonArray("notifies");
    }

    /** In what Asterisk's records and its reports differ. */
    JsonArray findings() {
        return new JsonObject(get("/v1/findings")).getJsonArray("findings");
    }

    /** Waits until {@code /readyz} says that a source is in this state. */
    JsonObject awaitSource(Source source, String state) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonObject now = source(source);
        while (!state.equals(now.getString("state"))) {
            if (System.nanoTime() > deadline) {
                throw failure("/readyz did not say " + state + ": " + now.encode());
            }
            pause();
            now = source(source);
        }
        return now;
    }

    /** Waits until {@code /readyz} says that a source told something of after a time. */
    void awaitHeardAfter(Source source, Instant before) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String heard = source(source).getString("lastHeard");
        while (heard == null || !Instant.parse(heard).isAfter(before)) {
            if (System.nanoTime() > deadline) {
                throw failure(source + " was heard last at " + heard + ", not after " + before);
            }
            pause();
            heard = source(source).getString("lastHeard");
        }
    }

    /** Waits until {@code /metrics} gives this value of a series. */
    void awaitMetric(String series, double value) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Double.valueOf(value).equals(metric(series))) {
            if (System.nanoTime() > deadline) {
                throw failure(series + " is not " + value + " but " + metric(series));
            }
            pause();
        }
    }

    private @Nullable Double metric(String series) {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.valueOf(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(null);
    }

    /** The answer to a question by plain HTTP. */
    String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw failure(path + " does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
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
