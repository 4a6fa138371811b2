package dev.referee.log;

import dev.referee.model.TransferEvent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A log in memory alone: a restart begins a new history. Forgets as {@link Tail} does. */
public final class MemoryLog implements EventLog {
    private final InstantSource clock;
    private final Tail tail;

    /**
     * Creates an empty log.
     *
     * @param capacity the most entries in the history, and the most ended transfers; at least 1
     * @param memory how long an entry and an ended transfer are kept
     */
    public MemoryLog(int capacity, Duration memory, InstantSource clock) {
        this.clock = clock;
        this.tail = new Tail(capacity, memory, new Epochs(), 0);
    }

    @Override
    public synchronized Position newest() {
        return tail.position();
    }

    @Override
    public synchronized void append(List<TransferEvent> events) {
        for (TransferEvent event : events) {
            Entry entry = tail.draft().add(event);
            if (entry != null) {
                tail.publish(entry, clock.instant());
            }
        }
    }

    @Override
    public synchronized CompletionStage<Optional<List<Entry>>> after(Position from, int most) {
        tail.forget(clock.instant());
        return CompletableFuture.completedStage(
                tail.knows(from) && from.offset() >= tail.complete()
                        ? Optional.of(tail.after(from.offset(), most))
                        : Optional.empty());
    }

    @Override
    public synchronized Current current() {
        tail.forget(clock.instant());
        return tail.current();
    }

    @Override
    public synchronized Current currentOfLeg(String uniqueid) {
        tail.forget(clock.instant());
        return tail.currentOfLeg(uniqueid);
    }

    @Override
    public synchronized Current currentOfEndpoint(String name) {
        tail.forget(clock.instant());
        return tail.currentOfEndpoint(name);
    }

    @Override
    public Runnable listen(Consumer<Entry> listener) {
        return tail.listen(listener);
    }

    @Override
    public Status status() {
        return new Status(true, "Events are kept in memory alone, until Referee ends.");
    }

    @Override
    public void close() {}
}
