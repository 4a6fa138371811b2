package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;

import java.util.List;

/** Phones whose users must press a key to take the call: {@code Dial(…,U(ask))}. */
final class SimulatedScreening extends SimulatedSteps {
    SimulatedScreening(SimulatedPbx pbx) {
        super(pbx);
    }

    List<Place> places() {
        return List.of(
                Place.forAll("ASKED_PHONE_ACCEPTS", caller -> accepts(caller, "phone")),
                Place.forAll("ASKED_PHONE_PRESSES_NOTHING", this::pressesNothing),
                Place.forAll("ASKED_PHONE_REFUSES", this::refuses),
                Place.forAll("ASKED_PHONE_HANGS_UP", this::hangsUp),
                Place.forAll("NEXT_ASKED_PHONE_ACCEPTS", this::nextAccepts));
    }

    /** The phone is answered and asked: as far as Dial tells it, the call is answered. */
    private SimulatedLine asks(SimulatedLine caller, String endpoint) {
        pbx.runs(caller, "Dial", "PJSIP/" + endpoint + ",20,U(ask)");
        pbx.sets(caller, "DIALSTATUS", "");
        SimulatedLine phone = pbx.dials(caller, endpoint, "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(100, 4_000);
        pbx.becomes(phone, Channel.State.UP);
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        pbx.runs(phone, "Read", "KEY,beep,1,,1,4");
        pbx.pass(1_000, 5_000);
        return phone;
    }

    private Reached accepts(SimulatedLine caller, String endpoint) {
        SimulatedLine phone = asks(caller, endpoint);
        pbx.runs(phone, "GotoIf", "1?yes");
        pbx.runs(phone, "Return");
        pbx.dialEnds(caller, phone, "ANSWER");
        isUp(caller);
        isOutgoing(phone);
        connect(caller, phone);
        return Reached.partner(phone);
    }

    private void isOutgoing(SimulatedLine phone) {
        phone.application = "AppDial";
        phone.applicationData = "(Outgoing Line)";
        pbx.shown(phone);
    }

    /** The subroutine says CONTINUE: the phone is let go, the caller's dialplan goes on. */
    private SimulatedLine isLetGo(SimulatedLine caller, String endpoint) {
        SimulatedLine phone = asks(caller, endpoint);
        pbx.runs(phone, "GotoIf", "0?yes");
        pbx.runs(phone, "Set", "GOSUB_RESULT=CONTINUE");
        pbx.sets(phone, "GOSUB_RESULT", "CONTINUE");
        pbx.runs(phone, "Return");
        pbx.dialEnds(caller, phone, "CONTINUE");
        isOutgoing(phone);
        pbx.gone(phone, 16, null);
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        return phone;
    }

    private Reached pressesNothing(SimulatedLine caller) {
        SimulatedLine phone = isLetGo(caller, "phone");
        return andThen(caller, Reached.phone(Reason.NO_ANSWER, phone).or(Reason.REFUSED));
    }

    private Reached refuses(SimulatedLine caller) {
        SimulatedLine phone = isLetGo(caller, "phone");
        return andThen(
                caller,
                Reached.phone(Reason.DECLINED, phone).or(Reason.REFUSED).or(Reason.NO_ANSWER));
    }

    private Reached nextAccepts(SimulatedLine caller) {
        isLetGo(caller, "phone");
        pbx.pass(0, 100);
        return accepts(caller, deputy());
    }

    /** Seen on 22.10.1: the phone still enters a bridge, where it is alone, and leaves it at once. */
    private Reached hangsUp(SimulatedLine caller) {
        SimulatedLine phone = asks(caller, "phone");
        pbx.farEndHangsUp(phone, 16, null);
        pbx.pass(0, 20);
        pbx.farEndHangsUp(phone, 16, null);
        pbx.dialEnds(caller, phone, "ANSWER");
        Bridge bridge = pbx.newBridge("simple_bridge");
        isOutgoing(phone);
        pbx.enters(phone, bridge, null);
        pbx.leaves(phone);
        pbx.destroyed(bridge);
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        pbx.asteriskHangsUp(caller);
        pbx.meanwhile(() -> pbx.gone(phone, 16, null));
        pbx.gone(caller, 16, null);
        return Reached.phone(Reason.TARGET_GONE, phone).or(Reason.DECLINED);
    }
}
