package dev.referee.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The ladders of transfers as JSON, one for each process that drew one: a transfer that was under way
 * when Referee was restarted has two. As durable as {@link Notifies}. Bounded by number and by size,
 * and gone with the events of their transfer.
 *
 * <p>Safe for use by several threads. Nothing here blocks. Stages complete on any thread, and never
 * with a failure.
 */
public interface Traces {
    /** The most that are kept of one transfer: the newest. */
    int MOST_PARTS = 4;

    /** Keeps one, in the place of the one that this process kept before. */
    void keep(String transfer, String json);

    /**
     * Those of one transfer, oldest first.
     *
     * @return empty when they cannot be read now
     */
    CompletionStage<Optional<List<String>>> find(String transfer);

    /**
     * One to be kept.
     *
     * @param part the process that drew it; grows from process to process
     */
    record Trace(String transfer, long part, Instant at, String json) {
        private static final long OVERHEAD = 100;

        /** Without what a caller wrote. */
        @Override
        public String toString() {
            return "Trace[" + transfer + ", " + at + "]";
        }

        /** How many bytes it takes, about. */
        long size() {
            return OVERHEAD + transfer.length() + json.length();
        }
    }
}
