package dev.referee.edge;

import dev.referee.ladder.Ladder;

import io.vertx.core.Future;

import java.util.Optional;

/** Where the edge gets the ladders of transfers from. Asked on an event loop, must not block. */
public interface Ladders {
    /**
     * The ladder of one transfer; completes on any thread.
     *
     * @return empty when there is none; fails when it cannot be read now
     */
    Future<Optional<Ladder>> find(String transfer);

    /** One that has none. */
    static Ladders none() {
        return transfer -> Future.succeededFuture(Optional.empty());
    }
}
