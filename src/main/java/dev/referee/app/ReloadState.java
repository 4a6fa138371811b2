package dev.referee.app;

import java.time.Instant;

/** How the configuration was read last, as Prometheus tells it of its own. Any thread may ask. */
final class ReloadState {
    private volatile boolean successful = true;
    private volatile Instant lastSuccess = Instant.now();

    void succeeded() {
        lastSuccess = Instant.now();
        successful = true;
    }

    void failed() {
        successful = false;
    }

    /** Whether it was right when it was read last. */
    boolean isSuccessful() {
        return successful;
    }

    /** When it was right last: at the start, or at a reload. */
    Instant lastSuccess() {
        return lastSuccess;
    }
}
