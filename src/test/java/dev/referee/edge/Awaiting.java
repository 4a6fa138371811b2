package dev.referee.edge;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
final class Awaiting {
    private Awaiting() {}

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within 30 s");
            }
            Thread.onSpinWait();
        }
    }
}
