package dev.referee.log;

import dev.referee.model.SipRequest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** NOTIFYs kept in memory: they end with the process. */
public final class MemoryNotifies implements Notifies {
    private final int most;
    private final long mostBytes;
    private final Duration age;
    private final InstantSource clock;
    /** The oldest in front. */
    private final SequencedMap<Name, Kept> kept = new LinkedHashMap<>();

    private long numbers;
    private long bytes;

    private record Name(String pbx, SipRequest request) {}

    /**
     * Creates an empty one.
     *
     * @param most the most NOTIFYs; 0 keeps none
     * @param mostBytes the most bytes of all together
     * @param age how long one is kept
     */
    public MemoryNotifies(int most, long mostBytes, Duration age, InstantSource clock) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.age = age;
        this.clock = clock;
    }

    @Override
    public synchronized void keep(Notify notify) {
        Name name = new Name(notify.pbx(), notify.request());
        if (!kept.containsKey(name)) {
            kept.put(name, new Kept(++numbers, notify));
            bytes += notify.size();
            forget();
        }
    }

    @Override
    public void answered(String pbx, SipRequest request, int status) {
        change(pbx, request, notify -> notify.answeredWith(status));
    }

    @Override
    public void attribute(String pbx, SipRequest request, String transfer) {
        change(pbx, request, notify -> notify.about(transfer));
    }

    private synchronized void change(
            String pbx, SipRequest request, UnaryOperator<Notify> otherwise) {
        kept.computeIfPresent(
                new Name(pbx, request),
                (name, before) -> new Kept(before.number(), otherwise.apply(before.message())));
    }

    @Override
    public synchronized CompletionStage<Optional<List<Kept>>> find(
            Filter filter, long before, int limit) {
        forget();
        return CompletableFuture.completedStage(Optional.of(kept.reversed().values().stream()
                .filter(one -> one.number() < before && fits(filter, one.message()))
                .limit(limit)
                .toList()));
    }

    private static boolean fits(Filter filter, Notify notify) {
        return (filter.transfer() == null || filter.transfer().equals(notify.transfer()))
                && (filter.callId() == null
                        || filter.callId().equals(notify.request().callId()))
                && (filter.pbx() == null || filter.pbx().equals(notify.pbx()))
                && (filter.since() == null || !notify.at().isBefore(filter.since()));
    }

    private void forget() {
        Instant horizon = clock.instant().minus(age);
        while (!kept.isEmpty()
                && (kept.size() > most
                        || bytes > mostBytes
                        || kept.firstEntry().getValue().message().at().isBefore(horizon))) {
            bytes -= kept.pollFirstEntry().getValue().message().size();
        }
    }
}
