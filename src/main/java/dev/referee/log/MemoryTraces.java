package dev.referee.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ladders kept in memory: they end with the process. */
public final class MemoryTraces implements Traces {
    private final int most;
    private final long mostBytes;
    private final Duration age;
    private final InstantSource clock;
    /** By transfer, the one that was kept longest ago in front. */
    private final SequencedMap<String, Trace> kept = new LinkedHashMap<>();

    private long bytes;

    /**
     * Creates an empty one.
     *
     * @param most the most ladders; 0 keeps none
     * @param mostBytes the most bytes of all together
     * @param age how long one is kept
     */
    public MemoryTraces(int most, long mostBytes, Duration age, InstantSource clock) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.age = age;
        this.clock = clock;
    }

    @Override
    public synchronized void keep(String transfer, String json) {
        Trace trace = new Trace(transfer, 1, clock.instant(), json);
        Trace before = kept.remove(transfer);
        bytes += trace.size() - (before == null ? 0 : before.size());
        kept.put(transfer, trace);
        forget();
    }

    @Override
    public synchronized CompletionStage<Optional<List<String>>> find(String transfer) {
        forget();
        Trace found = kept.get(transfer);
        return CompletableFuture.completedStage(
                Optional.of(found == null ? List.of() : List.of(found.json())));
    }

    private void forget() {
        Instant horizon = clock.instant().minus(age);
        while (!kept.isEmpty()
                && (kept.size() > most
                        || bytes > mostBytes
                        || kept.firstEntry().getValue().at().isBefore(horizon))) {
            bytes -= kept.pollFirstEntry().getValue().size();
        }
    }
}
