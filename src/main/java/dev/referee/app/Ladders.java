package dev.referee.app;

import dev.referee.ladder.Ladder;
import dev.referee.ladder.TraceLimits;
import dev.referee.ladder.Tracer;
import dev.referee.model.Fact;
import dev.referee.model.TransferEvent;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ladders of the transfers in a recording: each complete up to where the recording ends. */
final class Ladders {
    /** A recording has no more transfers than this that are worth a look. */
    static final int MOST_TRANSFERS = 500;

    private static final TraceLimits LIMITS =
            new TraceLimits(500, MOST_TRANSFERS, 20_000, Duration.ofMinutes(2));

    private final Map<String, Ladder> ladders = new LinkedHashMap<>();
    private final Tracer tracer = new Tracer(LIMITS, this::keep);
    private Instant last = Instant.EPOCH;

    void see(Fact fact, Instant at) {
        last = at;
        tracer.see(fact, at);
    }

    void told(TransferEvent event) {
        tracer.told(List.of(event));
    }

    private void keep(Ladder ladder) {
        if (ladders.containsKey(ladder.transfer()) || ladders.size() < MOST_TRANSFERS) {
            ladders.put(ladder.transfer(), ladder);
        }
    }

    /** In the order in which the transfers were requested. */
    List<Ladder> all() {
        tracer.flushAll(last);
        return List.copyOf(ladders.values());
    }
}
