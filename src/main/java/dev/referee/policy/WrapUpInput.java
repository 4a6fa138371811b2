package dev.referee.policy;

import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The properties of a transfer that select its wrap-up code.
 *
 * @param reason null until the end
 * @param failureStatus as {@link Transfer#failureStatus}
 */
record WrapUpInput(
        State state, @Nullable Reason reason, @Nullable Integer failureStatus) {
    private static final int FIRST_STATUS = 300;
    private static final int LAST_STATUS = 699;

    static WrapUpInput of(Transfer transfer) {
        return new WrapUpInput(transfer.state(), transfer.reason(), transfer.failureStatus());
    }

    /** All that there can be, some thousands. */
    static List<WrapUpInput> all() {
        List<WrapUpInput> all = new ArrayList<>();
        for (State state : State.values()) {
            if (!state.isEnd()) {
                all.add(new WrapUpInput(state, null, null));
            }
        }
        for (Reason reason : Reason.values()) {
            all.add(new WrapUpInput(reason.state(), reason, null));
            for (int status = FIRST_STATUS;
                    reason.state() == State.FAILED && status <= LAST_STATUS;
                    status++) {
                all.add(new WrapUpInput(reason.state(), reason, status));
            }
        }
        return all;
    }
}
