package dev.referee.edge.server;

import dev.referee.edge.AdminApi;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Ladders;
import dev.referee.edge.Readiness;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * The server that browsers and back ends connect to: the sockets and streams of docs/PROTOCOL.md at
 * {@code /v1/events}, the transfers at {@code /v1/transfers}, the pages, {@code /healthz}, {@code
 * /readyz} and {@code /metrics}. It reads the log and the dialogs, which others fill on any thread.
 */
public final class Edge {
    private final Vertx vertx;
    private final EdgeServer server;
    private Future<String> deployment = Future.failedFuture("not started");
    private @Nullable Future<Void> stopped;

    /**
     * Creates an edge that is not started yet.
     *
     * @param readiness is asked on an event loop and must not block
     * @param metrics gives Prometheus' text format, likewise
     * @param administration what else administrators may ask
     */
    public Edge(
            Vertx vertx,
            EdgeSettings settings,
            EventLog log,
            DialogBook dialogs,
            Supplier<Readiness> readiness,
            Supplier<String> metrics,
            AdminApi administration,
            Ladders ladders) {
        this(vertx, settings, log, dialogs, readiness, metrics, administration, ladders, "web");
    }

    /** With the pages of another folder of the classpath. */
    Edge(
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
        this.server = new EdgeServer(
                vertx,
                settings,
                log,
                dialogs,
                readiness,
                metrics,
                administration,
                ladders,
                pageFolder);
    }

    /**
     * Opens the port. Call it once.
     *
     * @return the port that was opened; fails with a message for the administrator when it cannot be
     */
    public synchronized Future<Integer> start() {
        deployment = vertx.deployVerticle(server);
        return deployment.map(id -> server.port());
    }

    /**
     * Gets the keys for tokens of other settings, of which nothing else is looked at; those before go
     * on counting. Any thread may ask.
     *
     * @param next where it takes no tokens, and where none were taken so far, nothing changes
     * @return makes them count, from any thread: a token that counts by them no longer ends as one that
     *     has expired. Fails with a message for the administrator when a key cannot be used
     */
    public Future<Supplier<Future<Void>>> prepare(EdgeSettings next) {
        return server.prepare(next);
    }

    /** Whether the key sets for tokens could be read when that was tried last. Any thread may ask. */
    public boolean areKeySetsRead() {
        return server.areKeySetsRead();
    }

    /** How many are connected or wait for an answer. Any thread may ask. */
    public int connections() {
        return server.connections();
    }

    /**
     * Asks every browser to come back later, closes all sockets, and frees the port. Takes about two
     * seconds at most. Does nothing when it was not started, and nothing more when called again.
     */
    public synchronized Future<Void> stop() {
        if (stopped == null) {
            stopped = deployment.compose(vertx::undeploy, notStarted -> Future.succeededFuture());
        }
        return stopped;
    }
}
