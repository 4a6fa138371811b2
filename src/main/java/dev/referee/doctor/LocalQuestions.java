package dev.referee.doctor;

import dev.referee.doctor.Examination.OfThisMachine;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.server.CertificateFiles;
import dev.referee.token.TokenKeys;
import dev.referee.webhook.Reachability;
import dev.referee.webhook.Subscription;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Looks at this machine. Blocks, for seconds at most. */
final class LocalQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final DoctorSettings settings;

    LocalQuestions(Vertx vertx, DoctorSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /**
     * Asks everything.
     *
     * @param now for certificates
     */
    OfThisMachine ask(Instant now) {
        EdgeSettings edge = settings.edge();
        Map<String, Future<Void>> connections = new TreeMap<>();
        for (Subscription receiver : settings.webhooks()) {
            connections.put(receiver.toString(), Reachability.of(vertx, receiver, PATIENCE));
        }
        List<String> names = new ArrayList<>();
        Instant until = edge.tls() == null ? null : read(edge.tls().certificate(), names);
        return new OfThisMachine(
                tokenProblems(edge),
                edge.tls() == null ? null : trouble(CertificateFiles.check(vertx, edge.tls())),
                until,
                names,
                troubles(connections),
                running(edge),
                openFiles(),
                celTrouble(),
                now,
                ZoneId.systemDefault());
    }

    private List<String> tokenProblems(EdgeSettings edge) {
        if (edge.tokens() == null) {
            return List.of();
        }
        try {
            return Waiting.on(TokenKeys.problems(vertx, edge.tokens()));
        } catch (Waiting.Failed e) {
            return List.of("tokens cannot be read (" + e.getMessage() + ").");
        }
    }

    private static @Nullable String trouble(Future<Void> done) {
        try {
            Waiting.on(done);
            return null;
        } catch (Waiting.Failed e) {
            String message = e.getMessage();
            return message == null ? e.why().getClass().getSimpleName() : message;
        }
    }

    private static Map<String, String> troubles(Map<String, Future<Void>> connections) {
        Map<String, String> troubles = new TreeMap<>();
        connections.forEach((name, connection) -> {
            String trouble = trouble(connection);
            troubles.put(name, trouble == null ? "" : trouble);
        });
        return troubles;
    }

    /** When the first certificate of a file expires; null where there is none. */
    private static @Nullable Instant read(Path file, List<String> names) {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(
                        name -> names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT)));
            }
            return certificate.getNotAfter().toInstant();
        } catch (IOException | CertificateException e) {
            return null; // That it cannot be used is said already.
        }
    }

    /** What a Referee on the configured port says of itself; null where none does. */
    private @Nullable JsonObject running(EdgeSettings edge) {
        if (edge.port() == 0) {
            return null;
        }
        // Its certificate names the host that browsers call, which need not lead here.
        HttpClientAgent http = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(edge.tls() != null)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setKeepAlive(false));
        try {
            String body = Waiting.on(http.request(new RequestOptions()
                            .setMethod(HttpMethod.GET)
                            .setHost(edge.host().equals("0.0.0.0") ? "127.0.0.1" : edge.host())
                            .setPort(edge.port())
                            .setURI("/readyz")
                            .setConnectTimeout(PATIENCE.toMillis())
                            .setIdleTimeout(PATIENCE.toMillis()))
                    .compose(HttpClientRequest::send)
                    .compose(HttpClientResponse::body)
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .map(buffer -> buffer.toString()));
            JsonObject told = new JsonObject(body);
            return told.getValue("ready") instanceof Boolean
                            && told.getJsonArray("sources") != null
                            && told.getJsonArray("warnings") != null
                    ? told
                    : null;
        } catch (Waiting.Failed | DecodeException | ClassCastException e) {
            return null;
        } finally {
            var unused = http.close();
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }

    private @Nullable String celTrouble() {
        if (settings.audit() == null || settings.audit().cel() == null) {
            return null;
        }
        Path file = settings.audit().cel().file();
        if (file == null || Files.isReadable(file)) {
            return null;
        }
        return file + (Files.exists(file) ? " may not be read by this user" : " is not there");
    }
}
