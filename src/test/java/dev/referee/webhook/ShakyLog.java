package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.model.TransferEvent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A log that cannot be read at first, although it says that all is well. */
record ShakyLog(EventLog log, AtomicInteger failures) implements EventLog {
    @Override
    public CompletionStage<Optional<List<Entry>>> after(Position from, int most) {
        return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? CompletableFuture.completedStage(Optional.empty())
                : log.after(from, most);
    }

    @Override
    public Position newest() {
        return log.newest();
    }

    @Override
    public void append(List<TransferEvent> events) {
        log.append(events);
    }

    @Override
    public Current current() {
        return log.current();
    }

    @Override
    public Current currentOfLeg(String uniqueid) {
        return log.currentOfLeg(uniqueid);
    }

    @Override
    public Current currentOfEndpoint(String name) {
        return log.currentOfEndpoint(name);
    }

    @Override
    public Runnable listen(Consumer<Entry> listener) {
        return log.listen(listener);
    }

    @Override
    public Status status() {
        return log.status();
    }

    @Override
    public void close() {}
}
