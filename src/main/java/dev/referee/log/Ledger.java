package dev.referee.log;

import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What those remember who carry the log's entries elsewhere: how far each has come, and what could
 * not be delivered. As durable as the log that it belongs to, except that a power cut may take the
 * last of it back; then entries are delivered again, never less often.
 *
 * <p>Safe for use by several threads. Nothing here blocks. Stages complete on any thread, and never
 * with a failure.
 */
public interface Ledger extends AutoCloseable {
    /** The most dead letters; beyond it the oldest is forgotten. */
    int MOST_DEAD_LETTERS = 1_000;

    /** How far everybody has come, by name; empty when it cannot be read now. */
    CompletionStage<Optional<Map<String, Standing>>> load();

    /**
     * Keeps how far somebody has come together with what was given up on the way: both or nothing.
     *
     * @return whether it is kept
     */
    CompletionStage<Boolean> save(String carrier, Standing standing, List<DeadLetter> dead);

    /** The newest dead letters, newest first; empty when they cannot be read now. */
    CompletionStage<Optional<List<DeadLetter>>> deadLetters(int most);

    /** Keeps what was saved and ends. Waits for a few seconds at most. */
    @Override
    void close();

    /**
     * How far somebody has come.
     *
     * @param read all entries up to here are settled, except the open ones
     * @param open offsets of entries that are still to be delivered, ascending
     * @param refused the address that wants nothing any more; null while it has not said so
     */
    record Standing(
            Position read, List<Long> open, @Nullable String refused) {
        public Standing {
            open = List.copyOf(open);
        }
    }

    /**
     * What could not be delivered.
     *
     * @param event id of the event; null where several are meant that nobody has any more
     * @param at when it was given up
     * @param attempts how often it was tried
     * @param reason one sentence for an administrator
     * @param request what was sent last, without secrets; null when nothing was
     * @param answer what came back last; null when nothing did
     */
    record DeadLetter(
            String carrier,
            @Nullable String event,
            Instant at,
            int attempts,
            String reason,
            @Nullable String request,
            @Nullable String answer) {}
}
