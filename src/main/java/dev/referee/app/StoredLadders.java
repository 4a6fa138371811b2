package dev.referee.app;

import dev.referee.edge.Ladders;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.LadderJson;
import dev.referee.log.Traces;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The ladders that were kept, for the edge. */
final class StoredLadders {
    private StoredLadders() {}

    static Ladders of(Traces traces) {
        return transfer -> Future.fromCompletionStage(traces.find(transfer))
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture("Ladders cannot be read now")))
                .map(parts -> parts.stream()
                        .map(JsonObject::new)
                        .map(LadderJson::decode)
                        .reduce(Ladder::continuedBy));
    }
}
