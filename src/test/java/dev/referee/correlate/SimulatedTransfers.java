package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/** How the {@link SimulatedPbx} transfers a call, and the truth of each transfer. */
final class SimulatedTransfers extends SimulatedSteps {
    private static final int MOST_MILLIS_LATE = 9;

    private final Truths truths;
    private final SimulatedRefusals refusals;

    SimulatedTransfers(SimulatedPbx pbx, Truths truths, SimulatedRefusals refusals) {
        super(pbx);
        this.truths = truths;
        this.refusals = refusals;
    }

    // --- blind ---------------------------------------------------------------------------------

    /**
     * The transferor sends the transferee to an extension.
     *
     * @param external whether by REFER: by feature code else
     */
    Reached blind(
            SimulatedLine transferor, SimulatedLine transferee, boolean external, Place place) {
        Bridge bridge = Objects.requireNonNull(transferee.bridge);
        Request refer = external ? pbx.sip.refer(transferor, place.number()).accepted() : null;
        announces(transferor, transferee, refer);
        Instant requested = pbx.now();
        pbx.meanwhile(() -> {
            // Seen on 22.10.1: told only after the first steps of the dialplan.
            pbx.pass(0, pbx.onceIn(4) ? MOST_MILLIS_LATE : 0);
            pbx.blindTransfer(
                    TransferResult.SUCCESS,
                    transferor,
                    transferee,
                    bridge,
                    external,
                    place.number());
        });
        boolean bye = pbx.onceIn(4);
        pbx.meanwhile(() -> leaves(transferor, bye));
        goesTo(transferee, place.number());
        pbx.meanwhile(() -> {
            pbx.pass(3, 6);
            pbx.destroyed(bridge);
        });
        return followed(transferor, transferee, refer, place, requested);
    }

    private void announces(
            SimulatedLine transferor, SimulatedLine transferee, @Nullable Request refer) {
        pbx.sets(transferee, "BLINDTRANSFER", transferor.name);
        pbx.sets(transferor, "BLINDTRANSFER", transferee.name);
        if (refer != null) {
            pbx.sets(transferee, "SIPTRANSFER", "yes");
            pbx.sets(
                    transferee,
                    "SIPREFERTOHDR",
                    Objects.requireNonNull(refer.referTo).raw());
        }
    }

    private Reached followed(
            SimulatedLine transferor,
            SimulatedLine transferee,
            @Nullable Request refer,
            Place place,
            Instant requested) {
        boolean claimsEarly = !pbx.onceIn(4);
        if (refer != null && (claimsEarly || !refer.subscribes)) {
            // Seen on 22.10.1: success is claimed as soon as the transferee hears anything.
            refer.rings(8);
            refer.ends(200, refer.subscribes ? 15 + random.nextInt(25) : 0);
        }
        if (refer != null && pbx.onceIn(6) && transferee.chain == null) {
            pbx.meanwhile(() -> refusals.byTheOther(transferee));
        }
        if (refer != null && pbx.onceIn(6)) {
            pbx.meanwhile(() -> refusals.afterTheEnd(transferor));
        }
        Reached reached = place.follow(transferee, transferor);
        if (refer != null && !claimsEarly && refer.subscribes) {
            // As on 16.28: the claim comes with the end.
            refer.ends(claimOf(reached.reason()), 0);
        }
        if (refer != null) {
            pbx.sip.byesLater(transferor);
        }
        truths.note(
                "blind to " + place, transferor, Kind.BLIND, transferee, reached, refer, requested);
        return reached;
    }

    private int claimOf(Reason reason) {
        return switch (reason.state()) {
            case COMPLETED -> 200;
            default -> reason == Reason.BUSY && random.nextBoolean() ? 486 : 503;
        };
    }

    /** The transferor's leg leaves its bridge and ends. */
    void leaves(SimulatedLine transferor, boolean byFarEnd) {
        if (byFarEnd) {
            pbx.farEndHangsUp(transferor, 16, null);
        }
        pbx.leaves(transferor);
        pbx.dialplanEnds(transferor);
        pbx.gone(transferor, 16, null);
    }

    /**
     * The transferee leaves its bridge for the dialplan. Seen on 22.10.1: what it ran before is
     * shown at the new place, and the first application there is not.
     */
    private void goesTo(SimulatedLine transferee, String extension) {
        transferee.extension = extension;
        if (transferee.application != null) {
            pbx.shown(transferee);
        }
        pbx.leaves(transferee);
        if (transferee.runsDialplan && "Dial".equals(transferee.application)) {
            pbx.sets(transferee, "DIALSTATUS", "ANSWER");
        }
        transferee.runsDialplan = true;
        transferee.hidesNextApplication = true;
        if (pbx.onceIn(5)) {
            pbx.runs(transferee, "NoOp");
        }
    }

    // --- attended ------------------------------------------------------------------------------

    /**
     * Asterisk moves one of the two into the other's bridge, in the place of a transferor's leg.
     *
     * @return what the transferee reached; the call goes on unless the target was leaving
     */
    Reached attended(
            SimulatedLine first,
            SimulatedLine transferee,
            SimulatedLine second,
            SimulatedLine target) {
        Bridge from = Objects.requireNonNull(first.bridge);
        Bridge to = Objects.requireNonNull(second.bridge);
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(first, second, "6002").accepted();
        boolean leavesBefore = pbx.onceIn(8);
        boolean leavesAfter = !leavesBefore && pbx.onceIn(8);
        pbx.sets(first, "ATTENDEDTRANSFER", transferee.name);
        if (leavesBefore) {
            pbx.farEndHangsUp(target, 16, null);
        }
        Bridge joint = joins(first, transferee, second, target, leavesBefore);
        if (leavesAfter) {
            pbx.meanwhile(() -> pbx.farEndHangsUp(target, 16, null));
        }
        pbx.meanwhile(() -> pbx.attendedTransfer(
                TransferResult.SUCCESS,
                first,
                second,
                transferee,
                target,
                from,
                to,
                Destination.BRIDGE,
                null));
        refer.ends(200, random.nextInt(4));
        pbx.pass(4, 9);
        pbx.gone(first.gone ? second : first, 16, null);
        pbx.sip.byesLater(first);
        Reason reason = leavesBefore ? Reason.TARGET_GONE : Reason.BRIDGED;
        Reached end = Reached.phone(reason, target);
        truths.note(
                "attended" + (leavesBefore ? ", target leaves" : ""),
                first,
                Kind.ATTENDED,
                transferee,
                end,
                refer,
                requested);
        if (!leavesBefore && !leavesAfter) {
            return end.with(target);
        }
        pbx.leaves(target);
        pbx.leaves(transferee);
        pbx.destroyed(joint);
        pbx.gone(target, 16, null);
        pbx.dialplanEnds(transferee);
        pbx.gone(transferee, 16, null);
        return end;
    }

    private Bridge joins(
            SimulatedLine first,
            SimulatedLine transferee,
            SimulatedLine second,
            SimulatedLine target,
            boolean targetStays) {
        boolean targetMoves = !targetStays && random.nextInt(3) == 0;
        Bridge joint = Objects.requireNonNull(targetMoves ? first.bridge : second.bridge);
        Bridge left = Objects.requireNonNull(targetMoves ? second.bridge : first.bridge);
        SimulatedLine moved = targetMoves ? target : transferee;
        SimulatedLine replaced = targetMoves ? first : second;
        SimulatedLine remaining = targetMoves ? second : first;
        pbx.leaves(moved);
        pbx.leaves(replaced);
        pbx.enters(moved, joint, replaced);
        pbx.meanwhile(() -> {
            pbx.leaves(remaining);
            pbx.dialplanEnds(remaining);
            pbx.pass(0, 2);
            pbx.gone(remaining, 16, null);
            pbx.destroyed(left);
        });
        // Either may be the first: the one who moves asks for its end, its own thread finds it out.
        pbx.meanwhile(() -> pbx.dialplanEnds(replaced));
        pbx.meanwhile(() -> pbx.asteriskHangsUp(replaced));
        return joint;
    }
}
