package dev.referee.phone;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The one lock of a set of phones: everything that they learn from SIP is changed under it, and
 * whoever waits for something is woken by every change. Thread-safe.
 */
final class Progress {
    private final Trace trace;

    Progress(Trace trace) {
        this.trace = trace;
    }

    /** Changes what the phones know and wakes all who wait. */
    synchronized void change(Runnable change) {
        change.run();
        notifyAll();
    }

    /** Reads what the phones know. */
    synchronized <T> T read(Supplier<T> what) {
        return what.get();
    }

    /**
     * Waits until the condition holds.
     *
     * @param what the thing waited for, as a person would name it
     * @param known what is known instead, for the failure's message
     * @throws PhoneFailure when it does not hold within the limit
     */
    synchronized void await(
            String what, Supplier<String> known, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000);
            if (left <= 0) {
                throw failure(what + " did not happen within " + limit.toMillis() + " ms: "
                        + known.get());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure("interrupted while waiting for " + what);
            }
        }
    }

    PhoneFailure failure(String message) {
        return new PhoneFailure(message, trace);
    }
}
