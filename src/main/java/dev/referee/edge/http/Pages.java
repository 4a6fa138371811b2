package dev.referee.edge.http;

import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Readiness;
import dev.referee.log.EventLog;
import dev.referee.model.EnumWord;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.MimeMapping;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The pages, what belongs to them, and what the server tells of itself. Files come from a folder of
 * the classpath and are kept after their first use. Used on the edge's context only.
 */
final class Pages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String JSON = "application/json";

    /** Of the files that the build makes. No segment begins with a dot. */
    private static final Pattern FILE =
            Pattern.compile("(assets|client)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    /** Files in a jar have one date in all versions (reproducible builds): only a hash tells. */
    private record File(Buffer content, String etag, String type) {}

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final Supplier<Readiness> readiness;
    private final Supplier<EventLog.Status> log;
    private final Supplier<String> metrics;
    private final String folder;
    private final Map<String, File> files = new HashMap<>();

    Pages(
            Vertx vertx,
            EdgeSettings settings,
            Supplier<Readiness> readiness,
            Supplier<EventLog.Status> log,
            Supplier<String> metrics,
            String folder) {
        this.vertx = vertx;
        this.settings = settings;
        this.readiness = readiness;
        this.log = log;
        this.metrics = metrics;
        this.folder = folder;
    }

    /** Adds the security headers to everything that comes after it. */
    void addHeaders(Router router) {
        String policy = contentSecurityPolicy();
        router.route().handler(request -> {
            request.response()
                    .putHeader("Content-Security-Policy", policy)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Frame-Options", "DENY")
                    .putHeader("Referrer-Policy", "no-referrer");
            request.next();
        });
    }

    /** Adds the pages, and last the answer for every other address. */
    void addRoutes(Router router) {
        at(router, "/healthz").handler(request -> answer(request, 200, TEXT, "ok\n"));
        at(router, "/readyz").handler(this::ready);
        at(router, "/metrics").handler(request -> answer(request, 200, PROMETHEUS, metrics.get()));
        at(router, "/").handler(this::transfers);
        if (settings.demoSipWebSocket() != null) {
            String config =
                    JsonObject.of("sipWebSocket", settings.demoSipWebSocket()).encode();
            at(router, "/demo").handler(this::demo);
            at(router, "/demo/config.json").handler(request -> answer(request, 200, JSON, config));
        }
        at(router, "/assets/*").handler(this::file);
        // Pages of other origins import the client: a module needs CORS.
        at(router, "/client/*").handler(request -> {
            request.response()
                    .putHeader("Access-Control-Allow-Origin", "*")
                    .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
            file(request);
        });
        router.route().handler(Pages::notFound);
    }

    private static Route at(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static void answer(RoutingContext request, int status, String type, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }

    private static void answerText(RoutingContext request, int status, String text) {
        answer(request, status, TEXT, text + "\n");
    }

    private static void notFound(RoutingContext request) {
        answerText(
                request,
                404,
                "Nothing is at this address. Browsers connect to /v1/events (WebSocket); /healthz"
                        + " and /readyz show the server's state.");
    }

    private void ready(RoutingContext request) {
        Readiness now = readiness.get();
        JsonArray sources = new JsonArray();
        now.sources().forEach(source -> sources.add(json(source)));
        JsonArray warnings = new JsonArray();
        now.warnings()
                .forEach(one ->
                        warnings.add(JsonObject.of("code", one.code(), "message", one.message())));
        EventLog.Status kept = log.get();
        String body = JsonObject.of(
                        "ready",
                        now.ready(),
                        "sources",
                        sources,
                        "warnings",
                        warnings,
                        "log",
                        JsonObject.of("up", kept.up(), "detail", kept.detail()))
                .encode();
        answer(request, now.ready() ? 200 : 503, JSON, body);
    }

    private static JsonObject json(Readiness.Source source) {
        JsonObject json = JsonObject.of(
                "name", source.name(),
                "up", source.up(),
                "state", EnumWord.of(source.state()));
        if (source.since() != null) {
            json.put("since", source.since().toString());
        }
        if (source.lastHeard() != null) {
            json.put("lastHeard", source.lastHeard().toString());
        }
        return json.put("detail", source.detail());
    }

    private void transfers(RoutingContext request) {
        // The page itself says nothing of calls: its socket asks for a token where one is needed.
        if (settings.open() || settings.tokens() != null) {
            send(request, "index.html");
        } else {
            answerText(
                    request,
                    200,
                    "Referee is running. The page of all transfers is off, because anyone who can"
                            + " reach it could read it. A key for tokens in the configuration"
                            + " (tokens) switches it on for administrators; in a lab, \"open:"
                            + " true\" (REFEREE_OPEN=true) for everybody.");
        }
    }

    private void file(RoutingContext request) {
        String path = request.normalizedPath().substring(1);
        if (FILE.matcher(path).matches()) {
            send(request, path);
        } else {
            notFound(request);
        }
    }

    private void demo(RoutingContext request) {
        if (request.normalizedPath().endsWith("/")) {
            // The page names what belongs to it relative to its own address.
            request.redirect("../demo");
        } else {
            send(request, "demo.html");
        }
    }

    private void send(RoutingContext request, String path) {
        File known = files.get(path);
        if (known != null) {
            send(request, known);
            return;
        }
        vertx.executeBlocking(() -> read(path)).onComplete(read -> {
            if (read.failed()) {
                request.fail(read.cause());
                return;
            }
            read.result().ifPresent(file -> files.put(path, file));
            read.result().ifPresentOrElse(file -> send(request, file), () -> notFound(request));
        });
    }

    private static void send(RoutingContext request, File file) {
        request.response()
                .putHeader("ETag", file.etag())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Type", file.type());
        String asked = request.request().getHeader("If-None-Match");
        if (asked != null && asked.contains(file.etag())) {
            request.response().setStatusCode(304).end();
        } else {
            request.response().end(file.content());
        }
    }

    private Optional<File> read(String path) throws IOException {
        try (InputStream stream =
                Pages.class.getClassLoader().getResourceAsStream(folder + "/" + path)) {
            if (stream == null) {
                return Optional.empty();
            }
            byte[] content = stream.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            String etag = "\"" + HexFormat.of().formatHex(hash, 0, 16) + "\"";
            return Optional.of(new File(Buffer.buffer(content), etag, typeOf(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String typeOf(String path) {
        // To the table, .ts is video.
        String type = path.endsWith(".d.ts") ? "text/plain" : MimeMapping.mimeTypeForFilename(path);
        if (type == null) {
            return "application/octet-stream";
        }
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }

    private String contentSecurityPolicy() {
        String connect = "connect-src 'self'";
        if (settings.demoSipWebSocket() != null) {
            URI pbx = URI.create(settings.demoSipWebSocket());
            connect += " " + pbx.getScheme() + "://" + pbx.getRawAuthority();
        }
        return "default-src 'self'; " + connect + "; img-src 'self' data:; object-src 'none';"
                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
