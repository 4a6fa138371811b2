package dev.referee.log;

import dev.referee.model.TransferEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The events in memory: a restart begins a new epoch. The history holds the newest {@code capacity}
 * entries that are no older than {@code memory}; whoever asks for more is told that it is lost. The
 * newest entry of an ended transfer is forgotten by the same two limits, that of a transfer under
 * way never: the correlator limits how many of those there are.
 *
 * <p>The events of one transfer come in the order of their sequence, so that an event that is not
 * newer than its transfer's newest is one that was appended before. The log recognises it for as
 * long as it remembers the transfer.
 */
public final class MemoryLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLog.class);

    private final String epoch = UUID.randomUUID().toString();
    private final int capacity;
    private final Duration memory;
    private final InstantSource clock;
    private final TreeMap<Long, Kept> history = new TreeMap<>();
    private final Map<String, Entry> underWay = new HashMap<>();
    /** By transfer, the one that ended first in front. */
    private final Map<String, Kept> ended = new LinkedHashMap<>();

    private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
    private long newestOffset;

    /**
     * Creates an empty log.
     *
     * @param capacity the most entries in the history, and the most ended transfers; at least 1
     * @param memory how long an entry and an ended transfer are kept
     */
    public MemoryLog(int capacity, Duration memory, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
        }
        this.capacity = capacity;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public synchronized long newestOffset() {
        return newestOffset;
    }

    @Override
    public synchronized Optional<Entry> append(TransferEvent event) {
        if (isKnown(event)) {
            return Optional.empty();
        }
        Entry entry = new Entry(newestOffset + 1, event, CloudEvents.encode(event));
        newestOffset = entry.offset();
        Kept kept = new Kept(entry, clock.instant());
        history.put(entry.offset(), kept);
        String transfer = event.transfer().id();
        if (event.transfer().state().isEnd()) {
            underWay.remove(transfer);
            ended.put(transfer, kept);
        } else {
            underWay.put(transfer, entry);
        }
        forget();
        // Under the lock: with several appenders nothing else keeps the listeners' order.
        listeners.forEach(listener -> tell(listener, entry));
        return Optional.of(entry);
    }

    @Override
    public synchronized Optional<List<Entry>> after(String askedEpoch, long offset) {
        forget();
        long oldest = newestOffset - history.size() + 1;
        if (!askedEpoch.equals(epoch) || offset > newestOffset || offset + 1 < oldest) {
            return Optional.empty();
        }
        return Optional.of(history.tailMap(offset, false).values().stream()
                .map(Kept::entry)
                .toList());
    }

    @Override
    public synchronized List<Entry> current() {
        forget();
        List<Entry> entries = new ArrayList<>(underWay.values());
        ended.values().forEach(kept -> entries.add(kept.entry()));
        entries.sort(Comparator.comparingLong(Entry::offset));
        return List.copyOf(entries);
    }

    @Override
    public Runnable listen(Consumer<Entry> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private boolean isKnown(TransferEvent event) {
        Kept end = ended.get(event.transfer().id());
        Entry newest = end != null ? end.entry() : underWay.get(event.transfer().id());
        boolean known = newest != null && event.sequence() <= newest.event().sequence();
        if (end != null && !known) {
            throw new IllegalStateException(event.id() + " follows the end of its transfer");
        }
        return known;
    }

    private void forget() {
        Instant horizon = clock.instant().minus(memory);
        while (!history.isEmpty()
                && isOver(history.firstEntry().getValue(), history.size(), horizon)) {
            history.pollFirstEntry();
        }
        while (!ended.isEmpty()) {
            Map.Entry<String, Kept> first = ended.entrySet().iterator().next();
            if (!isOver(first.getValue(), ended.size(), horizon)) {
                return;
            }
            ended.remove(first.getKey());
        }
    }

    private boolean isOver(Kept oldest, int count, Instant horizon) {
        return count > capacity || oldest.since().isBefore(horizon);
    }

    private static void tell(Consumer<Entry> listener, Entry entry) {
        try {
            listener.accept(entry);
        } catch (RuntimeException e) {
            // One reader's fault must not keep the event from the others.
            LOG.error("A reader of the log failed at offset {}", entry.offset(), e);
        }
    }

    private record Kept(Entry entry, Instant since) {}
}
