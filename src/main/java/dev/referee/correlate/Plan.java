package dev.referee.correlate;

import dev.referee.model.Fact.TransferResult;

import org.jspecify.annotations.Nullable;

/**
 * The request of a transfer as a source reported it, in uniqueids: enough to follow the transfer in
 * any view.
 *
 * @param result what Asterisk itself says of it
 * @param second the transferor's other leg, for an attended transfer
 * @param target who is to be reached, where that is known beforehand
 * @param bridge the bridge that the transferee is taken out of
 * @param secondBridge the bridge of the transferor's other leg, where both calls are in one
 * @param application what the second leg ran and the transferee took over
 */
record Plan(
        TransferResult result,
        Course course,
        @Nullable String second,
        @Nullable String transferee,
        @Nullable String target,
        @Nullable String bridge,
        @Nullable String secondBridge,
        @Nullable String application) {

    /** How a transfer is to come to its end. */
    enum Course {
        /** The transferee runs the dialplan until it is bridged or served. */
        DIALPLAN,
        /** Transferee and target, who was in a call already, are put into one bridge. */
        JOIN,
        /** Another ARI application has it; Asterisk itself does nothing. */
        HANDED_OVER
    }

    /** A REFER with Replaces names another leg; a feature code works on one and the same. */
    boolean isByFeatureCode(String transferorId) {
        return transferorId.equals(second) && !isOfItself();
    }

    /** Whether the transferee is moved, or is to be: Asterisk said that it succeeded. */
    boolean isUnderWay() {
        return result == TransferResult.SUCCESS && course != Course.HANDED_OVER;
    }

    /** Whether only the channel is known that is moved, and the person behind it is another one. */
    boolean isStandInFor(@Nullable String known, String person) {
        return transferee != null && transferee.equals(known) && !person.equals(known);
    }

    /** Whether a REFER names its own dialog in Replaces: the target is the transferee itself. */
    boolean isOfItself() {
        return course == Course.JOIN && transferee != null && transferee.equals(target);
    }

    /** Whether another source can have meant the same by these words: it may have left some out. */
    boolean isSameAs(Plan other) {
        return result == other.result
                && course == other.course
                && agree(second, other.second)
                && agree(transferee, other.transferee)
                && agree(bridge, other.bridge)
                && agree(secondBridge, other.secondBridge);
    }

    private static boolean agree(@Nullable String one, @Nullable String other) {
        return one == null || other == null || one.equals(other);
    }
}
