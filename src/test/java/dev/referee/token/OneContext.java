package dev.referee.token;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks {@link Tokens} on one context, as a server does, and waits for the answer. */
final class OneContext {
    private final Context context;

    OneContext(Vertx vertx) {
        context = vertx.getOrCreateContext();
    }

    /** Fails with the message of a future that fails. */
    void start(Tokens tokens) {
        await(on(tokens::start));
    }

    Optional<Grant> check(Tokens tokens, String token) {
        return await(on(() -> tokens.check(token)));
    }

    private <T> Future<T> on(Supplier<Future<T>> ask) {
        return Future.future(
                answer -> context.runOnContext(nothing -> ask.get().onComplete(answer)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(String.valueOf(e.getMessage()), e);
        }
    }
}
