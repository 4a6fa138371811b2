package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/** Transfers to a parking lot: the transferee moves there without a dialplan, or not at all. */
final class SimulatedParking extends SimulatedSteps {
    private static final String LOT = "7091";

    private final Truths truths;

    SimulatedParking(SimulatedPbx pbx, Truths truths) {
        super(pbx);
        this.truths = truths;
    }

    /**
     * Every place is taken (seen on 22.10.1): the transferee leaves its bridge and enters it again.
     *
     * @param byRefer whether by REFER: by feature code else
     */
    Reached lotIsFull(SimulatedLine transferor, SimulatedLine transferee, boolean byRefer) {
        Instant requested = pbx.now();
        Bridge bridge = Objects.requireNonNull(transferee.bridge);
        Request refer = byRefer ? pbx.sip.refer(transferor, LOT).accepted() : null;
        isTold(transferor, transferee, refer);
        pbx.leaves(transferee);
        pbx.enters(transferee, bridge, null);
        pbx.sets(transferee, "BLINDTRANSFER", "");
        if (refer != null) {
            refer.ends(200, refer.subscribes ? 1_700 : 0);
        }
        pbx.pass(1_800, 2_500);
        boolean transferorLeaves = byRefer && pbx.onceIn(3);
        Reached end = Reached.nobody(Reason.PARKING_FULL);
        truths.note(
                "parking lot full",
                transferor,
                Kind.BLIND,
                transferee,
                transferorLeaves ? end : end.at(Whereabouts.WITH_TRANSFEROR),
                refer,
                requested);
        if (!transferorLeaves) {
            pbx.pass(6_000, 9_000);
            return end.with(transferor);
        }
        pbx.farEndHangsUp(transferor, 16, null);
        part(bridge, transferor, transferee);
        pbx.dialplanEnds(transferor);
        pbx.dialplanEnds(transferee);
        pbx.gone(transferor, 16, null);
        pbx.gone(transferee, 16, null);
        return end;
    }

    private void isTold(
            SimulatedLine transferor, SimulatedLine transferee, @Nullable Request refer) {
        if (refer != null) {
            pbx.sets(transferee, "SIPTRANSFER", "yes");
            pbx.sets(
                    transferee,
                    "SIPREFERTOHDR",
                    Objects.requireNonNull(refer.referTo).raw());
        }
        Bridge bridge = transferee.bridge;
        pbx.meanwhile(() -> pbx.blindTransfer(
                TransferResult.SUCCESS, transferor, transferee, bridge, refer != null, LOT));
        pbx.sets(transferee, "BLINDTRANSFER", transferor.name);
    }

    /** The transferee is parked, and hangs up there or comes back to the transferor. */
    void isParked(SimulatedLine transferor, SimulatedLine transferee) {
        Instant requested = pbx.now();
        Bridge bridge = Objects.requireNonNull(transferee.bridge);
        Bridge lot = pbx.newParkingLot();
        Request refer = pbx.sip.refer(transferor, LOT).accepted();
        isTold(transferor, transferee, refer);
        pbx.leaves(transferee);
        pbx.enters(transferee, lot, null);
        pbx.sets(transferee, "BLINDTRANSFER", "");
        refer.ends(200, refer.subscribes ? 1_700 : 0);
        pbx.pass(2_000, 3_000); // The transferor hears the number of the place.
        pbx.leaves(transferor);
        pbx.dialplanEnds(transferor);
        pbx.gone(transferor, 16, null);
        pbx.destroyed(bridge);
        pbx.sip.byesLater(transferor);
        truths.note(
                "parked",
                transferor,
                Kind.BLIND,
                transferee,
                Reached.nobody(Reason.APPLICATION),
                refer,
                requested);
        pbx.pass(2_000, 15_000);
        if (random.nextBoolean()) {
            comesBack(transferor, transferee, lot);
        } else {
            pbx.farEndHangsUp(transferee, 16, null);
            pbx.leaves(transferee);
            pbx.destroyed(lot);
            pbx.gone(transferee, 16, null);
        }
    }

    /** The place is held for a time only; then whoever parked the call is called. */
    private void comesBack(SimulatedLine transferor, SimulatedLine transferee, Bridge lot) {
        String phone = SimulatedRecalls.phoneOf(transferor);
        pbx.leaves(transferee);
        pbx.destroyed(lot);
        transferee.extension = "PJSIP_" + phone;
        pbx.shown(transferee);
        transferee.runsDialplan = true;
        transferee.hidesNextApplication = true;
        Instant requested = pbx.now();
        Reached back = tries(transferee, Manner.ANSWERS, phone);
        truths.note(
                Truth.COMES_BACK,
                transferor,
                Kind.BLIND,
                transferee,
                back.at(Whereabouts.WITH_TRANSFEROR),
                null,
                requested);
        pbx.pass(500, 5_000);
        endCall(transferee, Objects.requireNonNull(back.partner()));
    }
}
