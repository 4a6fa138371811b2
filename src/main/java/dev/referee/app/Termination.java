package dev.referee.app;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the main thread wait until the process is told to end (SIGINT, SIGTERM), and lets the process
 * wait until the main thread has tidied up and closed this.
 */
final class Termination implements AutoCloseable {
    private static final int TIDY_SECONDS = 15;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch tidied = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().unstarted(this::askAndWait);

    Termination() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Blocks until the process is told to end, the limit has passed, or something has ended.
     *
     * @param limit null for none
     */
    void await(@Nullable Duration limit, CompletionStage<Void> orEnded) {
        orEnded.whenComplete((nothing, failure) -> asked.countDown());
        try {
            if (limit == null) {
                asked.await();
            } else if (!asked.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                asked.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is tidied up: the process may end. */
    @Override
    public void close() {
        tidied.countDown();
    }

    private void askAndWait() {
        asked.countDown();
        try {
            if (!tidied.await(TIDY_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "referee: the shutdown did not finish within " + TIDY_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
