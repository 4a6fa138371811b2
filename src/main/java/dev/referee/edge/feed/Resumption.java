package dev.referee.edge.feed;

import dev.referee.edge.access.Topic;
import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;

import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects what one subscription has missed, page by page: all of it or nothing. Used on the edge's
 * context only.
 */
final class Resumption {
    private static final int PAGE = 1_000;

    /** How much of the history one browser may have read for it. */
    private static final int MOST_PAGES = 20;

    private final EventLog log;
    private final Context context;
    private final Topic topic;
    private final long until;
    private final int room;
    private final Consumer<Optional<List<Entry>>> onEnd;
    private final List<Entry> missed = new ArrayList<>();
    private int pages;

    /**
     * Creates one that reads nothing yet.
     *
     * @param until the offset of the last entry that counts
     * @param room the most entries; with more, all count as lost
     * @param onEnd takes what was missed, oldest first; empty when it cannot be told
     */
    Resumption(
            EventLog log,
            Context context,
            Topic topic,
            long until,
            int room,
            Consumer<Optional<List<Entry>>> onEnd) {
        this.log = log;
        this.context = context;
        this.topic = topic;
        this.until = until;
        this.room = room;
        this.onEnd = onEnd;
    }

    /** Reads all that follows a position; nothing for null. Call it once. */
    void from(@Nullable Position from) {
        if (from == null) {
            onEnd.accept(Optional.of(List.of()));
        } else if (pages == MOST_PAGES) {
            onEnd.accept(Optional.empty());
        } else {
            pages++;
            OnContext.tell(context, log.after(from, PAGE), this::take);
        }
    }

    private void take(Optional<List<Entry>> page) {
        List<Entry> entries = page.orElse(List.of());
        entries.stream()
                .filter(entry -> entry.offset() <= until && topic.isOf(entry.parties()))
                .forEach(missed::add);
        if (page.isEmpty() || missed.size() > room) {
            onEnd.accept(Optional.empty());
        } else if (entries.isEmpty() || entries.getLast().offset() >= until) {
            onEnd.accept(Optional.of(missed));
        } else {
            from(entries.getLast().position());
        }
    }
}
