package dev.referee.policy;

import dev.referee.model.TransferEvent;

/** All rules of a site together. Without state: any thread may use it. */
public record Policy(Referrers referrers, WrapUpCodes wrapUpCodes) {
    /** That of a site that has set nothing. */
    public static final Policy DEFAULT = new Policy(Referrers.ANYBODY, WrapUpCodes.DEFAULT);

    /** The same event with all that the rules add to it. */
    public TransferEvent mark(TransferEvent event) {
        return wrapUpCodes.mark(referrers.mark(event));
    }
}
