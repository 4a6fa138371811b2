package dev.referee.log;

import dev.referee.model.TransferEvent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The events of all transfers, append-only. Whoever was told of an entry can come back with its
 * position and gets what followed, or learns that it cannot be had.
 *
 * <p>Safe for use by several threads. Nothing here blocks: what takes time is told later.
 */
public interface EventLog extends AutoCloseable {
    /** The position of the newest entry that was told. */
    Position newest();

    /**
     * Takes events, oldest first; those that come together are kept in one go. The listeners are
     * told of each once it is kept as safely as this log keeps things, so that nothing that was told
     * can be lost later. An event whose id is in the log already changes nothing, and neither does
     * one that follows its transfer's end.
     */
    void append(List<TransferEvent> events);

    /** The same for one event. */
    default void append(TransferEvent event) {
        append(List.of(event));
    }

    /**
     * The entries after a position, oldest first.
     *
     * @param most at least 1; where there are more, the oldest of them come
     * @return empty when some that followed the position are lost: never a part of them. Completes
     *     on any thread, and never with a failure
     */
    CompletionStage<Optional<List<Entry>>> after(Position from, int most);

    /** The newest entry of every transfer that is under way or ended lately. */
    Current current();

    /** The same of the transfers alone in which a leg has or had a part. */
    Current currentOfLeg(String uniqueid);

    /** The same of the transfers alone in which an endpoint has or had a part. */
    Current currentOfEndpoint(String name);

    /**
     * Tells every entry from now on, in order, on a thread of the log or of whoever appends: a
     * listener must not block and hands over to its own thread.
     *
     * @return runs to stop listening
     */
    Runnable listen(Consumer<Entry> listener);

    /** Whether entries are kept as safely as they should be. */
    Status status();

    /** Keeps what was appended and ends. Waits for a few seconds at most. */
    @Override
    void close();

    /**
     * A place in the log.
     *
     * @param epoch names the history. A new one begins when it can no longer be promised that what
     *     was told under the old one is kept
     * @param offset grows from entry to entry, also into a new epoch of the same log, and not always
     *     by one; 0 before the first. Less than 2<sup>53</sup>, which JavaScript can count
     */
    record Position(String epoch, long offset) {}

    /**
     * One entry.
     *
     * @param parties all that were named up to here: who rang first still learns who picked up
     * @param cloudEvent the event as CloudEvents 1.0 JSON, encoded once
     */
    record Entry(Position position, TransferEvent event, Parties parties, String cloudEvent) {
        /** The offset of the position. */
        public long offset() {
            return position.offset();
        }
    }

    /**
     * What is the case at a position.
     *
     * @param at the position of the newest entry of all
     * @param newest of each transfer, oldest first
     */
    record Current(Position at, List<Entry> newest) {
        public Current {
            newest = List.copyOf(newest);
        }
    }

    /**
     * How a log does.
     *
     * @param detail one sentence for an administrator, which anybody can read
     */
    record Status(boolean up, String detail) {}
}
