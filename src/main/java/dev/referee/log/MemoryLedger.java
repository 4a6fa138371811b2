package dev.referee.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The ledger of a log in memory: it ends with it. */
public final class MemoryLedger implements Ledger {
    private final Map<String, Standing> standings = new HashMap<>();
    private final Map<String, Order> orders = new HashMap<>();
    /** The newest in front. */
    private final Deque<KeptLetter> dead = new ArrayDeque<>();

    private long numbers;
    /** Of all dead letters. */
    private long bytes;

    /** Creates an empty one. */
    public MemoryLedger() {}

    @Override
    public synchronized CompletionStage<Optional<Map<String, Standing>>> load() {
        return CompletableFuture.completedStage(Optional.of(Map.copyOf(standings)));
    }

    @Override
    public synchronized CompletionStage<Boolean> save(
            String webhook, Standing standing, List<DeadLetter> letters) {
        standings.put(webhook, standing);
        for (DeadLetter letter : letters) {
            dead.addFirst(new KeptLetter(++numbers, letter));
            bytes += bytes(letter);
        }
        while (dead.size() > MOST_DEAD_LETTERS || bytes > MOST_DEAD_LETTER_BYTES) {
            bytes -= bytes(dead.removeLast().letter());
        }
        return CompletableFuture.completedStage(true);
    }

    private static long bytes(DeadLetter letter) {
        return Stream.of(
                        letter.reason(),
                        LedgerTables.text(letter.headers()),
                        Objects.requireNonNullElse(letter.request(), ""),
                        Objects.requireNonNullElse(letter.answer(), ""))
                .mapToLong(text -> text.getBytes(UTF_8).length)
                .sum();
    }

    @Override
    public synchronized CompletionStage<Optional<Map<String, Order>>> orders() {
        return CompletableFuture.completedStage(Optional.of(Map.copyOf(orders)));
    }

    @Override
    public synchronized CompletionStage<Boolean> order(String webhook, Order order) {
        orders.put(webhook, order);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<Boolean> forget(String webhook) {
        orders.remove(webhook);
        standings.remove(webhook);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<Optional<List<KeptLetter>>> deadLetters(
            @Nullable String webhook, long before, int most) {
        return CompletableFuture.completedStage(Optional.of(dead.stream()
                .filter(kept -> kept.number() < before)
                .filter(kept -> webhook == null || webhook.equals(kept.letter().webhook()))
                .limit(most)
                .toList()));
    }

    @Override
    public synchronized CompletionStage<Boolean> takeOut(long number) {
        dead.removeIf(kept -> {
            boolean isIt = kept.number() == number;
            bytes -= isIt ? bytes(kept.letter()) : 0;
            return isIt;
        });
        return CompletableFuture.completedStage(true);
    }

    @Override
    public void close() {}
}
