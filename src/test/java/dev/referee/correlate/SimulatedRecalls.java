package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/** Dialplans that call the transferor back, directly or through Local channels, and pickups. */
final class SimulatedRecalls extends SimulatedSteps {
    SimulatedRecalls(SimulatedPbx pbx) {
        super(pbx);
    }

    List<Place> places() {
        return List.of(
                Place.forTransferred("RECALL", this::recall),
                Place.forTransferred("RECALL_WITHOUT_ANSWER", this::recallWithoutAnswer),
                Place.forTransferred("PICKED_UP_BY_TRANSFEROR", this::pickedUpByTransferor),
                Place.forAll("PICKED_UP", this::pickedUp));
    }

    /** The phone's part of a channel's name: {@code alice} of {@code PJSIP/alice-00000001}. */
    static String phoneOf(@Nullable SimulatedLine line) {
        String endpoint = Channel.endpointOf(Objects.requireNonNull(line).name);
        return Objects.requireNonNull(endpoint).substring("PJSIP/".length());
    }

    // --- recalls -------------------------------------------------------------------------------

    private Reached recall(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        Reached first = isRefused(caller);
        pbx.pass(0, 300);
        String phone = phoneOf(transferor);
        Reached back = pbx.onceIn(3)
                ? tries(caller, Manner.ANSWERS, phone)
                : answersThroughLocal(caller, phone);
        return first.with(Objects.requireNonNull(back.partner()))
                .through(back.standIn())
                .at(Whereabouts.WITH_TRANSFEROR);
    }

    private Reached recallWithoutAnswer(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        Reached first = isRefused(caller);
        pbx.pass(0, 300);
        String phone = phoneOf(transferor);
        if (random.nextBoolean()) {
            tries(caller, Manner.RINGS_IN_VAIN, phone);
        } else {
            rejectsThroughLocal(caller, phone, false);
        }
        return andThen(caller, first);
    }

    /** The first phone refuses, called directly or through a Local channel. */
    private Reached isRefused(SimulatedLine caller) {
        if (random.nextBoolean()) {
            return tries(
                    caller,
                    pbx.oneOf(List.of(Manner.BUSY, Manner.DECLINES, Manner.RINGS_IN_VAIN)),
                    "first");
        }
        boolean busy = random.nextBoolean();
        SimulatedLine phone = rejectsThroughLocal(caller, "first", busy);
        return Reached.phone(busy ? Reason.BUSY : Reason.NO_ANSWER, phone);
    }

    // --- through a Local channel ---------------------------------------------------------------

    /** @return the phone that rings behind the second half, and both halves before it */
    private List<SimulatedLine> ringsThroughLocal(SimulatedLine caller, String phone) {
        beginsDial(caller, "Local/" + phone + "@lab/n");
        List<SimulatedLine> halves = pbx.newLocal(phone, caller);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppDial");
        beginsDial(two, "PJSIP/" + phone);
        SimulatedLine behind = pbx.dials(two, phone, "AppDial");
        pbx.rings(two, behind);
        pbx.rings(caller, one);
        pbx.pass(100, 6_000);
        return List.of(one, two, behind);
    }

    private SimulatedLine rejectsThroughLocal(SimulatedLine caller, String phone, boolean busy) {
        List<SimulatedLine> lines = ringsThroughLocal(caller, phone);
        SimulatedLine one = lines.get(0);
        SimulatedLine two = lines.get(1);
        SimulatedLine behind = lines.get(2);
        if (busy) {
            refuses(two, behind, 17, 486, "BUSY");
            pbx.sets(two, "DIALSTATUS", "BUSY");
            pbx.gone(behind, 17, 486);
            pbx.runs(two, "Hangup");
            pbx.asteriskHangsUp(two);
            pbx.farEndHangsUp(one, 17, null);
            pbx.gone(two, 17, null);
            pbx.dialEnds(caller, one, "BUSY");
            pbx.sets(caller, "DIALSTATUS", "BUSY");
            pbx.gone(one, 17, null);
        } else {
            // Seen on 22.10.1: the caller's Dial gives up, and the one behind it is cancelled.
            pbx.dialEnds(caller, one, "NOANSWER");
            pbx.farEndHangsUp(two, null, null);
            pbx.gone(one, null, null);
            pbx.sets(caller, "DIALSTATUS", "NOANSWER");
            pbx.meanwhile(() -> {
                pbx.dialEnds(two, behind, "CANCEL");
                pbx.sets(two, "DIALSTATUS", "CANCEL");
                pbx.asteriskHangsUp(two);
                pbx.gone(two, null, null);
                pbx.gone(behind, 16, null);
            });
        }
        return behind;
    }

    /** The phone answers; now and then the Local channel goes away from between the two. */
    private Reached answersThroughLocal(SimulatedLine caller, String phone) {
        List<SimulatedLine> lines = ringsThroughLocal(caller, phone);
        SimulatedLine one = lines.get(0);
        SimulatedLine two = lines.get(1);
        SimulatedLine behind = lines.get(2);
        answers(two, behind);
        answers(caller, one);
        boolean farFirst = random.nextBoolean();
        Bridge near = farFirst ? null : connect(caller, one);
        Bridge far = connect(two, behind);
        near = near == null ? connect(caller, one) : near;
        if (random.nextBoolean()) {
            two.chain = new SimulatedChain(pbx, caller, one);
            return Reached.partner(behind).through(two);
        }
        pbx.pass(1, 500);
        pbx.leaves(behind);
        pbx.leaves(one);
        pbx.enters(behind, near, one);
        pbx.leaves(two);
        pbx.asteriskHangsUp(two);
        pbx.farEndHangsUp(one, 16, null);
        pbx.gone(two, 16, null);
        pbx.destroyed(far);
        pbx.gone(one, 16, null);
        return Reached.partner(behind);
    }

    // --- pickups -------------------------------------------------------------------------------

    private Reached pickedUp(SimulatedLine caller) {
        SimulatedLine phone = rings(caller);
        return Reached.partner(picksUp(caller, phone, "picker" + pbx.channels()));
    }

    private Reached pickedUpByTransferor(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        SimulatedLine phone = rings(caller);
        SimulatedLine picker = picksUp(caller, phone, phoneOf(transferor));
        return Reached.phone(Reason.NO_ANSWER, phone).with(picker).at(Whereabouts.WITH_TRANSFEROR);
    }

    private SimulatedLine rings(SimulatedLine caller) {
        beginsDial(caller, "PJSIP/first");
        SimulatedLine phone = pbx.dials(caller, "first", "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(300, 5_000);
        return phone;
    }

    /** Another phone takes the place of the one that rings (seen on 22.10.1). */
    private SimulatedLine picksUp(SimulatedLine caller, SimulatedLine phone, String by) {
        SimulatedLine picker = pbx.callFrom(by, "7023");
        pbx.runs(picker, "Pickup", "6002@lab");
        pbx.becomes(picker, Channel.State.UP);
        pbx.pass(0, 500);
        picker.extension = phone.extension;
        picker.application = phone.application;
        picker.applicationData = phone.applicationData;
        picker.runsDialplan = false;
        pbx.shown(picker);
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        pbx.meanwhile(() -> {
            pbx.asteriskHangsUp(phone);
            pbx.pass(0, 2);
            pbx.gone(phone, 26, null);
        });
        pbx.dialEnds(caller, picker, "ANSWER");
        isUp(caller);
        connect(caller, picker);
        return picker;
    }
}
