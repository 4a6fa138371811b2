package dev.referee.edge;

import io.vertx.core.http.HttpServerRequest;

/** A request on its way to an answer. */
record Pending(HttpServerRequest request) implements Guest {
    @Override
    public void close(CloseCode code) {
        Problem.noPlace().answer(request.response());
    }

    @Override
    public void cut() {
        Guests.cut(request);
    }
}
