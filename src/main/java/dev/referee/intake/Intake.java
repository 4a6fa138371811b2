package dev.referee.intake;

import io.vertx.core.Future;

/**
 * A connection to a PBX that keeps itself up: it connects, reads what is going on, tells facts, and
 * reconnects for ever with backoff and jitter when it is cut. Facts are told on the Vert.x context
 * that the intake was created with, in the source's own order.
 */
public interface Intake {
    /** Begins connecting. Succeeds at once; failures to connect are told by {@link #status}. */
    Future<Void> start();

    /** Stops for good: no fact follows after the future has succeeded. */
    Future<Void> stop();

    /** How the connection stands now. May be called by any thread. */
    SourceStatus status();
}
