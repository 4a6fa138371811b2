package dev.referee.log;

import dev.referee.log.EventLog.Current;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What waits to be written, and what was told. It is in one of two modes.
 *
 * <p>While all is well, events wait until the writer has committed them, and are told then. In
 * trouble they are told at once, under a new epoch: should Referee end before they can be written,
 * nobody can take the entries that then follow in the file for those. When the trouble is over the
 * writer takes them from memory, as many as are still there.
 *
 * <p>Safe for use by several threads, of which only the writer ever waits.
 */
final class Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final int MOST_IN_A_COMMIT = 1_000;
    private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final LogSettings settings;
    private final InstantSource clock;

    // All below are guarded by this.
    private final Tail tail;
    private final Deque<TransferEvent> waiting = new ArrayDeque<>();
    private final Map<String, Dialog> dialogs = new LinkedHashMap<>();
    private @Nullable Commit committing;
    private long committingSince;
    private @Nullable Trouble trouble;
    /** Whether entries have been told in this trouble. */
    private boolean toldUnwritten;
    /** All entries up to this offset that were told are in the file. */
    private long written;
    /** Whether what the file held at the start is known. */
    private boolean knowsTheFile;

    private boolean closing;
    private long upkeepAt = System.nanoTime();
    private long retryAt = System.nanoTime();

    /** What the writer is to do. */
    sealed interface Work {}

    /** Write these, the dialogs in their order. */
    record Commit(List<TransferEvent> events, List<Entry> entries, Map<String, Dialog> dialogs)
            implements Work {}

    /** Try to get out of the trouble. */
    record Mend() implements Work {}

    /** Forget what is over. */
    record Upkeep() implements Work {}

    /** End. */
    record Stop() implements Work {}

    /**
     * Entries that were told and not written.
     *
     * @param written as in {@link LogFile#mend}
     * @param lostUpTo as in {@link LogFile#mend}
     */
    record Unwritten(long written, List<Tail.Kept> entries, Epochs epochs, long lostUpTo) {}

    /** Goes on from a file. */
    Backlog(LogSettings settings, InstantSource clock, LogFile.Contents contents) {
        this.settings = settings;
        this.clock = clock;
        this.written = contents.newest();
        this.knowsTheFile = true;
        this.tail = new Tail(
                settings.entriesInMemory(), settings.age(), contents.epochs(), contents.newest());
        tail.restore(contents.entries());
        contents.underWay().forEach(tail::restoreUnderWay);
    }

    /**
     * Begins without knowing what is in the file. Its offsets begin with the time in milliseconds:
     * no file has so many entries, so that they follow those in the file whatever it holds.
     */
    Backlog(LogSettings settings, InstantSource clock, Trouble trouble) {
        this.settings = settings;
        this.clock = clock;
        this.written = clock.millis();
        this.knowsTheFile = false;
        this.tail = new Tail(settings.entriesInMemory(), settings.age(), new Epochs(), written);
        this.toldUnwritten = true;
        enter(trouble);
    }

    // --- for everybody ---------------------------------------------------------------------------

    synchronized void append(List<TransferEvent> events) {
        events.forEach(this::append);
        notifyAll();
    }

    private void append(TransferEvent event) {
        if (closing) {
            LOG.warn("{} came after the log was closed", event.id());
            return;
        }
        if (trouble == null && waiting.size() >= settings.entriesInMemory()) {
            enter(new Trouble("more events wait than limits.log_entries_in_memory.", false));
        }
        if (trouble == null) {
            waiting.add(event);
        } else {
            tellUnwritten(event);
        }
    }

    synchronized void keep(String uniqueid, Dialog dialog) {
        dialogs.remove(uniqueid);
        dialogs.put(uniqueid, dialog);
        if (dialogs.size() > settings.dialogs()) {
            dialogs.remove(dialogs.keySet().iterator().next());
        }
        notifyAll();
    }

    /** Goes into trouble when a commit takes too long. */
    synchronized void watch(Duration patience) {
        boolean waits = committing != null && !committing.events().isEmpty();
        if (waits && System.nanoTime() - committingSince > patience.toNanos()) {
            enter(new Trouble("the disk takes too long.", false));
        }
    }

    synchronized Position newest() {
        return tail.position();
    }

    synchronized Current current() {
        tail.forget(clock.instant());
        return tail.current();
    }

    synchronized Current currentOfLeg(String uniqueid) {
        tail.forget(clock.instant());
        return tail.currentOfLeg(uniqueid);
    }

    synchronized Current currentOfEndpoint(String name) {
        tail.forget(clock.instant());
        return tail.currentOfEndpoint(name);
    }

    Runnable listen(Consumer<Entry> listener) {
        return tail.listen(listener);
    }

    /** Whether a position can be gone on from at all. */
    synchronized boolean knows(Position from) {
        return tail.knows(from);
    }

    /** The offset after which all is in memory. */
    synchronized long complete() {
        tail.forget(clock.instant());
        return tail.complete();
    }

    /** The entries after an offset; empty when not all of them are in memory. */
    synchronized Optional<List<Entry>> after(long offset, int most) {
        return offset < complete() ? Optional.empty() : Optional.of(tail.after(offset, most));
    }

    synchronized Position positionOf(long offset) {
        return tail.epochs().positionOf(offset);
    }

    synchronized @Nullable Trouble trouble() {
        return trouble;
    }

    synchronized void close() {
        closing = true;
        notifyAll();
    }

    // --- trouble ---------------------------------------------------------------------------------

    private void enter(Trouble found) {
        LOG.error(
                "Events are not kept: {} They are delivered all the same; those of now are lost"
                        + " if Referee ends before they can be kept (file: {})",
                found.what(),
                settings.file());
        trouble = found;
        retryAt = System.nanoTime() + RETRY_INTERVAL.toNanos();
        Commit interrupted = committing;
        committing = null;
        if (interrupted != null) {
            interrupted.events().forEach(this::tellUnwritten);
            interrupted.dialogs().forEach(dialogs::putIfAbsent);
        }
        waiting.forEach(this::tellUnwritten);
        waiting.clear();
    }

    private void tellUnwritten(TransferEvent event) {
        Entry entry = tail.draft().add(event);
        if (entry == null) {
            return;
        }
        if (!toldUnwritten) {
            toldUnwritten = true;
            tail.beginEpoch();
            entry = tail.draft().add(event);
        }
        if (entry != null) {
            tail.publish(entry, clock.instant());
        }
    }

    // --- for the writer --------------------------------------------------------------------------

    /** Waits for the next thing to do. */
    synchronized Work next() throws InterruptedException {
        while (true) {
            if (trouble == null && !(waiting.isEmpty() && dialogs.isEmpty())) {
                return commit();
            }
            if (closing) {
                return stop();
            }
            long due = trouble == null ? upkeepAt : retryAt;
            long wait = due - System.nanoTime();
            if (wait <= 0) {
                return trouble == null ? new Upkeep() : new Mend();
            }
            wait(Math.ceilDiv(wait, 1_000_000L));
        }
    }

    private Commit commit() {
        List<TransferEvent> events = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        Tail.Draft draft = tail.draft();
        while (!waiting.isEmpty() && events.size() < MOST_IN_A_COMMIT) {
            TransferEvent event = waiting.remove();
            events.add(event);
            Entry entry = draft.add(event);
            if (entry != null) {
                entries.add(entry);
            }
        }
        Commit commit = new Commit(events, entries, new LinkedHashMap<>(dialogs));
        dialogs.clear();
        committing = commit;
        committingSince = System.nanoTime();
        return commit;
    }

    private Stop stop() {
        if (trouble != null && tail.position().offset() > written) {
            LOG.error("Referee ends before the newest events could be kept: {}", trouble.what());
        }
        return new Stop();
    }

    /** Tells the entries of a commit that were new, unless they have been told already. */
    synchronized void committed(List<Entry> added) {
        if (committing != null) {
            committing = null;
            added.forEach(entry -> tail.publish(entry, clock.instant()));
            written = tail.position().offset();
        }
    }

    /** The last work did not succeed. */
    synchronized void failed(Trouble found) {
        Trouble before = trouble;
        if (before == null) {
            enter(found);
            return;
        }
        if (!before.equals(found)) {
            LOG.error("Events are still not kept: {} (file: {})", found.what(), settings.file());
        }
        trouble = found;
        retryAt = System.nanoTime() + RETRY_INTERVAL.toNanos();
    }

    /**
     * The file was opened again.
     *
     * @return whether its transfers under way are ones of an earlier life that nobody follows
     */
    synchronized boolean goOnFrom(LogFile.Contents contents) {
        boolean first = !knowsTheFile;
        knowsTheFile = true;
        if (!first) {
            written = Math.min(written, contents.newest());
        } else if (contents.newest() <= written) {
            tail.epochs().precededBy(contents.epochs(), contents.newest());
        }
        return first;
    }

    synchronized Unwritten unwritten() {
        return new Unwritten(
                written,
                tail.keptAfter(written, MOST_IN_A_COMMIT),
                tail.epochs().copy(),
                tail.complete() > written ? tail.complete() : -1);
    }

    /** A part is written. Returns whether it was the last, with which the trouble is over. */
    synchronized boolean mended(Unwritten part) {
        if (!part.entries().isEmpty()) {
            written = part.entries().getLast().entry().offset();
        }
        if (written < tail.position().offset()) {
            return false;
        }
        trouble = null;
        toldUnwritten = false;
        LOG.info("Events are kept again");
        return true;
    }

    /** Entries were forgotten; more of them at once if there are more, else later. */
    synchronized void keptUp(boolean more) {
        upkeepAt = System.nanoTime() + (more ? 0 : UPKEEP_INTERVAL.toNanos());
    }
}
