package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.Objects;

/**
 * A REFER that names its own dialog in Replaces (seen on 22.10.1): the other party takes the place of
 * the transferor's leg in their own bridge, and is alone.
 */
final class SimulatedOwnDialog extends SimulatedSteps {
    private final Truths truths;

    SimulatedOwnDialog(SimulatedPbx pbx, Truths truths) {
        super(pbx);
        this.truths = truths;
    }

    void replaced(SimulatedLine leg, SimulatedLine other) {
        Bridge bridge = Objects.requireNonNull(leg.bridge);
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(leg, leg, "6002").accepted();
        pbx.sets(other, "ATTENDEDTRANSFER", leg.name);
        pbx.sets(leg, "ATTENDEDTRANSFER", other.name);
        pbx.leaves(other);
        pbx.leaves(leg);
        pbx.enters(other, bridge, leg);
        pbx.sets(other, "ATTENDEDTRANSFER", "");
        pbx.asteriskHangsUp(leg);
        pbx.meanwhile(() -> pbx.attendedTransfer(
                TransferResult.SUCCESS,
                leg,
                leg,
                other,
                other,
                bridge,
                bridge,
                Destination.BRIDGE,
                null));
        refer.ends(200, 0);
        pbx.dialplanEnds(leg);
        pbx.pass(0, 2);
        pbx.gone(leg, 16, null);
        Reached end = Reached.nobody(Reason.DIALOG_NOT_FOUND)
                .or(Reason.MALFORMED_REFER)
                .or(Reason.INTERNAL_ERROR)
                .or(Reason.REFUSED)
                .or(Reason.TARGET_GONE);
        truths.note("Replaces of its own dialog", leg, Kind.ATTENDED, other, end, refer, requested);
        pbx.pass(3_000, 8_000);
        pbx.farEndHangsUp(other, 16, null);
        pbx.leaves(other);
        pbx.destroyed(bridge);
        pbx.dialplanEnds(other);
        pbx.gone(other, 16, null);
    }
}
