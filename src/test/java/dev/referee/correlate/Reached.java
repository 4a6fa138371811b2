package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a caller reached at a {@link Place} of the {@link SimulatedPbx}.
 *
 * @param reasons the reasons that are right for it, the best first
 * @param partner the channel it is in a call with now, or null for none
 * @param standIn the channel that is in the call for the caller: half of a Local channel, or null
 *     where the caller itself is
 * @param target the leg that took the call or refused it; null when there is none
 * @param shownBy the sources each of which alone shows enough to know it
 * @param whereabouts where the caller is at the end of the transfer, where that is checked
 */
record Reached(
        List<Reason> reasons,
        @Nullable SimulatedLine partner,
        @Nullable SimulatedLine standIn,
        @Nullable SimulatedLine target,
        Set<Source> shownBy,
        @Nullable Whereabouts whereabouts) {

    /** A person answered. */
    static Reached partner(SimulatedLine phone) {
        return new Reached(List.of(Reason.ANSWERED), phone, null, phone, Weather.BOTH, null);
    }

    /** The call ended like this, and nobody's phone has a part in it. */
    static Reached nobody(Reason reason) {
        return new Reached(List.of(reason), null, null, null, Weather.BOTH, null);
    }

    /** A phone answered and is gone by now, or did not take the call. */
    static Reached phone(Reason reason, SimulatedLine target) {
        return new Reached(List.of(reason), null, null, target, Weather.BOTH, null);
    }

    Reason reason() {
        return reasons.getFirst();
    }

    /** With another reason that is as right. */
    Reached or(Reason reason) {
        List<Reason> both = new ArrayList<>(reasons);
        both.add(reason);
        return new Reached(List.copyOf(both), partner, standIn, target, shownBy, whereabouts);
    }

    /** In a call with this one, which is not the target. */
    Reached with(SimulatedLine other) {
        return new Reached(reasons, other, standIn, target, shownBy, whereabouts);
    }

    /** In the call is another channel instead of the caller's. */
    Reached through(@Nullable SimulatedLine half) {
        return new Reached(reasons, partner, half, target, shownBy, whereabouts);
    }

    Reached at(Whereabouts place) {
        return new Reached(reasons, partner, standIn, target, shownBy, place);
    }

    /** Whether a source alone shows enough to know it. */
    Reached shownBy(Source source, boolean enough) {
        if (enough) {
            return this;
        }
        Set<Source> others = EnumSet.copyOf(shownBy);
        others.remove(source);
        return new Reached(reasons, partner, standIn, target, others, whereabouts);
    }
}
