package dev.referee.log;

import dev.referee.log.EventLog.Current;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The newest part of a log, in memory: the newest {@code capacity} entries that are no older than
 * {@code memory}, and the newest entry of each transfer. That of an ended transfer is forgotten by
 * the same two limits, that of one under way never: the correlator limits how many of those there
 * are.
 *
 * <p>The events of one transfer come in the order of their sequence, so that an event that is not
 * newer than its transfer's newest is one that was appended before. It is recognised for as long as
 * the transfer is remembered. Guarded by its owner, but for {@link #listen}.
 */
final class Tail {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    private final int capacity;
    private final Duration memory;
    private final TreeMap<Long, Kept> history = new TreeMap<>();
    private final Map<String, Entry> underWay = new HashMap<>();
    /** By transfer, the one that ended first in front. */
    private final Map<String, Kept> ended = new LinkedHashMap<>();

    private final PartyIndex parties = new PartyIndex();

    private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
    private final Epochs epochs;
    private long newest;
    /** Every entry after this offset is here. */
    private long complete;

    /** An entry and since when it is kept. */
    record Kept(Entry entry, Instant since) {}

    /**
     * Creates one without entries.
     *
     * @param capacity the most entries, and the most ended transfers; at least 1
     * @param memory how long an entry and an ended transfer are kept
     * @param newest the offset of the newest entry before, 0 for none
     */
    Tail(int capacity, Duration memory, Epochs epochs, long newest) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
        }
        this.capacity = capacity;
        this.memory = memory;
        this.epochs = epochs;
        this.newest = newest;
        this.complete = newest;
    }

    Epochs epochs() {
        return epochs;
    }

    Position position() {
        return new Position(epochs.present(), newest);
    }

    /** The offset after which nothing is missing here. */
    long complete() {
        return complete;
    }

    /** Begins a new epoch with the next entry. */
    void beginEpoch() {
        epochs.next(newest);
    }

    /** Takes what was kept elsewhere, oldest first, and told before. Tells nobody. */
    void restore(List<Kept> entries) {
        if (!entries.isEmpty()) {
            complete = entries.getFirst().entry().offset() - 1;
        }
        entries.forEach(this::keep);
    }

    /** Takes the newest entry of a transfer under way that is older than the entries here. */
    void restoreUnderWay(Entry entry) {
        underWay.put(entry.event().transfer().id(), entry);
        parties.add(entry);
    }

    /** Begins entries that follow the newest. */
    Draft draft() {
        return new Draft();
    }

    /** Entries to be, one after the other; published or dropped as a whole. */
    final class Draft {
        private final Map<String, Entry> drafted = new HashMap<>();
        private long offset = newest;

        /** The entry of an event, or null where it may not be one. */
        @Nullable
        Entry add(TransferEvent event) {
            String transfer = event.transfer().id();
            Entry before = drafted.getOrDefault(transfer, newestOf(transfer));
            if (before != null && event.sequence() <= before.event().sequence()) {
                return null;
            }
            if (before != null && before.event().transfer().state().isEnd()) {
                LOG.error(
                        "{} follows the end of its transfer and is not told: this is a bug,"
                                + " please report it",
                        event.id());
                return null;
            }
            offset++;
            Entry entry = new Entry(
                    new Position(epochs.present(), offset),
                    event,
                    Parties.of(event, before),
                    CloudEvents.encode(event));
            drafted.put(transfer, entry);
            return entry;
        }
    }

    private @Nullable Entry newestOf(String transfer) {
        Kept end = ended.get(transfer);
        return end != null ? end.entry() : underWay.get(transfer);
    }

    /** Adds an entry of a draft, and tells it. */
    void publish(Entry entry, Instant now) {
        keep(new Kept(entry, now));
        forget(now);
        // Under the owner's lock: with several appenders nothing else keeps the listeners' order.
        listeners.forEach(listener -> tell(listener, entry));
    }

    private void keep(Kept kept) {
        Entry entry = kept.entry();
        newest = entry.offset();
        history.put(newest, kept);
        String transfer = entry.event().transfer().id();
        if (entry.event().transfer().state().isEnd()) {
            underWay.remove(transfer);
            ended.put(transfer, kept);
        } else {
            underWay.put(transfer, entry);
        }
        parties.add(entry);
    }

    /** Whether a position is one of this history: what followed it may be here, or older. */
    boolean knows(Position position) {
        return epochs.know(position, newest);
    }

    /** The oldest entries after an offset that is not below {@link #complete}. */
    List<Entry> after(long offset, int most) {
        return history.tailMap(offset, false).values().stream()
                .limit(most)
                .map(Kept::entry)
                .toList();
    }

    /**
     * The oldest entries after an offset, as far as they are here: in front those of transfers under
     * way that are older than all others.
     */
    List<Kept> keptAfter(long offset, int most) {
        Stream<Kept> older = underWay.values().stream()
                .filter(entry -> entry.offset() > offset && entry.offset() <= complete)
                .sorted(Comparator.comparingLong(Entry::offset))
                .map(entry -> new Kept(entry, entry.event().at()));
        return Stream.concat(older, history.tailMap(offset, false).values().stream())
                .limit(most)
                .toList();
    }

    Current current() {
        return current(Stream.concat(
                underWay.values().stream(), ended.values().stream().map(Kept::entry)));
    }

    Current currentOfLeg(String uniqueid) {
        return current(parties.ofLeg(uniqueid));
    }

    Current currentOfEndpoint(String name) {
        return current(parties.ofEndpoint(name));
    }

    private Current current(Set<String> transfers) {
        return current(
                transfers.stream().flatMap(transfer -> Stream.ofNullable(newestOf(transfer))));
    }

    private Current current(Stream<Entry> entries) {
        return new Current(
                position(),
                entries.sorted(Comparator.comparingLong(Entry::offset)).toList());
    }

    /** How many legs and endpoints are remembered. */
    int parties() {
        return parties.size();
    }

    /** Forgets what is too old or too much. */
    void forget(Instant now) {
        Instant horizon = now.minus(memory);
        while (!history.isEmpty()
                && isOver(history.firstEntry().getValue(), history.size(), horizon)) {
            complete = history.pollFirstEntry().getKey();
        }
        while (!ended.isEmpty()) {
            Map.Entry<String, Kept> first = ended.entrySet().iterator().next();
            if (!isOver(first.getValue(), ended.size(), horizon)) {
                return;
            }
            ended.remove(first.getKey());
            parties.remove(first.getValue().entry());
        }
    }

    private boolean isOver(Kept oldest, int count, Instant horizon) {
        return count > capacity || oldest.since().isBefore(horizon);
    }

    Runnable listen(Consumer<Entry> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static void tell(Consumer<Entry> listener, Entry entry) {
        try {
            listener.accept(entry);
        } catch (RuntimeException e) {
            // One reader's fault must not keep the event from the others.
            LOG.error("A reader of the log failed at offset {}", entry.offset(), e);
        }
    }
}
