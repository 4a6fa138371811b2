package dev.referee.doctor;

import io.vertx.core.Future;

import java.util.concurrent.ExecutionException;

/** Waits for what comes by itself or fails within its own time limit. Not for an event loop. */
final class Waiting {
    private Waiting() {}

    /** What was waited for did not come; the cause says why. */
    static final class Failed extends Exception {
        Failed(Throwable cause) {
            super(cause.getMessage(), cause);
        }

        /** Why. */
        Throwable why() {
            Throwable cause = getCause();
            return cause == null ? this : cause;
        }
    }

    static <T> T on(Future<T> future) throws Failed {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new Failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(e);
        }
    }
}
