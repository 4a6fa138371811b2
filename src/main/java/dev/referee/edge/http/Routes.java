package dev.referee.edge.http;

import dev.referee.edge.AdminApi;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Ladders;
import dev.referee.edge.Readiness;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.client.ConnectionLimits;
import dev.referee.edge.feed.Hub;
import dev.referee.log.EventLog;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import java.util.function.Supplier;

/** All that is answered by plain HTTP: the pages, and what is asked under {@code /v1/}. */
public final class Routes {
    /** Where the events are, as a stream and as sockets. */
    public static final String EVENTS = "/v1/events";

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final AdminApi administration;
    private final Ladders ladders;
    private final Documents documents = Documents.read();
    private final Pages pages;

    /**
     * Reads what is said of the interface, which blocks.
     *
     * @param readiness is asked on an event loop and must not block
     * @param log how the log stands, likewise
     * @param metrics gives Prometheus' text format, likewise
     * @param administration what else administrators may ask
     * @param ladders where ladders are
     * @param pageFolder of the classpath
     */
    public Routes(
            Vertx vertx,
            EdgeSettings settings,
            Supplier<Readiness> readiness,
            Supplier<EventLog.Status> log,
            Supplier<String> metrics,
            AdminApi administration,
            Ladders ladders,
            String pageFolder) {
        this.vertx = vertx;
        this.settings = settings;
        this.administration = administration;
        this.ladders = ladders;
        this.pages = new Pages(vertx, settings, readiness, log, metrics, pageFolder);
    }

    /** Answers every request. */
    public Router router(Hub hub, Authorizer authorizer, ConnectionLimits connectionLimits) {
        Router router = Router.router(vertx);
        pages.addHeaders(router);
        // First: whom administrators' part greets is its own affair.
        new AdminRoutes(vertx, authorizer, connectionLimits, administration).addRoutes(router);
        new Api(vertx, settings, hub, authorizer, connectionLimits, ladders, documents)
                .addRoutes(router);
        pages.addRoutes(router);
        return router;
    }
}
