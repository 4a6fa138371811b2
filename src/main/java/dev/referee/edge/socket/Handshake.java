package dev.referee.edge.socket;

import dev.referee.edge.EdgeSettings;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.access.Viewer;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.client.ConnectedClient;
import dev.referee.edge.client.ConnectionLimits;
import dev.referee.edge.client.Peer;
import dev.referee.edge.feed.Hub;
import dev.referee.edge.feed.Positions;
import dev.referee.edge.http.Caller;
import dev.referee.edge.http.Pending;
import dev.referee.log.EventLog.Position;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes a socket of a request to upgrade, if whoever sends it may have one. Used on the edge's
 * context only.
 */
public final class Handshake {
    private static final String SUBPROTOCOL = "referee.v1";

    /** What a socket may carry, of which its other end chooses one. */
    public static final List<String> SUBPROTOCOLS = List.of(SUBPROTOCOL, PlainEvents.SUBPROTOCOL);

    private final Vertx vertx;
    private final EdgeSettings settings;
    private final Hub hub;
    private final Authorizer authorizer;
    private final ConnectionLimits connectionLimits;
    private final LongSupplier clock;

    /**
     * Creates one.
     *
     * @param clock milliseconds since any fixed moment
     */
    public Handshake(
            Vertx vertx,
            EdgeSettings settings,
            Hub hub,
            Authorizer authorizer,
            ConnectionLimits connectionLimits,
            LongSupplier clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.hub = hub;
        this.authorizer = authorizer;
        this.connectionLimits = connectionLimits;
        this.clock = clock;
    }

    /** Answers a request to upgrade. */
    public void answer(HttpServerRequest request) {
        String protocol = protocol(request.getHeader("Sec-WebSocket-Protocol"));
        String peer = Peer.of(request.remoteAddress().hostAddress());
        if (protocol == null) {
            refuse(
                    request,
                    Kind.INVALID_HANDSHAKE,
                    "Offer one of the subprotocols " + String.join(", ", SUBPROTOCOLS)
                            + ", or none.");
        } else if (!authorizer
                .origins()
                .allow(request.getHeader("Origin"), request.getHeader("Host"))) {
            refuse(
                    request,
                    Kind.ORIGIN_NOT_ALLOWED,
                    "Pages of this origin may not connect: see listen.origins.");
        } else if (connectionLimits.isCrowded(peer)) {
            Problem.noPlace().answer(request.response());
        } else if (protocol.equals(PlainEvents.SUBPROTOCOL)) {
            admit(request, peer);
        } else {
            request.toWebSocket()
                    .onSuccess(socket -> opened(socket, peer))
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
    private void admit(HttpServerRequest request, String peer) {
        Caller caller = new Caller(authorizer, peer);
        ConnectedClient place = new Pending(request);
        Runnable leave = () -> {
            caller.end();
            connectionLimits.leave(place, peer);
        };
        try {
            caller.ask();
            if (!connectionLimits.enter(place, peer)) {
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
                        connectionLimits.leave(place, peer);
                        begin(
                                opened,
                                peer,
                                caller,
                                viewer,
                                Positions.resumption(request.getHeader("Last-Event-ID")));
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
            ServerWebSocket socket,
            String peer,
            Caller caller,
            Viewer viewer,
            @Nullable Position from) {
        Connection connection = new Connection(vertx, socket, settings, clock);
        PlainEvents events = new PlainEvents(connection, hub, viewer, () -> {
            caller.end();
            connectionLimits.leave(connection, peer);
        });
        connection.listen(events);
        caller.watch(viewer.topic(), () -> connection.close(CloseCode.TOKEN_ENDED));
        if (connectionLimits.enter(connection, peer)) {
            events.begin(from);
        } else {
            connectionLimits.turnAway(connection);
        }
    }

    /** Vert.x answers some faults of a handshake and leaves others without an answer. */
    private static void endBrokenHandshake(HttpServerRequest request) {
        refuse(
                request,
                Kind.INVALID_HANDSHAKE,
                "Not a WebSocket handshake (RFC 6455 section 4.2.1).");
        request.connection().close();
    }

    private static void refuse(HttpServerRequest request, Kind kind, String detail) {
        new Problem(kind, detail).answer(request.response());
    }

    private void opened(ServerWebSocket socket, String peer) {
        Connection connection = new Connection(vertx, socket, settings, clock);
        Session session = new Session(
                connection,
                settings,
                hub,
                authorizer,
                peer,
                () -> connectionLimits.leave(connection, peer));
        connection.listen(session);
        if (connectionLimits.enter(connection, peer)) {
            session.begin();
        } else {
            connectionLimits.turnAway(connection);
        }
    }
}
