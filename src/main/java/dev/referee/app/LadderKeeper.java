package dev.referee.app;

import dev.referee.ladder.LadderJson;
import dev.referee.ladder.TraceLimits;
import dev.referee.ladder.Tracer;
import dev.referee.log.Traces;
import dev.referee.model.Fact;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;

/**
 * Has the ladders of live transfers drawn and kept. A defect in a drawing harms no transfer: it is
 * logged once. Used by one thread at a time.
 */
final class LadderKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LadderKeeper.class);

    private final @Nullable Tracer tracer;
    private boolean hasFailed;

    /**
     * Creates one.
     *
     * @param limits null to trace nothing
     */
    LadderKeeper(@Nullable TraceLimits limits, Traces traces) {
        this.tracer = limits == null
                ? null
                : new Tracer(
                        limits,
                        ladder -> traces.keep(
                                ladder.transfer(), LadderJson.encode(ladder).encode()));
    }

    private interface Work {
        void with(Tracer tracer);
    }

    /** Takes a fact, before the events that follow from it. */
    void see(Fact fact, Instant now) {
        trace(one -> one.see(fact, now));
    }

    /** Takes what is announced. */
    void told(List<TransferEvent> events) {
        trace(one -> one.told(events));
    }

    /** Keeps some of what has changed since. To be called once a second. */
    void flush(Instant now) {
        trace(one -> one.flush(now));
    }

    /** Keeps all that has changed since, at the end. */
    void end(Instant now) {
        trace(one -> one.flushAll(now));
    }

    private void trace(Work work) {
        if (tracer == null) {
            return;
        }
        try {
            work.with(tracer);
        } catch (RuntimeException e) {
            if (!hasFailed) {
                LOG.error("Drawing a ladder failed. This is a bug, please report it", e);
            }
            hasFailed = true;
        }
    }
}
