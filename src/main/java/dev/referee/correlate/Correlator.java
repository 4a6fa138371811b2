package dev.referee.correlate;

import dev.referee.model.Fact;

import java.time.Instant;
import java.util.List;

/**
 * Turns facts into transfers. One instance per PBX, used by one thread at a time; deterministic:
 * the same facts at the same times give the same events.
 */
public final class Correlator {
    /**
     * Creates one that knows nothing yet.
     *
     * @param pbx the configured name of the PBX, a part of every transfer's id
     */
    public Correlator(String pbx, Limits limits) {}

    /**
     * Takes one fact.
     *
     * @param now the time at which it was heard; never before that of an earlier call
     */
    public Step step(Fact fact, Instant now) {
        return new Step(List.of(), null);
    }

    /** Lets time pass: ends what has waited long enough. Harmless before the deadline. */
    public Step advance(Instant now) {
        return new Step(List.of(), null);
    }
}
