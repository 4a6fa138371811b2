package dev.referee.log;

import dev.referee.model.TransferEvent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A log whose history cannot be had at will, although it says that all is well.
 *
 * @param log is closed by whoever opened it
 * @param forgets is asked at each reading
 */
public record ForgetfulLog(EventLog log, BooleanSupplier forgets) implements EventLog {
    @Override
    public CompletionStage<Optional<List<Entry>>> after(Position from, int most) {
        return forgets.getAsBoolean()
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
