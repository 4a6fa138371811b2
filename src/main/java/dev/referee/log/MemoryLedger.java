package dev.referee.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The ledger of a log in memory: it ends with it. */
public final class MemoryLedger implements Ledger {
    private final Map<String, Standing> standings = new HashMap<>();
    private final Deque<DeadLetter> dead = new ArrayDeque<>();

    /** Creates an empty one. */
    public MemoryLedger() {}

    @Override
    public synchronized CompletionStage<Optional<Map<String, Standing>>> load() {
        return CompletableFuture.completedStage(Optional.of(Map.copyOf(standings)));
    }

    @Override
    public synchronized CompletionStage<Boolean> save(
            String carrier, Standing standing, List<DeadLetter> letters) {
        standings.put(carrier, standing);
        letters.forEach(dead::addFirst);
        while (dead.size() > MOST_DEAD_LETTERS) {
            dead.removeLast();
        }
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<Optional<List<DeadLetter>>> deadLetters(int most) {
        List<DeadLetter> newest = new ArrayList<>(dead);
        return CompletableFuture.completedStage(
                Optional.of(newest.subList(0, Math.min(most, newest.size()))));
    }

    @Override
    public void close() {}
}
