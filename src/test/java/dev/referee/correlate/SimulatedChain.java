package dev.referee.correlate;

import dev.referee.model.Bridge;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A caller whose call goes on through a Local channel, as a queue's agents behind {@code Local/…/n}
 * have it: the caller and the first half share a bridge, the second half stands in for the caller.
 * The two ends hang up with one another, in the order in which 22.10.1 tells it.
 */
final class SimulatedChain {
    private final SimulatedPbx pbx;
    private final SimulatedLine caller;
    private final SimulatedLine first;
    private boolean isWhole = true;

    /** @param first the half that shares a bridge with the caller */
    SimulatedChain(SimulatedPbx pbx, SimulatedLine caller, SimulatedLine first) {
        this.pbx = pbx;
        this.caller = caller;
        this.first = first;
    }

    SimulatedLine caller() {
        return caller;
    }

    /** The caller hangs up, which ends the first half too. */
    void callerHangsUp() {
        if (isWhole) {
            isWhole = false;
            Bridge near = Objects.requireNonNull(caller.bridge);
            pbx.farEndHangsUp(caller, 16, null);
            pbx.leaves(caller);
            pbx.leaves(first);
            pbx.gone(first, 16, null);
            pbx.destroyed(near);
            callerEnds();
        }
    }

    /** The second half is about to end, and with it the caller's call. */
    void otherEndIsGone(@Nullable Integer cause) {
        if (isWhole) {
            isWhole = false;
            Bridge near = Objects.requireNonNull(caller.bridge);
            pbx.farEndHangsUp(first, cause, null);
            pbx.leaves(first);
            pbx.gone(first, cause, null);
            if (pbx.onceIn(4)) {
                pbx.farEndHangsUp(caller, 16, null); // At the same moment.
            }
            pbx.leaves(caller);
            pbx.destroyed(near);
            callerEnds();
        }
    }

    private void callerEnds() {
        if ("Dial".equals(caller.application)) {
            pbx.sets(caller, "DIALSTATUS", "ANSWER");
        }
        pbx.asteriskHangsUp(caller);
        pbx.gone(caller, 16, null);
    }
}
