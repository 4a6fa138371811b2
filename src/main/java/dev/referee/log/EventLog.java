package dev.referee.log;

import dev.referee.model.TransferEvent;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The events of all transfers, append-only. A position in it is an epoch and an offset: an offset
 * means nothing in another epoch. Safe for use by several threads.
 */
public interface EventLog {
    /** Names this history. A new one begins when the old one was lost. */
    String epoch();

    /** The offset of the newest entry, 0 when there is none yet. */
    long newestOffset();

    /**
     * Appends an event and tells the listeners. An event whose id is in the log already changes
     * nothing.
     *
     * @return the entry, or empty when the event was there already
     */
    Optional<Entry> append(TransferEvent event);

    /**
     * All entries after a position, oldest first; empty optional when some of them are lost (other
     * epoch, an offset that is older than the history or in the future). Never a part of them.
     */
    Optional<List<Entry>> after(String epoch, long offset);

    /** The newest entry of every transfer that is under way or ended lately, oldest first. */
    List<Entry> current();

    /**
     * Tells every entry appended from now on, in order, on the thread of whoever appends: a
     * listener must not block and hands over to its own thread.
     *
     * @return runs to stop listening
     */
    Runnable listen(Consumer<Entry> listener);

    /**
     * One entry.
     *
     * @param offset 1 for the first of the epoch, then without gaps
     * @param cloudEvent the event as CloudEvents 1.0 JSON, encoded once
     */
    record Entry(long offset, TransferEvent event, String cloudEvent) {}
}
