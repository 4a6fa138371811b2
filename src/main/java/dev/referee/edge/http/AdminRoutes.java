package dev.referee.edge.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.edge.AdminApi;
import dev.referee.edge.AdminApi.Body;
import dev.referee.edge.AdminApi.Operation;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.client.ConnectedClient;
import dev.referee.edge.client.ConnectionLimits;
import dev.referee.edge.client.Peer;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Lets administrators, and nobody else, ask an {@link AdminApi}. Used on the edge's context only. */
final class AdminRoutes {
    private static final int MOST_BODY_BYTES = 65_536;
    private static final int MOST_FILE_BYTES = 16 << 20;
    private static final String FILE = "application/octet-stream";

    /** For how long the rest of a body is read that is refused. */
    private static final Duration DISCARDING = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Authorizer authorizer;
    private final ConnectionLimits connectionLimits;
    private final AdminApi api;
    private boolean isFileTaken;

    AdminRoutes(
            Vertx vertx, Authorizer authorizer, ConnectionLimits connectionLimits, AdminApi api) {
        this.vertx = vertx;
        this.authorizer = authorizer;
        this.connectionLimits = connectionLimits;
        this.api = api;
    }

    void addRoutes(Router router) {
        Map<String, Map<String, Operation>> byPath = new LinkedHashMap<>();
        for (Operation operation : api.operations()) {
            Map<String, Operation> byMethod =
                    byPath.computeIfAbsent(operation.path(), path -> new TreeMap<>());
            byMethod.put(operation.method().name(), operation);
            if (operation.method().equals(HttpMethod.GET)) {
                byMethod.put(HttpMethod.HEAD.name(), operation);
            }
        }
        byPath.forEach((path, byMethod) ->
                router.route(path).handler(request -> handle(request, byMethod)));
    }

    private void handle(RoutingContext request, Map<String, Operation> byMethod) {
        HttpServerRequest asked = request.request();
        String methods = String.join(", ", byMethod.keySet());
        try {
            Api.greet(request, authorizer.origins(), isChange(asked));
            if (asked.method().equals(HttpMethod.OPTIONS)) {
                Api.answerOptions(request, methods, "Authorization, Content-Type");
                return;
            }
            Operation operation = byMethod.get(asked.method().name());
            if (operation == null) {
                throw new Problem(
                        Kind.METHOD_NOT_ALLOWED,
                        "Ask with " + methods + ".",
                        methods + ", OPTIONS");
            }
            check(asked, operation);
            serve(request, operation);
        } catch (Problem problem) {
            request.fail(problem);
        }
    }

    private static boolean isChange(HttpServerRequest asked) {
        return asked.method().equals(HttpMethod.OPTIONS)
                ? !isQuestion(asked.getHeader("Access-Control-Request-Method"))
                : !isQuestion(asked.method().name());
    }

    private static boolean isQuestion(@Nullable String method) {
        return method == null || method.equals("GET") || method.equals("HEAD");
    }

    private static void check(HttpServerRequest asked, Operation operation) throws Problem {
        Api.checkAccepted(asked, Api.JSON);
        if (operation.body() == Body.NONE) {
            Api.checkEmpty(asked);
            return;
        }
        String wanted = operation.body() == Body.FILE ? FILE : Api.JSON;
        String type = asked.getHeader("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(wanted)) {
            throw new Problem(Kind.UNSUPPORTED_MEDIA_TYPE, "Send " + wanted + ".", wanted);
        }
    }

    private void serve(RoutingContext request, Operation operation) throws Problem {
        HttpServerRequest asked = request.request();
        String peer = Peer.of(asked.remoteAddress().hostAddress());
        Caller caller = new Caller(authorizer, peer);
        ConnectedClient client = new Pending(asked);
        caller.ask();
        if (!connectionLimits.enter(client, peer)) {
            throw Problem.noPlace();
        }
        request.addEndHandler(ended -> {
            caller.end();
            connectionLimits.leave(client, peer);
        });
        Context context = vertx.getOrCreateContext();
        asked.pause(); // nothing is read for whoever is no administrator
        caller.admitAdministrator(asked.getHeader("Authorization"))
                .compose(admitted -> operation.body() == Body.FILE
                        ? withFile(request, operation)
                        : withText(request, operation))
                .onComplete(result -> context.runOnContext(nothing -> {
                    if (result.succeeded()) {
                        reply(request, result.result());
                    } else {
                        discard(asked, operation.deadline());
                        request.fail(result.cause());
                    }
                }));
    }

    private Future<AdminApi.Reply> withText(RoutingContext request, Operation operation) {
        return body(request.request(), MOST_BODY_BYTES, operation.deadline())
                .compose(AdminRoutes::text)
                .compose(text -> answer(request, operation, text, Buffer.buffer()));
    }

    /** One after the other: a file is in memory as a whole. */
    private Future<AdminApi.Reply> withFile(RoutingContext request, Operation operation) {
        if (isFileTaken) {
            return Future.failedFuture(new Problem(
                    Kind.UNAVAILABLE, "Another file is being read now. Send it again."));
        }
        isFileTaken = true;
        Context context = vertx.getOrCreateContext();
        return body(request.request(), MOST_FILE_BYTES, operation.deadline())
                .compose(file -> answer(request, operation, "", file))
                .onComplete(done -> context.runOnContext(nothing -> isFileTaken = false));
    }

    private static Future<AdminApi.Reply> answer(
            RoutingContext request, Operation operation, String text, Buffer file) {
        try {
            return operation
                    .service()
                    .answer(new AdminApi.Asked(
                            Objects.requireNonNullElse(request.pathParam("id"), ""),
                            request.request().query(),
                            text,
                            file));
        } catch (Problem problem) {
            return Future.failedFuture(problem);
        }
    }

    private static Future<String> text(Buffer body) {
        try {
            return Future.succeededFuture(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString());
        } catch (CharacterCodingException e) {
            return Future.failedFuture(new Problem(Kind.INVALID_BODY, "Send text in UTF-8."));
        }
    }

    /** Reads what is still coming of a body that nobody wants, but not for ever. */
    private void discard(HttpServerRequest asked, Duration deadline) {
        if (asked.isEnded()) {
            return;
        }
        Duration limit = deadline.compareTo(DISCARDING) < 0 ? deadline : DISCARDING;
        long timer = vertx.setTimer(limit.toMillis(), late -> Pending.cut(asked));
        asked.exceptionHandler(broken -> vertx.cancelTimer(timer));
        asked.endHandler(nothing -> vertx.cancelTimer(timer));
        asked.handler(part -> {});
        asked.resume();
    }

    private Future<Buffer> body(HttpServerRequest asked, int most, Duration deadline) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        asked.exceptionHandler(broken -> whole.tryFail(
                new Problem(Kind.INVALID_BODY, "The body broke off. Send it again.")));
        asked.endHandler(nothing -> whole.tryComplete(read));
        asked.handler(part -> {
            if (read.length() + part.length() <= most) {
                read.appendBuffer(part);
            } else {
                whole.tryFail(new Problem(Kind.BODY_TOO_LARGE, "Send at most " + most + " bytes."));
            }
        });
        long timer = vertx.setTimer(
                deadline.toMillis(),
                late -> whole.tryFail(new Problem(
                        Kind.BODY_TOO_SLOW,
                        "Send the body within " + deadline.toSeconds() + " s.")));
        asked.resume();
        return whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static void reply(RoutingContext request, AdminApi.Reply reply) {
        HttpServerResponse response = request.response()
                .setStatusCode(reply.status())
                .putHeader("Cache-Control", "no-store");
        if (reply.location() != null) {
            response.putHeader("Location", reply.location());
        }
        if (reply.json().isEmpty()) {
            response.end();
        } else {
            response.putHeader("Content-Type", Api.JSON).end(reply.json());
        }
    }
}
