package dev.referee.edge.http;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.client.ConnectedClient;
import dev.referee.problem.Problem;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** A request on its way to an answer. */
public record Pending(HttpServerRequest request) implements ConnectedClient {
    @Override
    public void close(CloseCode code) {
        Problem.noPlace().answer(request.response());
    }

    @Override
    public void cut() {
        cut(request);
    }

    /** Ends a request's connection by force. */
    static void cut(HttpServerRequest request) {
        // Vert.x' own close (5.0.8) waits until the other end has read all.
        var unused =
                ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }
}
