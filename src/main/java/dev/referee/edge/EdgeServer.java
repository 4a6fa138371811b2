package dev.referee.edge;

import dev.referee.edge.Problem.Kind;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Position;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The HTTP server with its sockets. All of it lives on the one context that it is deployed on. */
final class EdgeServer implements Deployable {
    static final String SOCKET_PATH = "/v1/events";
    private static final String SUBPROTOCOL = "referee.v1";
    private static final List<String> SUBPROTOCOLS = List.of(SUBPROTOCOL, PlainEvents.SUBPROTOCOL);

    /** How far above the limit a frame may be and still be told so: Vert.x cuts at a larger one. */
    private static final int FRAME_TOLERANCE = 4;

    private static final long FAREWELL_MS = 2_000;
    private static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final EventLog log;
    private final DialogBook dialogs;
    private final Pages pages;
    private final Origins origins;
    private final Guests guests;
    private final AdminApi administration;
    private final Documents documents = Documents.read();
    private @Nullable Running running;

    private record Running(
            HttpServer server, House house, @Nullable Certificate certificate) {}

    EdgeServer(
            Vertx vertx,
            EdgeSettings settings,
            EventLog log,
            DialogBook dialogs,
            Supplier<Readiness> readiness,
            Supplier<String> metrics,
            AdminApi administration,
            String pageFolder) {
        this.vertx = vertx;
        this.administration = administration;
        this.settings = settings;
        this.log = log;
        this.dialogs = dialogs;
        this.origins = new Origins(settings);
        this.guests = new Guests(settings);
        this.pages = new Pages(vertx, settings, readiness, log::status, metrics, pageFolder);
    }

    /** The port, once deployed. */
    int port() {
        return Objects.requireNonNull(running, "not deployed").server().actualPort();
    }

    /** How many sockets and other requests are served. Any thread may ask. */
    int connections() {
        return guests.count();
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
                new Hub(log, context, () -> guests.closeAll(CloseCode.INTERNAL_ERROR)),
                new DialogGate(vertx, context, dialogs, settings.dialogWait()),
                settings.tokens() == null ? null : new Tokens(vertx, settings.tokens()),
                new Attempts(
                        settings.maxAttempts(),
                        settings.maxAttemptsPerAddress(),
                        EdgeServer::nowMs),
                new Attempts(
                        settings.maxFramesPerMinute(),
                        settings.maxFramesPerMinute(),
                        EdgeServer::nowMs),
                EdgeServer::nowMs);
    }

    private Future<?> listen(Running all) {
        Router router = Router.router(vertx);
        pages.addHeaders(router);
        new Api(all.house(), origins, guests, documents, administration).addRoutes(router);
        pages.addRoutes(router);
        return all.server()
                .requestHandler(request -> {
                    // Not through the router: it would wrap the socket, which could not be cut.
                    if (SOCKET_PATH.equals(request.path())
                            && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
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
        guests.close(gone::tryComplete);
        return gone.future()
                .timeout(FAREWELL_MS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(nothing -> {
                    guests.cutAll();
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
                .setWebSocketSubProtocols(SUBPROTOCOLS)
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
        String protocol = protocol(request.getHeader("Sec-WebSocket-Protocol"));
        String peer = Peer.of(request.remoteAddress().hostAddress());
        if (protocol == null) {
            refuse(
                    request,
                    Kind.INVALID_HANDSHAKE,
                    "Offer one of the subprotocols " + String.join(", ", SUBPROTOCOLS)
                            + ", or none.");
        } else if (!origins.allow(request.getHeader("Origin"), request.getHeader("Host"))) {
            refuse(
                    request,
                    Kind.ORIGIN_NOT_ALLOWED,
                    "Pages of this origin may not connect: see listen.origins.");
        } else if (guests.isCrowded(peer)) {
            Problem.noPlace().answer(request.response());
        } else if (protocol.equals(PlainEvents.SUBPROTOCOL)) {
            admit(all, request, peer);
        } else {
            request.toWebSocket()
                    .onSuccess(socket -> opened(all, socket, peer))
                    .onFailure(broken -> endBrokenHandshake(request));
        }
    }

    /** The first of ours among those that are offered, as Vert.x chooses; null for none. */
    private static @Nullable String protocol(@Nullable String offered) {
        return offered == null
                ? SUBPROTOCOL
                : Arrays.stream(offered.split(","))
                        .map(String::strip)
                        .filter(SUBPROTOCOLS::contains)
                        .findFirst()
                        .orElse(null);
    }

    /** Lets one in that wants nothing but events: what it may see is known before it is a socket. */
    private void admit(Running all, HttpServerRequest request, String peer) {
        Caller caller = new Caller(all.house(), peer);
        Guest place = new Pending(request);
        Runnable leave = () -> {
            caller.end();
            guests.leave(place, peer);
        };
        try {
            caller.ask();
            if (!guests.enter(place, peer)) {
                throw Problem.noPlace();
            }
        } catch (Problem problem) {
            problem.answer(request.response());
            return;
        }
        request.connection().closeHandler(gone -> leave.run());
        request.pause();
        caller.admitReader(request)
                .compose(viewer -> {
                    Future<ServerWebSocket> socket = request.toWebSocket();
                    request.resume();
                    return socket.onSuccess(opened -> {
                        guests.leave(place, peer);
                        begin(all, opened, peer, caller, viewer, Positions.resumption(request));
                    });
                })
                .onFailure(failure -> {
                    leave.run();
                    if (failure instanceof Problem problem) {
                        problem.answer(request.response());
                    } else {
                        endBrokenHandshake(request);
                    }
                });
    }

    private void begin(
            Running all,
            ServerWebSocket socket,
            String peer,
            Caller caller,
            Viewer viewer,
            @Nullable Position from) {
        Connection connection = new Connection(vertx, socket, settings, EdgeServer::nowMs);
        PlainEvents events = new PlainEvents(connection, all.house().hub(), viewer, () -> {
            caller.end();
            guests.leave(connection, peer);
        });
        connection.listen(events);
        caller.watch(viewer.topic(), () -> connection.close(CloseCode.TOKEN_ENDED));
        if (guests.enter(connection, peer)) {
            events.begin(from);
        } else {
            guests.turnAway(connection);
        }
    }

    /** Vert.x answers some faults of a handshake and leaves others without an answer. */
    private static void endBrokenHandshake(HttpServerRequest request) {
        refuse(
                request,
                Kind.INVALID_HANDSHAKE,
                "This is no WebSocket handshake (RFC 6455 section 4.2.1).");
        request.connection().close();
    }

    private static void refuse(HttpServerRequest request, Kind kind, String detail) {
        new Problem(kind, detail).answer(request.response());
    }

    private void opened(Running all, ServerWebSocket socket, String peer) {
        Connection connection = new Connection(vertx, socket, settings, EdgeServer::nowMs);
        Session session =
                new Session(connection, all.house(), peer, () -> guests.leave(connection, peer));
        connection.listen(session);
        if (guests.enter(connection, peer)) {
            session.begin();
        } else {
            guests.turnAway(connection);
        }
    }
}
