package dev.referee.webhook;

import com.standardwebhooks.Webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A back end with a real HTTP server that answers as it is told. */
public final class Receiver implements AutoCloseable {
    /** What it does with a message. */
    public enum Answer {
        TAKE,
        FAIL,
        GONE,
        REDIRECT,
        HANG,
        HANG_AFTER_STATUS,
        CLOSE,
        OVERLOADED
    }

    /** What came. */
    public record Got(String path, Map<String, String> headers, String body) {
        public String id() {
            return headers.getOrDefault("webhook-id", "");
        }
    }

    public final List<Got> got = new CopyOnWriteArrayList<>();
    public volatile Function<Got, Answer> answers = message -> Answer.TAKE;
    volatile String location = "";
    volatile String retryAfter = "";
    private final boolean isTls;
    private final HttpServer server;

    public Receiver(Vertx vertx) throws Exception {
        this(vertx, new HttpServerOptions());
    }

    Receiver(Vertx vertx, HttpServerOptions options) throws Exception {
        this.isTls = options.isSsl();
        this.server = vertx.createHttpServer(options)
                .requestHandler(this::received)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    public URI url() {
        return URI.create((isTls ? "https" : "http") + "://receiver.example:" + server.actualPort()
                + "/hook?from=referee");
    }

    public int port() {
        return server.actualPort();
    }

    public List<String> ids() {
        return got.stream().map(Got::id).toList();
    }

    private void received(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new java.util.HashMap<>();
            request.headers()
                    .forEach(header -> headers.put(
                            header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
            Got message = new Got(request.uri(), headers, body.toString());
            got.add(message);
            answer(request, answers.apply(message));
        });
    }

    private void answer(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        switch (answer) {
            case TAKE -> response.setStatusCode(204).end();
            case FAIL -> response.setStatusCode(500).end("It is broken.");
            case GONE -> response.setStatusCode(410).end();
            case REDIRECT ->
                response.setStatusCode(307).putHeader("location", location).end();
            case HANG -> {}
            case HANG_AFTER_STATUS -> {
                response.setStatusCode(200).setChunked(true);
                response.write("a part");
            }
            case OVERLOADED ->
                response.setStatusCode(503).putHeader("retry-after", retryAfter).end();
            case CLOSE -> request.connection().close();
        }
    }

    /** Whether the public library takes it for genuine. */
    public static void verify(Got message, String secret) throws Exception {
        Map<String, List<String>> headers = new java.util.HashMap<>();
        message.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        new Webhook(secret).verify(message.body(), headers);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
