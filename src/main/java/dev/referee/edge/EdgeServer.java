package dev.referee.edge;

import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.token.Tokens;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;

import org.jspecify.annotations.Nullable;

import java.net.BindException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The HTTP server with its sockets. All of it lives on the one context that it is deployed on. */
final class EdgeServer implements Deployable {
    private static final String SOCKET_PATH = "/v1/events";
    private static final String SUBPROTOCOL = "referee.v1";

    /** Sockets over the limit that may be told so at one time; the next are refused by HTTP. */
    static final int MAX_TURNED_AWAY = 100;

    /** How far above the limit a frame may be and still be told so: Vert.x cuts at a larger one. */
    private static final int FRAME_TOLERANCE = 4;

    private static final long FAREWELL_MS = 2_000;
    private static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final EventLog log;
    private final DialogBook dialogs;
    private final Pages pages;
    private final Set<Connection> served = new LinkedHashSet<>();
    /** Those served, by who they are; none with 0. */
    private final Map<String, Integer> byPeer = new HashMap<>();

    private final Origins origins;
    private final Set<Connection> turnedAway = new LinkedHashSet<>();
    private volatile int connections;
    private @Nullable Running running;
    private @Nullable Promise<Void> allGone;

    private record Running(
            HttpServer server, House house, @Nullable Certificate certificate) {}

    EdgeServer(
            Vertx vertx,
            EdgeSettings settings,
            EventLog log,
            DialogBook dialogs,
            Supplier<Readiness> readiness,
            Supplier<String> metrics,
            String pageFolder) {
        this.vertx = vertx;
        this.settings = settings;
        this.log = log;
        this.dialogs = dialogs;
        this.origins = new Origins(settings);
        this.pages = new Pages(vertx, settings, readiness, log::status, metrics, pageFolder);
    }

    /** The port, once deployed. */
    int port() {
        return Objects.requireNonNull(running, "not deployed").server().actualPort();
    }

    /** How many sockets are served. Any thread may ask. */
    int connections() {
        return connections;
    }

    @Override
    public Future<?> deploy(Context context) {
        House house = house(context);
        Certificate certificate =
                settings.tls() == null ? null : new Certificate(vertx, settings.tls());
        Future<Void> keys = house.tokens() == null
                ? Future.succeededFuture()
                : house.tokens().start();
        return keys.compose(nothing -> options(certificate))
                .map(vertx::createHttpServer)
                .compose(server -> listen(new Running(server, house, certificate)));
    }

    private House house(Context context) {
        return new House(
                vertx,
                settings,
                new Hub(log, context, () -> closeAll(CloseCode.INTERNAL_ERROR)),
                new DialogGate(vertx, context, dialogs, settings.dialogWait()),
                settings.tokens() == null ? null : new Tokens(vertx, settings.tokens()),
                new Attempts(
                        settings.maxAttempts(),
                        settings.maxAttemptsPerAddress(),
                        EdgeServer::nowMs),
                EdgeServer::nowMs);
    }

    private Future<?> listen(Running all) {
        Router router = Router.router(vertx);
        pages.addHeaders(router);
        pages.addRoutes(router);
        return all.server()
                .requestHandler(request -> {
                    // Not through the router: it would wrap the socket, which could not be cut.
                    if (SOCKET_PATH.equals(request.path())) {
                        upgrade(all, request);
                    } else {
                        router.handle(request);
                    }
                })
                .listen(settings.port(), settings.host())
                .recover(failure -> Future.failedFuture(explain(failure)))
                .onSuccess(listening -> {
                    all.house().hub().start();
                    all.house().gate().open();
                    if (all.certificate() != null) {
                        all.certificate().watch(listening);
                    }
                    running = all;
                });
    }

    @Override
    public Future<?> undeploy(Context context) {
        Running all = running;
        running = null;
        if (all == null) {
            return Future.succeededFuture();
        }
        all.house().hub().stop();
        all.house().gate().shut();
        if (all.house().tokens() != null) {
            all.house().tokens().stop();
        }
        if (all.certificate() != null) {
            all.certificate().stop();
        }
        Promise<Void> gone = Promise.promise();
        allGone = gone;
        closeAll(CloseCode.SHUTTING_DOWN);
        checkAllGone();
        return gone.future()
                .timeout(FAREWELL_MS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(nothing -> {
                    all().forEach(Connection::cut);
                    return all.server().close();
                });
    }

    private Future<HttpServerOptions> options(@Nullable Certificate certificate) {
        HttpServerOptions options = options();
        return certificate == null
                ? Future.succeededFuture(options)
                : certificate.first().map(pair -> {
                    // Sockets need HTTP/1.1: Vert.x 5.0.8 has none over HTTP/2.
                    options.setSsl(true).setUseAlpn(false).setKeyCertOptions(pair);
                    return options;
                });
    }

    private HttpServerOptions options() {
        Duration idle = settings.pingInterval().multipliedBy(3);
        if (idle.compareTo(SHORTEST_IDLE_TIMEOUT) < 0) {
            idle = SHORTEST_IDLE_TIMEOUT;
        }
        return new HttpServerOptions()
                .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
                .setMaxWebSocketFrameSize(
                        Math.multiplyExact(FRAME_TOLERANCE, settings.maxFrameBytes()))
                // A small compressed frame could grow without a limit.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) idle.toSeconds());
    }

    /** Milliseconds since any fixed moment. */
    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private Throwable explain(Throwable failure) {
        if (failure instanceof BindException) {
            return new IllegalStateException(
                    "Port " + settings.port() + " on " + settings.host() + " cannot be had ("
                            + failure.getMessage() + "). Stop the program that uses it, or choose"
                            + " another address with listen.port and listen.host"
                            + " (REFEREE_LISTEN_PORT, REFEREE_LISTEN_HOST).",
                    failure);
        }
        return failure;
    }

    private void upgrade(Running all, HttpServerRequest request) {
        String offered = request.getHeader("Sec-WebSocket-Protocol");
        String peer = Peer.of(request.remoteAddress().hostAddress());
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.response().putHeader("Upgrade", "websocket");
            refuse(request, 426, "Connect to this address with a WebSocket.");
        } else if (offered != null && !offersOurs(offered)) {
            refuse(request, 400, "Offer the subprotocol " + SUBPROTOCOL + ", or none.");
        } else if (!origins.allow(request.getHeader("Origin"), request.getHeader("Host"))) {
            refuse(request, 403, "Pages of this origin may not connect: see listen.origins.");
        } else if (running == null || (isFull(peer) && turnedAway.size() >= MAX_TURNED_AWAY)) {
            request.response().putHeader("Retry-After", "10");
            refuse(request, 503, "No socket can be opened now. Try again later.");
        } else {
            request.toWebSocket()
                    .onSuccess(socket -> opened(all, socket, peer))
                    .onFailure(broken -> endBrokenHandshake(request));
        }
    }

    /** Vert.x answers some faults of a handshake and leaves others without an answer. */
    private static void endBrokenHandshake(HttpServerRequest request) {
        if (!request.response().ended()) {
            refuse(request, 400, "This is no WebSocket handshake (RFC 6455 section 4.2.1).");
        }
        request.connection().close();
    }

    private static void refuse(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(text + "\n");
    }

    private static boolean offersOurs(String offered) {
        return Arrays.stream(offered.split(",")).anyMatch(name -> name.strip().equals(SUBPROTOCOL));
    }

    private void opened(Running all, ServerWebSocket socket, String peer) {
        Connection connection = new Connection(vertx, socket, settings, EdgeServer::nowMs);
        Session session = new Session(connection, all.house(), peer, () -> gone(connection, peer));
        connection.listen(session);
        if (running == null || isFull(peer)) {
            turnedAway.add(connection);
            connection.close(
                    running == null ? CloseCode.SHUTTING_DOWN : CloseCode.TOO_MANY_CONNECTIONS);
        } else {
            served.add(connection);
            byPeer.merge(peer, 1, Integer::sum);
            connections = served.size();
            session.begin();
        }
    }

    private boolean isFull(String peer) {
        return served.size() >= settings.maxConnections()
                || byPeer.getOrDefault(peer, 0) >= settings.maxConnectionsPerAddress();
    }

    private void gone(Connection connection, String peer) {
        if (served.remove(connection)) {
            byPeer.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
        }
        connections = served.size();
        turnedAway.remove(connection);
        checkAllGone();
    }

    private void closeAll(CloseCode code) {
        all().forEach(connection -> connection.close(code));
    }

    private void checkAllGone() {
        if (allGone != null && all().isEmpty()) {
            allGone.tryComplete();
        }
    }

    private List<Connection> all() {
        return Stream.concat(served.stream(), turnedAway.stream()).toList();
    }
}
