package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What really became of a transfer of the {@link SimulatedPbx}.
 *
 * @param story in words, for a failure
 * @param transferor uniqueid of its leg; the Call-ID for a REFER in no known dialog
 * @param kind null where any is right
 * @param reasons the reasons that are right for its end, the best first
 * @param whereabouts where the transferee is at the end, where that is compared
 * @param shownBy the sources each of which alone shows enough to know it
 * @param refer the REFER that asked for it; null for a feature code
 * @param shownByPbx whether AMI and ARI tell of it at all
 * @param since from when on a source must have been heard to know it
 * @param hasty whether only the short time between two facts shows it
 * @param requested when it was asked for
 * @param ended when it was decided
 */
record Truth(
        String story,
        String transferor,
        @Nullable Kind kind,
        List<Reason> reasons,
        @Nullable String transferee,
        @Nullable String target,
        @Nullable Whereabouts whereabouts,
        Set<Source> shownBy,
        SimulatedSip.@Nullable Request refer,
        boolean shownByPbx,
        Instant since,
        boolean hasty,
        Instant requested,
        Instant ended) {

    /** The story of one that follows another, as the parked transferee comes back. */
    static final String COMES_BACK = "the parked caller comes back";

    /** Whether nobody asked for it. */
    boolean isFollowing() {
        return story.equals(COMES_BACK);
    }

    /** Whether this end is right. */
    boolean allows(Transfer end) {
        Reason reason = end.reason();
        return reason != null && reasons.contains(reason);
    }

    Reason reason() {
        return reasons.getFirst();
    }
}
