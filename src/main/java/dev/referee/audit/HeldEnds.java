package dev.referee.audit;

import dev.referee.model.TransferEvent;
import dev.referee.reconcile.LateEnds;
import dev.referee.reconcile.Proof;
import dev.referee.reconcile.Reconciliation;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ends that nobody saw, and that wait for what the records say of them. For the audit's thread. */
final class HeldEnds {
    private static final int MOST = 10_000;

    private final Reconciliation reconciliation;
    private final @Nullable CdrRounds cdr;
    private final Runnable toldLate;
    private final List<Held> held = new ArrayList<>();

    /**
     * @param cdr asked where CEL does not say it; null where there are none
     * @param toldLate is run for each that is told as the records have it
     */
    HeldEnds(Reconciliation reconciliation, @Nullable CdrRounds cdr, Runnable toldLate) {
        this.reconciliation = reconciliation;
        this.cdr = cdr;
        this.toldLate = toldLate;
    }

    /** Waits for one, or tells it as it is where too many wait. */
    void add(Held one) {
        if (held.size() == MOST) {
            one.end().tryComplete(one.unknown());
            return;
        }
        held.add(one);
    }

    /** Tells those that the records know, and those that have waited for long enough as they are. */
    void answer(Instant now) {
        held.removeIf(one -> {
            Proof proof = reconciliation.proofOf(one.unknown().transfer().id());
            TransferEvent end = lateEnd(one.unknown(), proof);
            // CEL that knows the transfer has no more to say of it than it has.
            if (end == null && proof == null && maySayMore(one, now)) {
                askCdrs();
                return false;
            }
            if (one.end().tryComplete(end == null ? one.unknown() : end) && end != null) {
                toldLate.run();
            }
            return true;
        });
    }

    private @Nullable TransferEvent lateEnd(TransferEvent unknown, @Nullable Proof proof) {
        if (proof != null && proof.decided() != null) {
            return LateEnds.ended(unknown, proof);
        }
        return cdr == null ? null : cdr.ended(unknown);
    }

    private void askCdrs() {
        if (cdr != null) {
            cdr.hurry();
        }
    }

    private boolean maySayMore(Held one, Instant now) {
        return now.isBefore(one.until()) || (cdr != null && cdr.isReading());
    }

    /** Their transfers go on as ones under way: the next start asks again. */
    void clear() {
        held.clear();
    }
}
