package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The transfers of a {@link SimulatedPbx} so far, and what truly became of each. */
final class Truths {
    private final SimulatedPbx pbx;
    private final List<Truth> all = new ArrayList<>();

    Truths(SimulatedPbx pbx) {
        this.pbx = pbx;
    }

    List<Truth> all() {
        return all;
    }

    /**
     * A transfer that AMI and ARI show is decided now.
     *
     * @param transferee the channel that was moved; the truth names the person behind it
     * @param refer the REFER that asked for it; null for a feature code
     */
    void note(
            String story,
            SimulatedLine transferor,
            @Nullable Kind kind,
            @Nullable SimulatedLine transferee,
            Reached end,
            @Nullable Request refer,
            Instant requested) {
        SimulatedLine target = end.target();
        all.add(new Truth(
                story,
                transferor.uniqueid,
                kind,
                end.reasons(),
                transferee == null ? null : transferee.person().uniqueid,
                target == null ? null : target.uniqueid,
                end.whereabouts(),
                end.shownBy(),
                refer,
                true,
                requested,
                pbx.now()));
    }

    /**
     * A REFER was refused, so that SIP alone shows it.
     *
     * @param transferor uniqueid of its leg; the Call-ID for a REFER in no known dialog
     */
    void noteRefusal(
            String story,
            String transferor,
            Kind kind,
            @Nullable String transferee,
            Reason reason,
            Request refer,
            Instant requested) {
        all.add(new Truth(
                story,
                transferor,
                kind,
                List.of(reason),
                transferee,
                null,
                null,
                Set.of(),
                refer,
                false,
                requested,
                pbx.now()));
    }
}
