package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/**
 * What really became of a transfer that the {@link SimulatedPbx} asked for.
 *
 * @param story in words, for a failure
 * @param leg uniqueid of the leg that was asked to go
 * @param callId of that leg
 * @param number whom it was to call; unlike that of any other one but a repeated one
 * @param refer null where none was sent
 * @param bySip what the SIP messages show of its end; null for nothing
 * @param byPbx what AMI and ARI show of its end; null where they show nothing of it at all
 * @param shownBy the sources each of which alone shows {@code byPbx}
 * @param stays whether the leg is there for some seconds after the end, whatever comes next
 * @param requested when it was asked for
 * @param ended when it was decided
 */
record RedirectTruth(
        String story,
        String leg,
        String callId,
        String number,
        Trigger trigger,
        @Nullable SimulatedSentRefer refer,
        @Nullable Reason bySip,
        @Nullable Reason byPbx,
        Set<Source> shownBy,
        boolean stays,
        Instant requested,
        Instant ended) {

    @Override
    public String toString() {
        return story + " of " + leg + " to " + number + ", by SIP " + bySip + ", by the PBX "
                + byPbx + ", requested " + requested + ", ended " + ended;
    }
}
