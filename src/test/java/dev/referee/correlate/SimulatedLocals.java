package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Transfer.Reason;

import java.util.List;

/** Phones and applications that a caller reaches through a Local channel. */
final class SimulatedLocals extends SimulatedSteps {
    SimulatedLocals(SimulatedPbx pbx) {
        super(pbx);
    }

    Reached through(SimulatedLine caller, boolean answered) {
        beginsDial(caller, "Local/6002@lab");
        List<SimulatedLine> halves = pbx.newLocal("6002", caller);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppDial");
        beginsDial(two, "PJSIP/behind");
        SimulatedLine phone = pbx.dials(two, "behind", "AppDial");
        pbx.rings(two, phone);
        pbx.rings(caller, one);
        pbx.pass(100, 5_000);
        if (!answered) {
            refuses(two, phone, 17, 486, "BUSY");
            pbx.sets(two, "DIALSTATUS", "BUSY");
            pbx.gone(phone, 17, 486);
            pbx.dialEnds(caller, one, "BUSY");
            pbx.sets(caller, "DIALSTATUS", "BUSY");
            pbx.gone(one, 17, null);
            pbx.gone(two, 17, null);
            return andThen(caller, Reached.phone(Reason.BUSY, phone));
        }
        answers(two, phone);
        answers(caller, one);
        Bridge far = connect(two, phone);
        Bridge near = connect(caller, one);
        pbx.pass(1, 500);
        if (random.nextInt(3) == 0) {
            // Not optimised (/n): it ends here as far as this simulation goes.
            pbx.pass(500, 5_000);
            pbx.farEndHangsUp(phone, 16, null);
            part(far, phone, two);
            part(near, one, caller);
            pbx.gone(phone, 16, null);
            pbx.gone(two, 16, null);
            pbx.gone(one, 16, null);
            pbx.gone(caller, 16, null);
            return Reached.phone(Reason.ANSWERED, phone);
        }
        pbx.leaves(phone);
        pbx.leaves(one);
        pbx.enters(phone, near, one);
        pbx.leaves(two);
        pbx.asteriskHangsUp(two);
        pbx.farEndHangsUp(one, 16, null);
        pbx.gone(two, 16, null);
        pbx.destroyed(far);
        pbx.gone(one, 16, null);
        return Reached.partner(phone);
    }

    Reached servedThrough(SimulatedLine caller, long leastMillis, long mostMillis) {
        beginsDial(caller, "Local/6002@lab");
        List<SimulatedLine> halves = pbx.newLocal("ivr", caller);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppDial");
        pbx.runs(two, "Answer");
        answers(caller, one);
        Bridge near = connect(caller, one);
        pbx.runs(two, "Playback", "demo-congrats");
        pbx.pass(leastMillis, mostMillis);
        pbx.asteriskHangsUp(two);
        pbx.gone(two, 16, null);
        part(near, one, caller);
        pbx.gone(one, 16, null);
        pbx.asteriskHangsUp(caller);
        pbx.gone(caller, 16, null);
        return Reached.nobody(Reason.APPLICATION);
    }
}
