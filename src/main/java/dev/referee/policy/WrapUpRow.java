package dev.referee.policy;

import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One row of the table of wrap-up codes. It fits an outcome when each of the three that is not empty
 * has it.
 *
 * @param code what the site calls such an outcome, as {@link #isCode} wants it
 * @param states empty for all end states: what is still under way is not wrapped up, unless its state
 *     is named
 * @param reasons empty for all, also for none
 * @param statuses of {@link dev.referee.model.Transfer#failureStatus}; empty for all, also for none
 */
public record WrapUpRow(
        String code, Set<State> states, Set<Reason> reasons, List<StatusRange> statuses) {
    /** What a code must be, to complete "it must be …". */
    public static final String EXPECTED_CODE =
            "1 to 64 printable characters, without a space at either end";

    /** Letters, marks, digits, punctuation, symbols: nothing that is not seen or breaks a line. */
    private static final Pattern CODE =
            Pattern.compile("(?! )[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]{1,64}(?<! )");

    public WrapUpRow {
        states = Set.copyOf(states);
        reasons = Set.copyOf(reasons);
        statuses = List.copyOf(statuses);
    }

    /** Whether a text may be a code. */
    public static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }

    boolean fits(WrapUpInput outcome) {
        return (states.isEmpty() ? outcome.state().isEnd() : states.contains(outcome.state()))
                && (reasons.isEmpty()
                        || (outcome.reason() != null && reasons.contains(outcome.reason())))
                && (statuses.isEmpty() || isAmongStatuses(outcome));
    }

    private boolean isAmongStatuses(WrapUpInput outcome) {
        Integer status = outcome.failureStatus();
        return status != null && statuses.stream().anyMatch(range -> range.holds(status));
    }
}
