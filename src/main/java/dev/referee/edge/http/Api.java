package dev.referee.edge.http;

import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Ladders;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.access.LadderVisibility;
import dev.referee.edge.access.Origins;
import dev.referee.edge.access.VisibleTransfers;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.client.ConnectedClient;
import dev.referee.edge.client.ConnectionLimits;
import dev.referee.edge.client.Peer;
import dev.referee.edge.feed.Feed;
import dev.referee.edge.feed.Hub;
import dev.referee.edge.feed.Positions;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.LadderJson;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is asked by plain HTTP under {@code /v1/}: transfers as they stand, and as a stream of events.
 * Whoever asks sees what it would see on the socket. Used on the edge's context only.
 */
final class Api {
    static final String JSON = "application/json";

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final String ALL = "/v1/*";

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final Hub hub;
    private final Authorizer authorizer;
    private final ConnectionLimits connectionLimits;
    private final Ladders ladders;
    private final Documents documents;

    Api(
            Vertx vertx,
            EdgeSettings settings,
            Hub hub,
            Authorizer authorizer,
            ConnectionLimits connectionLimits,
            Ladders ladders,
            Documents documents) {
        this.vertx = vertx;
        this.settings = settings;
        this.hub = hub;
        this.authorizer = authorizer;
        this.connectionLimits = connectionLimits;
        this.ladders = ladders;
        this.documents = documents;
    }

    /** Adds all that is below {@code /v1/}, and last the answer for every other address there. */
    void addRoutes(Router router) {
        router.route(ALL).handler(this::greet);
        router.route("/v1/transfers").handler(this::list);
        router.route("/v1/transfers/:id").handler(this::one);
        router.route("/v1/transfers/:id/ladder").handler(this::ladder);
        router.route(Routes.EVENTS).handler(this::stream);
        router.route("/v1/openapi.json").handler(request -> show(request, documents.openApi()));
        router.route("/v1/asyncapi.json").handler(request -> show(request, documents.asyncApi()));
        router.route(ALL)
                .handler(request -> request.fail(new Problem(
                        Kind.NOT_FOUND, "There is nothing here: see /v1/openapi.json.")));
        router.route(ALL).failureHandler(this::fail);
    }

    /** Answers one kind of question; fails with a {@link Problem}. */
    private interface Service {
        Future<?> answer(Caller caller) throws Problem;
    }

    private void greet(RoutingContext request) {
        try {
            greet(request, authorizer.origins(), false);
        } catch (Problem problem) {
            request.fail(problem);
            return;
        }
        if (request.request().method().equals(HttpMethod.OPTIONS)) {
            answerOptions(request, "GET, HEAD", "Authorization, Last-Event-ID");
        } else {
            request.next();
        }
    }

    /** Lets pages of other origins ask that may (WHATWG Fetch section 3.2). */
    static void greet(RoutingContext request, Origins origins, boolean isChange) throws Problem {
        HttpServerRequest asked = request.request();
        String origin = asked.getHeader("Origin");
        String host = asked.getHeader("Host");
        if (!origins.allowQuestion(origin, host, asked.isSSL())
                || (isChange && !origins.allowChange(origin, host, asked.isSSL()))) {
            throw new Problem(
                    Kind.ORIGIN_NOT_ALLOWED,
                    "Pages of this origin may not send this request: see listen.origins. Call an"
                            + " open server by its IP address.");
        }
        if (origin != null) {
            request.response()
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Vary", "Origin");
        }
    }

    /** Answers with what may be asked, to a page that asks before it does so too. */
    static void answerOptions(RoutingContext request, String methods, String headers) {
        request.response()
                .setStatusCode(204)
                .putHeader("Allow", methods + ", OPTIONS")
                .putHeader("Access-Control-Allow-Methods", methods)
                .putHeader("Access-Control-Allow-Headers", headers)
                .putHeader("Access-Control-Max-Age", "600")
                .end();
    }

    private static void show(RoutingContext request, String document) {
        try {
            check(request.request(), JSON);
            request.response()
                    .putHeader("Content-Type", JSON)
                    .putHeader("Cache-Control", "no-cache")
                    .end(document);
        } catch (Problem problem) {
            request.fail(problem);
        }
    }

    /** Lets a service answer, if a place is free until it has. */
    private void serve(
            RoutingContext request, String type, ConnectedClient client, Service service) {
        String peer = Peer.of(request.request().remoteAddress().hostAddress());
        Caller caller = new Caller(authorizer, peer);
        try {
            check(request.request(), type);
            caller.ask();
            if (!connectionLimits.enter(client, peer)) {
                throw Problem.noPlace();
            }
            request.addEndHandler(ended -> {
                caller.end();
                connectionLimits.leave(client, peer);
            });
            service.answer(caller).onFailure(request::fail);
        } catch (Problem problem) {
            request.fail(problem);
        }
    }

    private static void check(HttpServerRequest asked, String type) throws Problem {
        if (!asked.method().equals(HttpMethod.GET) && !asked.method().equals(HttpMethod.HEAD)) {
            throw new Problem(Kind.METHOD_NOT_ALLOWED, "Ask with GET.");
        }
        checkEmpty(asked);
        checkAccepted(asked, type);
    }

    /** Throws when something has a body. */
    static void checkEmpty(HttpServerRequest asked) throws Problem {
        String length = asked.getHeader("Content-Length");
        if (asked.getHeader("Transfer-Encoding") != null
                || (length != null && !length.equals("0"))) {
            throw new Problem(Kind.BODY_NOT_TAKEN, "Send no body.");
        }
    }

    /** Throws when the asker does not take this type. */
    static void checkAccepted(HttpServerRequest asked, String type) throws Problem {
        String accept = asked.getHeader("Accept");
        if (accept != null && Arrays.stream(accept.split(",")).noneMatch(one -> takes(one, type))) {
            throw new Problem(Kind.NOT_ACCEPTABLE, "Accept " + type + ".");
        }
    }

    /** Whether a media range is one of a type (RFC 9110 section 12.5.1). */
    private static boolean takes(String range, String type) {
        String named = range.split(";", 2)[0].strip();
        return named.equals("*/*")
                || named.equalsIgnoreCase(type)
                || named.equalsIgnoreCase(type.substring(0, type.indexOf('/')) + "/*");
    }

    private void list(RoutingContext request) {
        serve(request, JSON, new Pending(request.request()), caller -> {
            TransferQuery question =
                    TransferQuery.read(request.request().query(), TransferQuery.LIST);
            return admit(request, caller, question)
                    .compose(visible -> answer(request, () -> Lookup.page(hub, visible, question)));
        });
    }

    private void one(RoutingContext request) {
        serve(request, JSON, new Pending(request.request()), caller -> {
            TransferQuery question =
                    TransferQuery.read(request.request().query(), TransferQuery.WHOSE);
            return admit(request, caller, question)
                    .compose(visible -> answer(
                            request, () -> Lookup.one(hub, visible, request.pathParam("id"))));
        });
    }

    private void ladder(RoutingContext request) {
        serve(request, JSON, new Pending(request.request()), caller -> {
            TransferQuery question =
                    TransferQuery.read(request.request().query(), TransferQuery.WHOSE);
            return admit(request, caller, question).compose(visible -> ladder(request, visible));
        });
    }

    private Future<?> ladder(RoutingContext request, VisibleTransfers visible) {
        Lookup.Seen seen;
        try {
            seen = Lookup.find(hub, visible, request.pathParam("id"));
        } catch (Problem problem) {
            return Future.failedFuture(problem);
        }
        Context context = vertx.getOrCreateContext();
        Promise<Optional<Ladder>> here = Promise.promise();
        ladders.find(seen.entry().event().transfer().id())
                .onComplete(found -> context.runOnContext(nothing -> here.handle(found)));
        return here.future()
                .recover(unreadable -> Future.failedFuture(new Problem(
                        Kind.UNAVAILABLE,
                        "Ladders cannot be read now: /readyz may say why. Try again later.")))
                .compose(found -> answer(
                        request,
                        () -> LadderJson.encode(LadderVisibility.of(
                                        found.orElseThrow(() -> new Problem(
                                                Kind.NOT_FOUND,
                                                "This transfer has no ladder: limits.trace_transfers is 0,"
                                                        + " or it was deleted to make room.")),
                                        seen.roles(),
                                        visible.callIds()))
                                .encode()));
    }

    private void stream(RoutingContext request) {
        EventStream stream = new EventStream(vertx, request.request(), settings);
        serve(request, EventStream.MEDIA_TYPE, stream, caller -> {
            if (request.request().getHeader("Sec-WebSocket-Key") != null) {
                throw new Problem(
                        Kind.UPGRADE_MISSING,
                        "The header Upgrade is missing: have the proxy in between let it pass.");
            }
            return caller.admitReader(request.request()).onSuccess(viewer -> {
                if (request.request().method().equals(HttpMethod.HEAD)) {
                    stream.beginHead();
                    return;
                }
                Feed feed = new Feed(hub, viewer, stream);
                request.addEndHandler(ended -> {
                    stream.gone();
                    feed.end();
                });
                caller.watch(viewer.topic(), () -> stream.close(CloseCode.TOKEN_ENDED));
                stream.begin(feed::told);
                feed.begin(Positions.resumption(request.request().getHeader("Last-Event-ID")));
            });
        });
    }

    private static Future<VisibleTransfers> admit(
            RoutingContext request, Caller caller, TransferQuery question) {
        return caller.admit(request.request().getHeader("Authorization"), question.scope());
    }

    /** What is asked for, as JSON. */
    private interface Content {
        String json() throws Problem;
    }

    private static Future<?> answer(RoutingContext request, Content content) {
        try {
            return request.response()
                    .putHeader("Content-Type", JSON)
                    .putHeader("Cache-Control", "no-store")
                    .end(content.json());
        } catch (Problem problem) {
            return Future.failedFuture(problem);
        }
    }

    private void fail(RoutingContext request) {
        @Nullable Throwable failure = request.failure();
        if (!(failure instanceof Problem)) {
            LOG.error("A request could not be answered", failure);
        }
        Problem.of(failure).answer(request.response());
    }
}
