package dev.referee.intake.ari;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Questions to an ARI about Asterisk itself and about the account. Changes nothing. */
public final class AriProbe {
    private static final AriLimits LIMITS = AriLimits.DEFAULT;

    private final Vertx vertx;
    private final AriSettings settings;
    private final AriAddress address;
    private final HttpClient http;
    private final WebSocketClient sockets;
    private final Duration patience;
    private @Nullable VertxWsClient socket;

    /**
     * Connects with nothing yet. Throws IllegalArgumentException when the URL is not one of an HTTP
     * server.
     *
     * @param patience how long an answer may take
     */
    public AriProbe(Vertx vertx, AriSettings settings, Duration patience) {
        this.vertx = vertx;
        this.settings = settings;
        this.address = new AriAddress(settings);
        this.patience = patience;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setSsl(address.tls()).setKeepAlive(false));
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(address.tls())
                .setClosingTimeout(1)
                .setMaxFrameSize(LIMITS.messageBytes())
                .setMaxMessageSize(LIMITS.messageBytes()));
    }

    /**
     * What the server answered.
     *
     * @param date the Date header: the server's clock, to the second; empty where there is none
     */
    public record Reply(int status, String body, Optional<String> date) {
        /** Whether it did what it was asked for. */
        public boolean success() {
            return status / 100 == 2;
        }
    }

    /**
     * Gets something.
     *
     * @param path below {@code /ari}, each part encoded by {@link #part}
     */
    public Future<Reply> get(String path) {
        return send(HttpMethod.GET, path);
    }

    /**
     * Asks to hang up a channel that there is not: 403 says that the account may only read, 404 that
     * it may change things. Changes nothing either way.
     */
    public Future<Reply> tryToChange() {
        return send(HttpMethod.DELETE, "/channels/referee-doctor-no-such-channel");
    }

    /** A part of a path, encoded. */
    public static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Future<Reply> send(HttpMethod method, String path) {
        RequestOptions options = address.to(new RequestOptions(), path, null)
                .setMethod(method)
                .setConnectTimeout(patience.toMillis())
                .setIdleTimeout(patience.toMillis());
        return http.request(options)
                .compose(request -> request.send())
                .compose(AriProbe::reply)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Future<Reply> reply(HttpClientResponse response) {
        Promise<Reply> done = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(done::tryFail);
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > LIMITS.bodyBytes()) {
                done.tryFail(new IOException("an answer of over " + LIMITS.bodyBytes() + " bytes"));
                var unused = response.request().reset();
            }
        });
        response.endHandler(end -> done.tryComplete(new Reply(
                response.statusCode(),
                body.toString(),
                Optional.ofNullable(response.getHeader("Date")))));
        return done.future();
    }

    /**
     * Opens an event socket as an application of this name, for everything that happens.
     *
     * @param heard takes each event's JSON
     * @return done when it is open
     */
    public Future<Void> listen(String application, Consumer<String> heard) {
        Promise<Void> opened = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> {
            VertxWsClient made = new VertxWsClient(
                    vertx,
                    sockets,
                    address,
                    settings.pingInterval(),
                    patience,
                    new Listening(opened, heard));
            socket = made;
            AriApi.open(new VertxHttpClient(http, address, LIMITS), made)
                    .compose(asterisk -> {
                        try {
                            asterisk.listen(application);
                            return opened.future();
                        } catch (ch.loway.oss.ari4java.tools.RestException e) {
                            return Future.failedFuture(e);
                        }
                    })
                    .onFailure(opened::tryFail);
        });
        return opened.future().timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Listening(Promise<Void> done, Consumer<String> to)
            implements VertxWsClient.Listener {
        @Override
        public void opened() {
            done.tryComplete();
        }

        @Override
        public void heard(String message) {
            done.tryComplete();
            to.accept(message);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            done.tryFail(cause == null ? new IOException("Asterisk closed the socket") : cause);
        }
    }

    /** What an HTTP status that is no success means, and what to do. */
    public String meaning(int status) {
        return Ending.of(address, status).detail() + ".";
    }

    /** What a failure means, and what to do. Holds no secret. */
    public String meaning(Throwable failure) {
        return Ending.of(address, failure).detail() + ".";
    }

    /** Closes what is open. */
    public Future<Void> close() {
        VertxWsClient open = socket;
        if (open != null) {
            open.destroy();
        }
        return Future.join(http.close(), sockets.close()).mapEmpty();
    }
}
