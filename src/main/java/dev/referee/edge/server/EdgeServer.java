package dev.referee.edge.server;

import dev.referee.edge.AdminApi;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Ladders;
import dev.referee.edge.Readiness;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.client.ConnectionLimits;
import dev.referee.edge.feed.Hub;
import dev.referee.edge.http.Routes;
import dev.referee.edge.socket.Handshake;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

import org.jspecify.annotations.Nullable;

import java.net.BindException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The HTTP server with its sockets. All of it lives on the one context that it is deployed on. */
final class EdgeServer implements Deployable {
    /** How far above the limit a frame may be and still be told so: Vert.x cuts at a larger one. */
    private static final int FRAME_TOLERANCE = 4;

    private static final long FAREWELL_MS = 2_000;
    private static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final EventLog log;
    private final DialogBook dialogs;
    private final Routes routes;
    private final ConnectionLimits connectionLimits;
    private volatile @Nullable Running running;

    private record Running(
            Context context,
            HttpServer server,
            Hub hub,
            Authorizer authorizer,
            @Nullable Certificate certificate) {}

    EdgeServer(
            Vertx vertx,
            EdgeSettings settings,
            EventLog log,
            DialogBook dialogs,
            Supplier<Readiness> readiness,
            Supplier<String> metrics,
            AdminApi administration,
            Ladders ladders,
            String pageFolder) {
        this.vertx = vertx;
        this.settings = settings;
        this.log = log;
        this.dialogs = dialogs;
        this.connectionLimits = new ConnectionLimits(settings);
        this.routes = new Routes(
                vertx,
                settings,
                readiness,
                log::status,
                metrics,
                administration,
                ladders,
                pageFolder);
    }

    /** The port, once deployed. */
    int port() {
        return Objects.requireNonNull(running, "not deployed").server().actualPort();
    }

    /** How many sockets and other requests are served. Any thread may ask. */
    int connections() {
        return connectionLimits.count();
    }

    /** As {@link Edge#prepare}. */
    Future<Supplier<Future<Void>>> prepare(EdgeSettings next) {
        Running all = running;
        if (all == null) {
            return Future.failedFuture("the server does not run");
        }
        Promise<Supplier<Future<Void>>> prepared = Promise.promise();
        all.context()
                .runOnContext(nothing -> all.authorizer()
                        .prepare(next)
                        .<Supplier<Future<Void>>>map(commit -> () -> run(all.context(), commit))
                        .onComplete(prepared));
        return prepared.future();
    }

    private static Future<Void> run(Context context, Runnable task) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            task.run();
            done.complete();
        });
        return done.future();
    }

    /** As {@link Edge#areKeySetsRead}. */
    boolean areKeySetsRead() {
        Running all = running;
        return all == null || all.authorizer().areKeySetsRead();
    }

    @Override
    public Future<?> deploy(Context context) {
        Hub hub = new Hub(log, context, () -> connectionLimits.closeAll(CloseCode.INTERNAL_ERROR));
        Authorizer authorizer =
                new Authorizer(vertx, context, settings, dialogs, EdgeServer::nowMs);
        Certificate certificate =
                settings.tls() == null ? null : new Certificate(vertx, settings.tls());
        return authorizer
                .prepare()
                .compose(nothing -> options(certificate))
                .map(vertx::createHttpServer)
                .compose(server ->
                        listen(new Running(context, server, hub, authorizer, certificate)));
    }

    private Future<?> listen(Running all) {
        Router router = routes.router(all.hub(), all.authorizer(), connectionLimits);
        Handshake handshake = new Handshake(
                vertx, settings, all.hub(), all.authorizer(), connectionLimits, EdgeServer::nowMs);
        return all.server()
                .requestHandler(request -> {
                    // Not through the router: it would wrap the socket, which could not be cut.
                    if (Routes.EVENTS.equals(request.path())
                            && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
                        handshake.answer(request);
                    } else {
                        router.handle(request);
                    }
                })
                .listen(settings.port(), settings.host())
                .recover(failure -> Future.failedFuture(explain(failure)))
                .onSuccess(listening -> {
                    all.hub().start();
                    all.authorizer().open();
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
        all.hub().stop();
        all.authorizer().shut();
        if (all.certificate() != null) {
            all.certificate().stop();
        }
        Promise<Void> gone = Promise.promise();
        connectionLimits.close(gone::tryComplete);
        return gone.future()
                .timeout(FAREWELL_MS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(nothing -> {
                    connectionLimits.cutAll();
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
                .setWebSocketSubProtocols(Handshake.SUBPROTOCOLS)
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
}
