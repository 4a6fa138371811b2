package dev.referee.edge.feed;

import io.vertx.core.Context;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Brings what others complete on any thread to the edge's context. */
final class OnContext {
    private static final Logger LOG = LoggerFactory.getLogger(OnContext.class);

    private OnContext() {}

    /**
     * Hands over what a stage brings: at once where it is there already, so that the order of things
     * in memory is kept. Called on the context.
     */
    static <T> void tell(Context context, CompletionStage<T> stage, Consumer<T> consumer) {
        if (stage.toCompletableFuture().isDone()) {
            consumer.accept(stage.toCompletableFuture().join());
            return;
        }
        stage.whenComplete((result, failure) -> {
            if (failure == null) {
                context.runOnContext(nothing -> consumer.accept(result));
            } else {
                LOG.error("The log broke its word and failed", failure);
            }
        });
    }
}
