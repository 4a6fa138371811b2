package dev.referee.ladder;

import dev.referee.ladder.Mark.What;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Says which steps claim more than was true at their time: a 202, a NOTIFY 200 while the target still
 * rang, {@code Result: Success} of a transfer that failed.
 */
final class Claims {
    private static final int ACCEPTED = 202;
    private static final int FIRST_FINAL = 200;
    private static final int FIRST_FAILURE = 300;

    private final Transfer transfer;
    /** What happened on the target's channels. */
    private final List<Mark> target;

    Claims(Transfer transfer, List<Mark> target) {
        this.transfer = transfer;
        this.target = List.copyOf(target);
    }

    /** Why a step is misleading; null where it is not. */
    @Nullable
    String misleading(Mark mark) {
        return switch (mark.what) {
            case REFER_ANSWERED ->
                mark.code() == ACCEPTED
                        ? "Accepted is not done: this says nothing of the outcome."
                        : null;
            case NOTIFY -> {
                if (mark.code() >= FIRST_FAILURE) {
                    yield transfer.state() == Transfer.State.COMPLETED
                            ? "Claims a failure, but the transfer was completed."
                            : null;
                }
                yield mark.code() >= FIRST_FINAL ? success(mark) : null;
            }
            case BLIND, ATTENDED -> "SUCCESS".equals(mark.other) ? success(mark) : null;
            default -> null;
        };
    }

    private @Nullable String success(Mark claim) {
        boolean isDone = transfer.state() == Transfer.State.COMPLETED;
        if (transfer.state() == Transfer.State.FAILED
                || transfer.state() == Transfer.State.ABANDONED) {
            return "Claims success, but the transfer "
                    + (transfer.state() == Transfer.State.FAILED ? "failed" : "was abandoned")
                    + (transfer.reason() == null ? "" : ": " + EnumWord.of(transfer.reason()))
                    + when(claim) + ".";
        }
        String when = when(claim);
        return when.isEmpty() || (isDone && isAnsweredBefore(claim))
                ? null
                : "Claims success" + when + ".";
    }

    private String when(Mark claim) {
        if (isAnsweredBefore(claim)) {
            return "";
        }
        if (isBefore(What.RINGING, claim)) {
            return isEndedBefore(claim) ? "" : "; the target still rang";
        }
        boolean isLater = target.stream()
                .anyMatch(mark -> mark.number > claim.number
                        && (mark.what == What.RINGING || mark.what == What.UP));
        return isLater ? "; the target did not even ring yet" : "";
    }

    private boolean isAnsweredBefore(Mark claim) {
        return isBefore(What.UP, claim);
    }

    private boolean isEndedBefore(Mark claim) {
        return isBefore(What.HANGUP, claim)
                || isBefore(What.GONE, claim)
                || isBefore(What.DIAL_ENDED, claim);
    }

    private boolean isBefore(What what, Mark claim) {
        return target.stream().anyMatch(mark -> mark.what == what && mark.number < claim.number);
    }
}
