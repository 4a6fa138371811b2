package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Blind transfers out of a bridge that an ARI program made: the transferee stays in it, and a Local
 * channel takes the place of the transferor (seen on 22.10.1).
 */
final class SimulatedStasisBridge extends SimulatedSteps {
    private final Truths truths;

    SimulatedStasisBridge(SimulatedPbx pbx, Truths truths) {
        super(pbx);
        this.truths = truths;
    }

    void blind() {
        SimulatedLine transferee = pbx.callFrom("caller", "7063");
        pbx.runs(transferee, "Answer");
        isUp(transferee);
        stasis(transferee, "dialler");
        SimulatedLine transferor = pbx.originates(transferee, "transferor");
        pbx.rings(null, transferor);
        pbx.pass(300, 2_000);
        pbx.becomes(transferor, Channel.State.UP);
        pbx.dialEnds(null, transferor, "ANSWER");
        stasis(transferor, "dialler,dialled");
        Bridge bridge = pbx.newStasisBridge("simple_bridge");
        pbx.enters(transferee, bridge, null);
        pbx.enters(transferor, bridge, null);
        pbx.pass(500, 3_000);
        moves(transferor, transferee, bridge);
    }

    private void stasis(SimulatedLine line, String data) {
        pbx.runs(line, "Stasis", data);
        pbx.sets(line, "STASISSTATUS", "");
    }

    private void moves(SimulatedLine transferor, SimulatedLine transferee, Bridge bridge) {
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(transferor, "7027").accepted();
        List<SimulatedLine> halves = pbx.newLocal("7027", transferor);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        pbx.sets(one, "BLINDTRANSFER", transferor.name);
        pbx.sets(two, "BLINDTRANSFER", transferor.name);
        for (SimulatedLine half : halves) {
            pbx.sets(half, "SIPTRANSFER", "yes");
            pbx.sets(
                    half, "SIPREFERTOHDR", Objects.requireNonNull(refer.referTo).raw());
        }
        pbx.localJoined(one, two);
        one.application = "Stasis";
        pbx.shown(one);
        pbx.sets(one, "STASISSTATUS", "");
        pbx.leaves(transferor);
        pbx.enters(one, bridge, transferor);
        pbx.sets(one, "BLINDTRANSFER", "");
        pbx.meanwhile(() -> pbx.blindTransfer(transferor, transferee, bridge, "7027", one));
        refer.ends(200, 0);
        Reached reached = follows(one, two);
        truths.note(
                "blind out of a Stasis bridge",
                transferor,
                Kind.BLIND,
                transferee,
                reached,
                refer,
                requested);
        pbx.pass(1_000, 8_000);
        pbx.farEndHangsUp(transferor, 16, null);
        pbx.sets(transferor, "STASISSTATUS", "SUCCESS");
        pbx.gone(transferor, 16, null);
        if (!transferee.gone) {
            pbx.farEndHangsUp(transferee, null, null);
            pbx.leaves(transferee);
            pbx.sets(transferee, "STASISSTATUS", "SUCCESS");
            pbx.asteriskHangsUp(transferee);
            pbx.gone(transferee, 16, null);
            pbx.destroyed(bridge);
        }
    }

    private Reached follows(SimulatedLine one, SimulatedLine two) {
        if (pbx.onceIn(3)) {
            pbx.runs(two, "Answer");
            pbx.becomes(two, Channel.State.UP);
            pbx.becomes(one, Channel.State.UP);
            pbx.dialEnds(null, one, "ANSWER");
            pbx.pass(300, 500);
            stasis(two, "nobody-has-this");
            pbx.sets(two, "STASISSTATUS", "FAILED");
            isOver(one, two, 16);
            return Reached.nobody(Reason.APPLICATION_FAILED)
                    .shownBy(Source.AMI, pbx.build.tellsStatusByAmi());
        }
        Manner manner = pbx.oneOf(
                List.of(Manner.ANSWERS, Manner.BUSY, Manner.DECLINES, Manner.RINGS_IN_VAIN));
        beginsDial(two, "PJSIP/cleo");
        SimulatedLine phone = pbx.dials(two, "cleo", "AppDial");
        pbx.rings(two, phone);
        pbx.rings(null, one);
        pbx.pass(300, 5_000);
        Reached reached = takes(two, phone, manner);
        if (reached.partner() == null) {
            isOver(one, two, 17);
            return reached;
        }
        pbx.becomes(one, Channel.State.UP);
        pbx.dialEnds(null, one, "ANSWER");
        Bridge far = Objects.requireNonNull(phone.bridge);
        pbx.pass(500, 5_000);
        pbx.farEndHangsUp(phone, 16, null);
        part(far, phone, two);
        pbx.dialplanEnds(two);
        pbx.gone(phone, 16, null);
        isGone(one, two, 16);
        return Reached.phone(Reason.ANSWERED, phone);
    }

    private void isOver(SimulatedLine one, SimulatedLine two, int cause) {
        pbx.runs(two, "Hangup");
        pbx.asteriskHangsUp(two);
        isGone(one, two, cause);
    }

    private void isGone(SimulatedLine one, SimulatedLine two, int cause) {
        pbx.farEndHangsUp(one, cause, null);
        pbx.gone(two, cause, null);
        pbx.leaves(one);
        pbx.sets(one, "STASISSTATUS", "SUCCESS");
        pbx.gone(one, cause, null);
    }
}
