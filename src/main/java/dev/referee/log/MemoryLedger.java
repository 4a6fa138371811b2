package dev.referee.log;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
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
    private final Map<String, Order> orders = new HashMap<>();
    /** The newest in front. */
    private final Deque<KeptLetter> dead = new ArrayDeque<>();

    private long numbers;

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
        letters.forEach(letter -> dead.addFirst(new KeptLetter(++numbers, letter)));
        while (dead.size() > MOST_DEAD_LETTERS) {
            dead.removeLast();
        }
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<Optional<Map<String, Order>>> orders() {
        return CompletableFuture.completedStage(Optional.of(Map.copyOf(orders)));
    }

    @Override
    public synchronized CompletionStage<Boolean> order(String carrier, Order order) {
        orders.put(carrier, order);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<Boolean> forget(String carrier) {
        orders.remove(carrier);
        standings.remove(carrier);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<Optional<List<KeptLetter>>> deadLetters(
            @Nullable String carrier, long before, int most) {
        return CompletableFuture.completedStage(Optional.of(dead.stream()
                .filter(kept -> kept.number() < before)
                .filter(kept -> carrier == null || carrier.equals(kept.letter().carrier()))
                .limit(most)
                .toList()));
    }

    @Override
    public synchronized CompletionStage<Boolean> takeOut(long number) {
        dead.removeIf(kept -> kept.number() == number);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public void close() {}
}
