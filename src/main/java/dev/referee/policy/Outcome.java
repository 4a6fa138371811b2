package dev.referee.policy;

import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What of a transfer a wrap-up code is chosen by.
 *
 * @param reason null until the end
 * @param failureStatus as {@link Transfer#failureStatus}
 */
record Outcome(
        State state, @Nullable Reason reason, @Nullable Integer failureStatus) {
    private static final int FIRST_STATUS = 300;
    private static final int LAST_STATUS = 699;

    static Outcome of(Transfer transfer) {
        return new Outcome(transfer.state(), transfer.reason(), transfer.failureStatus());
    }

    /** All that there can be, some thousands. */
    static List<Outcome> all() {
        List<Outcome> all = new ArrayList<>();
        for (State state : State.values()) {
            if (!state.isEnd()) {
                all.add(new Outcome(state, null, null));
            }
        }
        for (Reason reason : Reason.values()) {
            all.add(new Outcome(reason.state(), reason, null));
            for (int status = FIRST_STATUS;
                    reason.state() == State.FAILED && status <= LAST_STATUS;
                    status++) {
                all.add(new Outcome(reason.state(), reason, status));
            }
        }
        return all;
    }
}
