package dev.referee.lab.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The lines that a client shows. Thread-safe. */
final class Shown {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final String client;
    private final Pattern noise;
    private final List<String> lines = new ArrayList<>(); // guarded by this
    private long latest = System.nanoTime(); // guarded by this

    /**
     * Of a client.
     *
     * @param client its name, for messages
     * @param noise is found in lines that say nothing of the transfer
     */
    Shown(String client, Pattern noise) {
        this.client = client;
        this.noise = noise;
    }

    synchronized void add(String line) {
        lines.add(line);
        latest = noise.asPredicate().test(line) ? latest : System.nanoTime();
        notifyAll();
    }

    synchronized void clear() {
        lines.clear();
    }

    /** Waits for a line in which this is found. */
    synchronized void await(Pattern wanted) {
        BooleanSupplier isShown = () -> lines.stream().anyMatch(wanted.asPredicate());
        if (!waitFor(PATIENCE, isShown)) {
            throw new AssertionError(
                    client + " did not show \"" + wanted + "\" but " + String.join(" / ", lines));
        }
    }

    /** Waits until nothing more is shown, but for noise, and lists what was. */
    synchronized List<String> awaitQuiet() {
        long start = System.nanoTime();
        waitFor(LONGEST, () -> System.nanoTime() - Math.max(start, latest) > QUIET.toNanos());
        return lines.stream().filter(noise.asPredicate().negate()).toList();
    }

    private synchronized boolean waitFor(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                wait(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        return true;
    }
}
