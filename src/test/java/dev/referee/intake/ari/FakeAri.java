package dev.referee.intake.ari;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A fake: a small HTTP server that plays Asterisk's REST interface as far as the intake uses it, and
 * misbehaves on request. A relay before it can fall silent as a dead network does. What a real
 * Asterisk does is proved by the integration tests.
 */
final class FakeAri implements AutoCloseable {
    static final String USER = "referee";
    static final String PASSWORD = "s3cret";

    final Queue<ServerWebSocket> sockets = new ConcurrentLinkedQueue<>();
    final Queue<String> upgrades = new ConcurrentLinkedQueue<>();
    final Queue<String> filters = new ConcurrentLinkedQueue<>();
    final Queue<String> channelReads = new ConcurrentLinkedQueue<>();
    final Map<String, String> channels = new ConcurrentHashMap<>();
    /** Channels that are gone when a variable of theirs is asked for. */
    final Queue<String> emptyVariables = new ConcurrentLinkedQueue<>();

    final Queue<String> withoutVariables = new ConcurrentLinkedQueue<>();

    volatile String version = "{\"apiVersion\":\"11.0.0\"}";
    volatile String bridges = "[]";
    volatile String startupTime = "2026-11-20T22:00:00.000+0000";
    volatile String prefix = "";
    volatile int statusOfAll;
    volatile int statusOfUpgrade;
    volatile int statusOfFilter;
    volatile boolean silent;
    /** Holds back the answer to the list of channels until it is completed. */
    volatile Future<Void> channelsGate = Future.succeededFuture();

    /** Holds back the answer to the read of one channel until it is completed. */
    volatile Future<Void> channelGate = Future.succeededFuture();

    private final HttpServer server;
    private final NetServer relay;
    private final NetClient relayClient;

    FakeAri(Vertx vertx, @Nullable HttpServerOptions options) {
        HttpServerOptions base = options == null ? new HttpServerOptions() : options;
        server = wait(vertx.createHttpServer(base.setMaxWebSocketFrameSize(16 << 20))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
        relayClient = vertx.createNetClient();
        relay = wait(vertx.createNetServer().connectHandler(this::relay).listen(0, "127.0.0.1"));
    }

    /** Where clients connect: the relay before the server. */
    int port() {
        return relay.actualPort();
    }

    /** Sends one event to the newest listener. */
    void tell(String event) {
        newest().writeTextMessage(event);
    }

    /** Ends the newest connection as a stopping Asterisk does. */
    void cut() {
        newest().close();
    }

    private ServerWebSocket newest() {
        ServerWebSocket last = null;
        for (ServerWebSocket socket : sockets) {
            last = socket;
        }
        if (last == null) {
            throw new AssertionError("nobody listens");
        }
        return last;
    }

    private void relay(NetSocket client) {
        client.pause();
        relayClient.connect(server.actualPort(), "127.0.0.1").onSuccess(upstream -> {
            client.handler(data -> pass(upstream, data));
            upstream.handler(data -> pass(client, data));
            client.closeHandler(end -> upstream.close());
            upstream.closeHandler(end -> client.close());
            client.resume();
        });
    }

    private void pass(NetSocket to, Buffer data) {
        if (!silent) {
            to.write(data);
        }
    }

    private void answer(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        if (statusOfAll != 0) {
            end(request, statusOfAll, "");
        } else if (!"Basic cmVmZXJlZTpzM2NyZXQ=".equals(request.getHeader("Authorization"))) {
            end(request, 401, "");
        } else if (!path.startsWith(prefix + "/ari/")) {
            end(request, 404, "");
        } else if (path.endsWith("/ari/events")) {
            upgrade(request);
        } else if (path.endsWith("/eventFilter") && request.method().equals(HttpMethod.PUT)) {
            request.body().onSuccess(body -> {
                filters.add(body.toString());
                end(request, statusOfFilter == 0 ? 200 : statusOfFilter, "{}");
            });
        } else {
            read(request, path.substring(path.indexOf("/ari/") + 4));
        }
    }

    private void read(HttpServerRequest request, String path) {
        switch (path) {
            case "/api-docs/resources.json" -> end(request, 200, version);
            case "/asterisk/info" ->
                end(
                        request,
                        200,
                        "{\"system\":{\"version\":\"23.1.0\"},\"field_of_tomorrow\":1,"
                                + "\"status\":{\"startup_time\":\"" + startupTime + "\"}}");
            case "/channels" ->
                channelsGate.onSuccess(
                        go -> end(request, 200, "[" + String.join(",", channels.values()) + "]"));
            case "/bridges" -> end(request, 200, bridges);
            default -> {
                String[] parts = path.split("/", -1);
                if (path.endsWith("/variable")) {
                    readVariable(request, parts[2]);
                    return;
                }
                readChannel(request, parts[parts.length - 1]);
            }
        }
    }

    private void readVariable(HttpServerRequest request, String id) {
        channelGate.onSuccess(go -> {
            boolean known = !withoutVariables.contains(id);
            String asked = request.getParam("variable") + " of " + id;
            String value = emptyVariables.contains(asked) ? "" : asked;
            end(request, known ? 200 : 404, known ? "{\"value\":\"" + value + "\"}" : "{}");
        });
    }

    private void readChannel(HttpServerRequest request, String id) {
        channelReads.add(id);
        channelGate.onSuccess(go -> {
            String channel = channels.get(id);
            end(request, channel == null ? 404 : 200, channel == null ? "{}" : channel);
        });
    }

    private void upgrade(HttpServerRequest request) {
        upgrades.add(String.valueOf(request.query()));
        if (statusOfUpgrade != 0) {
            end(request, statusOfUpgrade, "");
            return;
        }
        request.toWebSocket().onSuccess(sockets::add);
    }

    private static void end(HttpServerRequest request, int status, String body) {
        request.response().setStatusCode(status).end(body);
    }

    @Override
    public void close() {
        wait(relay.close());
        wait(relayClient.close());
        wait(server.close());
    }

    static <T> T wait(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not come to pass", e);
        }
    }

    static Promise<Void> gate() {
        return Promise.promise();
    }
}
