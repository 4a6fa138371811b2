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

    /** The most bytes of all their texts together; beyond it the oldest are forgotten too. */
    long MOST_DEAD_LETTER_BYTES = 16L << 20;

    /** How far everybody has come, by name; empty when it cannot be read now. */
    CompletionStage<Optional<Map<String, Standing>>> load();

    /**
     * Keeps how far somebody has come together with what was given up on the way: both or nothing.
     *
     * @return whether it is kept
     */
    CompletionStage<Boolean> save(String webhook, Standing standing, List<DeadLetter> dead);

    /** What administrators have said of webhooks, by name; empty when it cannot be read now. */
    CompletionStage<Optional<Map<String, Order>>> orders();

    /**
     * Keeps what an administrator says of a webhook, in place of what was said before.
     *
     * @return whether it is kept
     */
    CompletionStage<Boolean> order(String webhook, Order order);

    /**
     * Forgets a webhook: how far it has come, and what was said of it. Its dead letters stay.
     *
     * @return whether it is forgotten
     */
    CompletionStage<Boolean> forget(String webhook);

    /**
     * The newest dead letters, newest first.
     *
     * @param webhook whose; null for all
     * @param before only those with a lower number
     * @return empty when they cannot be read now
     */
    CompletionStage<Optional<List<KeptLetter>>> deadLetters(
            @Nullable String webhook, long before, int most);

    /**
     * Takes a dead letter out: it was delivered after all. One that is not there changes nothing.
     *
     * @return whether it is out
     */
    CompletionStage<Boolean> takeOut(long number);

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

        /** Without the address, whose path and query may be secrets. */
        @Override
        public String toString() {
            return "Standing[" + read + ", " + open.size() + " open"
                    + (refused == null ? "" : ", refused") + "]";
        }
    }

    /**
     * What an administrator has said of a webhook.
     *
     * @param definition who is carried to, in the words of whoever carries; holds secrets. Null
     *     where the configuration says it
     * @param isPaused whether nothing is to be carried
     */
    record Order(@Nullable String definition, boolean isPaused) {
        /** Without the definition. */
        @Override
        public String toString() {
            return "Order[isPaused=" + isPaused + "]";
        }
    }

    /**
     * What could not be delivered, as it is kept.
     *
     * @param number grows from letter to letter, never given twice
     */
    record KeptLetter(long number, DeadLetter letter) {}

    /**
     * What could not be delivered.
     *
     * @param event id of the event; null where several are meant that nobody has any more
     * @param at when it was given up
     * @param attempts how often it was tried
     * @param reason one sentence for an administrator
     * @param headers of what was sent last, without secrets
     * @param request the body of what was sent last, without secrets; null when nothing was
     * @param answer what came back last; null when nothing did
     */
    record DeadLetter(
            String webhook,
            @Nullable String event,
            Instant at,
            int attempts,
            String reason,
            Map<String, String> headers,
            @Nullable String request,
            @Nullable String answer) {
        public DeadLetter {
            headers = Map.copyOf(headers);
        }

        /** Without what was sent and answered, which tells of callers. */
        @Override
        public String toString() {
            return "DeadLetter[" + webhook + ", " + event + ", " + at + "]";
        }
    }
}
