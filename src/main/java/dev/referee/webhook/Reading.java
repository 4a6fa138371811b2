package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.log.Ledger.Standing;

import io.vertx.core.Context;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads the log for one reader, page after page, as long as that has room. First of all it reads
 * again what the reader had not settled when Referee ended. For one context.
 */
final class Reading {
    private static final int PAGE = 100;
    /** So often the log is asked before what it does not have is lost. */
    static final int MOST_MISSES = 3;

    private static final Duration LOG_AWAY_PAUSE = Duration.ofSeconds(1);

    private final EventLog log;
    private final Context context;
    private final Timing timing;
    private final Reader reader;
    /** Offsets that are to be read again. */
    private final Deque<Long> left = new ArrayDeque<>();

    private Position position;
    private boolean reading;
    private boolean told;
    /** How often in a row the log had no answer. */
    private int misses;

    /** For whom it reads. */
    interface Reader {
        /** How many entries it can take. */
        int room();

        /** Whether an entry is one for it at all. */
        boolean wants(Entry entry);

        /** The next of those that it wants. */
        void take(Entry entry);

        /** The log has lost something. */
        void forgotten(String what);

        /** Something was read: the position has changed. */
        void readOn();
    }

    /** Creates one that begins with what is told from now on. */
    Reading(EventLog log, Context context, Timing timing, Reader reader) {
        this.log = log;
        this.context = context;
        this.timing = timing;
        this.reader = reader;
        this.position = log.newest();
    }

    /** Goes on from there instead. */
    void goOnFrom(Standing before) {
        position = before.read();
        left.addAll(before.open());
    }

    /** All up to here was read, but for what is left. */
    Position position() {
        return position;
    }

    /** Offsets of what is to be read again, ascending. */
    Collection<Long> left() {
        return Collections.unmodifiableCollection(left);
    }

    /** The log has told something. */
    void wake() {
        told = true;
        goOn();
    }

    /** Reads on if there is room. */
    void goOn() {
        int room = reader.room();
        Long offset = left.peek();
        if (reading || (room <= 0 && offset == null)) {
            return;
        }
        reading = true;
        if (offset != null) {
            Position before = new Position(position.epoch(), offset - 1);
            log.after(before, 1).thenAccept(one -> onContext(() -> foundAgain(offset, one)));
        } else {
            told = false;
            log.after(position, Math.min(PAGE, room))
                    .thenAccept(entries -> onContext(() -> took(entries)));
        }
    }

    /**
     * Whether nothing can be said of what was not found: the log cannot read its file now. While it
     * does not know that itself, what is not found again and again is lost.
     */
    private boolean isLogAway(Optional<List<Entry>> found) {
        misses = found.isPresent() ? 0 : misses + 1;
        if (misses == 0 || (misses >= MOST_MISSES && log.status().up())) {
            misses = 0;
            return false;
        }
        timing.after(LOG_AWAY_PAUSE, () -> {
            reading = false;
            goOn();
        });
        return true;
    }

    private void foundAgain(long offset, Optional<List<Entry>> found) {
        if (isLogAway(found)) {
            return;
        }
        reading = false;
        left.poll();
        found.stream()
                .flatMap(List::stream)
                .filter(one -> one.offset() == offset)
                .findFirst()
                .ifPresentOrElse(reader::take, () -> reader.forgotten("An event"));
        reader.readOn();
        goOn();
    }

    private void took(Optional<List<Entry>> entries) {
        if (isLogAway(entries)) {
            return;
        }
        reading = false;
        if (entries.isEmpty()) {
            goOnAfterAGap();
        } else if (!entries.get().isEmpty()) {
            for (Entry entry : entries.get()) {
                position = entry.position();
                if (reader.wants(entry)) {
                    reader.take(entry);
                }
            }
        } else if (!told) {
            return;
        }
        reader.readOn();
        goOn();
    }

    /** The log has forgotten what comes next: of each transfer that it knows the newest follows. */
    private void goOnAfterAGap() {
        reader.forgotten(
                "Everything after offset " + position.offset() + " of epoch " + position.epoch());
        EventLog.Current current = log.current();
        List<Entry> newer = current.newest().stream()
                .filter(entry -> entry.offset() > position.offset() && reader.wants(entry))
                .toList();
        int room = Math.max(0, reader.room());
        newer.subList(Math.max(0, newer.size() - room), newer.size()).forEach(reader::take);
        position = current.at();
    }

    private void onContext(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }
}
