package dev.referee.ladder;

import dev.referee.ladder.Mark.What;
import dev.referee.model.Fact;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Draws the ladders of transfers. Sees every fact and every event beside the correlator, and changes
 * neither. Of a call without a transfer it remembers some marks per channel, until shortly after the
 * channel is gone. Used by one thread at a time; without a clock of its own.
 */
public final class Tracer {
    /** The most channels and dialogs of one ladder. */
    static final int MOST_STRANDS = 24;

    /** The most ladders that one {@link #flush} stores: after a lost connection all have changed. */
    static final int MOST_AT_ONCE = 50;

    /** For how long a call without a transfer is remembered after its end: a report may be late. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final TraceLimits limits;
    private final Consumer<Ladder> store;
    private final Strands strands;
    private final Observer observer;
    /** Lost and regained connections. */
    private final Strand connections = new Strand("", Instant.EPOCH);
    /** By transfer id, the oldest in front. */
    private final SequencedMap<String, Trace> traces = new LinkedHashMap<>();

    /**
     * Creates one.
     *
     * @param store is given each ladder when something was added to it, at most once for each event
     *     and each {@link #flush}
     */
    public Tracer(TraceLimits limits, Consumer<Ladder> store) {
        this.limits = limits;
        this.store = store;
        this.strands = new Strands(limits.channels());
        this.observer = new Observer(strands, connections, limits.steps(), this::follow);
    }

    /** Takes a fact, before the events that follow from it. */
    public void see(Fact fact, Instant now) {
        observer.see(fact, now);
        if (fact instanceof Fact.Disconnected || fact instanceof Fact.Connected) {
            traces.values().forEach(Trace::change);
        }
        strands.forget(now.minus(LATE), now.minus(limits.memory()));
    }

    /** Takes what was announced, and stores the ladders of these transfers. */
    public void told(List<TransferEvent> events) {
        for (TransferEvent event : events) {
            Trace trace = traces.get(event.transfer().id());
            if (trace == null) {
                trace = begin(event);
            }
            trace.last = event;
            trace.change();
            if (event.transfer().state().isEnd()) {
                trace.end = observer.mark(event.at(), What.ENDED);
            }
            addTo(trace, event);
            save(trace);
        }
    }

    /**
     * Stores ladders that have changed, a bounded number of them, and leaves alone those whose time is
     * over. The rest is stored by the next calls.
     */
    public void flush(Instant now) {
        flush(now, MOST_AT_ONCE);
    }

    /** Stores all ladders that have changed. */
    public void flushAll(Instant now) {
        flush(now, Integer.MAX_VALUE);
    }

    private void flush(Instant now, int most) {
        Instant horizon = now.minus(limits.memory());
        int saved = 0;
        for (Trace trace : new ArrayList<>(traces.values())) {
            if (trace.hasChanged()) {
                if (saved == most) {
                    return;
                }
                saved++;
                save(trace);
            }
            if (trace.end != null && trace.end.at.isBefore(horizon)) {
                close(trace);
            }
        }
    }

    /** How much is remembered: channels, dialogs and transfers. */
    int size() {
        return strands.size() + traces.size();
    }

    private Trace begin(TransferEvent event) {
        Trace trace = new Trace(event);
        // A later transfer of the same channels has a ladder of its own.
        for (String leg : event.legs()) {
            Strand strand = strands.channel(leg);
            if (strand != null) {
                strand.traces.stream()
                        .filter(one -> one.end != null)
                        .toList()
                        .forEach(this::finish);
            }
        }
        traces.put(trace.id(), trace);
        if (traces.size() > limits.transfers()) {
            finish(traces.firstEntry().getValue());
        }
        return trace;
    }

    private void finish(Trace trace) {
        if (trace.hasChanged()) {
            save(trace);
        }
        close(trace);
    }

    private void close(Trace trace) {
        traces.remove(trace.id(), trace);
        for (Strand strand : trace.strands) {
            strand.traces.remove(trace);
            strands.release(strand);
        }
        trace.strands.clear();
    }

    private void save(Trace trace) {
        trace.isStored();
        store.accept(new Drawing(trace, connections, limits.steps()).ladder());
    }

    private void addTo(Trace trace, TransferEvent event) {
        for (String leg : event.legs()) {
            Strand strand = strands.channel(leg);
            if (strand == null) {
                trace.isTruncated = true;
            } else {
                addWithNext(trace, strand);
            }
        }
        callIds(event.transfer()).forEach(callId -> {
            Strand dialog = strands.dialog(callId);
            if (dialog != null) {
                trace.draw(dialog, MOST_STRANDS);
            }
        });
    }

    private void addWithNext(Trace trace, Strand strand) {
        if (trace.strands.contains(strand)) {
            return;
        }
        trace.draw(strand, MOST_STRANDS);
        Strand dialog = strand.callId == null ? null : strands.dialog(strand.callId);
        if (dialog != null) {
            trace.draw(dialog, MOST_STRANDS);
        }
        if (!trace.strands.contains(strand)) {
            return;
        }
        for (String uniqueid : strand.next) {
            Strand following = strands.channel(uniqueid);
            if (following != null) {
                addWithNext(trace, following);
            }
        }
    }

    /** A channel of a transfer has led to another one, or to its dialog: they are drawn, too. */
    private void follow(Strand strand, Strand following) {
        for (Trace trace : List.copyOf(strand.traces)) {
            addWithNext(trace, following);
        }
    }

    private static Stream<String> callIds(Transfer transfer) {
        Transfer.Transferor transferor = transfer.transferor();
        return Stream.of(
                        transfer.transferorCallId(),
                        transferor == null ? null : transferor.consultationCallId(),
                        transfer.transferee() == null
                                ? null
                                : transfer.transferee().callId(),
                        transfer.target() == null ? null : transfer.target().callId())
                .<String>mapMulti((@Nullable String callId, Consumer<String> to) -> {
                    if (callId != null) {
                        to.accept(callId);
                    }
                });
    }
}
