package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An ARI program that dials for the caller: it lets the caller wait, originates the target, and
 * bridges the two. What it does when the target refuses is its own affair.
 */
final class SimulatedAriDialler extends SimulatedSteps {
    SimulatedAriDialler(SimulatedPbx pbx) {
        super(pbx);
    }

    /** How the caller waits. */
    private enum Wait {
        IN_HOLDING_BRIDGE,
        IN_MIXING_BRIDGE,
        WITH_MACHINE,
        WITH_SNOOP_ELSEWHERE,
        OUTSIDE_OF_BRIDGES
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Manner manner : Manner.values()) {
            if (manner != Manner.UNREGISTERED) {
                places.add(Place.forAll("ARI_DIALLER_" + manner, caller -> dials(caller, manner)));
            }
        }
        places.add(Place.forAll("ARI_DIALLER_TRIES_ANOTHER", this::triesAnother));
        return places;
    }

    private Reached dials(SimulatedLine caller, Manner manner) {
        begins(caller);
        List<SimulatedLine> machines = waits(caller);
        pbx.pass(300, 2_000);
        boolean linked = manner != Manner.ANSWERS || !pbx.onceIn(3);
        SimulatedLine phone = originates(linked ? caller : null);
        Reached reached = takesIt(caller, phone, manner);
        goesOn(caller, reached);
        machines.forEach(this::isTakenAway);
        return reached;
    }

    private Reached triesAnother(SimulatedLine caller) {
        begins(caller);
        List<SimulatedLine> machines = waits(caller);
        pbx.pass(300, 2_000);
        refuses(originates(caller), pbx.oneOf(List.of(Manner.BUSY, Manner.DECLINES)));
        pbx.pass(10, 1_000);
        Reached reached = takesIt(caller, originates(caller), Manner.ANSWERS);
        machines.forEach(this::isTakenAway);
        return reached;
    }

    private void begins(SimulatedLine caller) {
        if (random.nextBoolean()) {
            pbx.runs(caller, "Answer");
            isUp(caller);
        }
        pbx.runs(caller, "Stasis", "dialler");
        pbx.sets(caller, "STASISSTATUS", "");
    }

    // --- waiting -------------------------------------------------------------------------------

    /** @return the machines that go on until the program takes them away */
    private List<SimulatedLine> waits(SimulatedLine caller) {
        return switch (pbx.oneOf(List.of(Wait.values()))) {
            case IN_HOLDING_BRIDGE -> {
                pbx.enters(caller, pbx.newStasisBridge("holding_bridge"), null);
                yield List.of();
            }
            case IN_MIXING_BRIDGE -> {
                pbx.enters(caller, pbx.newStasisBridge("simple_bridge"), null);
                yield List.of();
            }
            case WITH_MACHINE -> {
                Bridge bridge = pbx.newStasisBridge("simple_bridge");
                pbx.enters(caller, bridge, null);
                yield List.of(machine(caller, bridge));
            }
            case WITH_SNOOP_ELSEWHERE -> {
                SimulatedLine snoop = pbx.newMachine("Snoop", null);
                pbx.runs(snoop, "Stasis", "dialler,snoop");
                pbx.enters(snoop, pbx.newStasisBridge("simple_bridge"), null);
                yield List.of(snoop);
            }
            case OUTSIDE_OF_BRIDGES -> List.of(); // Music or ringing on the channel itself.
        };
    }

    private SimulatedLine machine(SimulatedLine caller, Bridge bridge) {
        String technology = pbx.oneOf(List.of(
                "UnicastRTP",
                "UnicastRTP",
                "AudioSocket",
                "WebSocket",
                "Recorder",
                "Announcer",
                "Snoop"));
        SimulatedLine machine = pbx.newMachine(technology, random.nextBoolean() ? caller : null);
        if (technology.equals("UnicastRTP")) { // Seen on 22.10.1: it is dialled.
            pbx.dialBegins(null, machine, "AppDial2");
            pbx.becomes(machine, Channel.State.UP);
            pbx.dialEnds(null, machine, "ANSWER");
        }
        pbx.runs(machine, "Stasis", "dialler,machine");
        pbx.pass(1, 400);
        pbx.enters(machine, bridge, null);
        return machine;
    }

    private void isTakenAway(SimulatedLine machine) {
        pbx.pass(0, 500);
        if (!machine.name.startsWith("Snoop/")) { // Which ends with the one it listens to.
            pbx.asteriskHangsUp(machine);
        }
        Bridge bridge = Objects.requireNonNull(machine.bridge);
        pbx.leaves(machine);
        isLeft(bridge);
        pbx.gone(machine, 16, null);
    }

    private void isLeft(Bridge bridge) {
        if (pbx.in(bridge).isEmpty()) {
            pbx.destroyed(bridge);
        }
    }

    // --- dialling ------------------------------------------------------------------------------

    private SimulatedLine originates(@Nullable SimulatedLine caller) {
        SimulatedLine phone = pbx.originates(caller, "dialled" + random.nextInt(9));
        pbx.rings(null, phone);
        pbx.pass(300, 9_000);
        return phone;
    }

    private Reached takesIt(SimulatedLine caller, SimulatedLine phone, Manner manner) {
        return switch (manner) {
            case ANSWERS -> {
                pbx.becomes(phone, Channel.State.UP);
                pbx.dialEnds(null, phone, "ANSWER");
                phone.application = "Stasis";
                phone.applicationData = "dialler,dialled";
                pbx.sets(phone, "STASISSTATUS", "");
                isBridged(caller, phone);
                yield Reached.partner(phone);
            }
            case CALLER_GIVES_UP -> {
                pbx.farEndHangsUp(caller, 16, null);
                ends(caller, 16);
                pbx.pass(0, 20);
                pbx.asteriskHangsUp(phone);
                pbx.dialEnds(null, phone, "CANCEL");
                pbx.gone(phone, 16, null);
                yield Reached.phone(Reason.TRANSFEREE_HUNG_UP, phone);
            }
            default -> refuses(phone, manner);
        };
    }

    /** Only AMI's Linkedid says for whom it was dialled. */
    private Reached refuses(SimulatedLine phone, Manner manner) {
        return refusal(phone, manner).shownBy(Source.ARI, false);
    }

    private Reached refusal(SimulatedLine phone, Manner manner) {
        return switch (manner) {
            case BUSY -> refused(phone, Reason.BUSY, 17, 486, "BUSY");
            case DECLINES -> refused(phone, Reason.DECLINED, 21, 603, "NOANSWER");
            case CONGESTED -> refused(phone, Reason.CONGESTION, 34, 503, "CONGESTION");
            default -> { // Seen on 22.10.1: no DialEnd at all.
                pbx.gone(phone, 19, 480);
                yield Reached.phone(Reason.NO_ANSWER, phone);
            }
        };
    }

    private Reached refused(
            SimulatedLine phone, Reason reason, int cause, int sipStatus, String dialEnd) {
        refuses(null, phone, cause, sipStatus, dialEnd);
        pbx.gone(phone, cause, sipStatus);
        return Reached.phone(reason, phone);
    }

    private void isBridged(SimulatedLine caller, SimulatedLine phone) {
        Bridge waiting = caller.bridge;
        boolean stays = waiting != null && !waiting.isHolding() && random.nextBoolean();
        pbx.pass(1, 15);
        if (waiting != null && !stays) {
            pbx.leaves(caller);
            isLeft(waiting);
        }
        if (!stays) {
            pbx.enters(caller, pbx.newStasisBridge("simple_bridge"), null);
        }
        pbx.enters(phone, Objects.requireNonNull(caller.bridge), null);
    }

    // --- afterwards ----------------------------------------------------------------------------

    /** What the program does with a caller whom it could not put through. */
    private void goesOn(SimulatedLine caller, Reached reached) {
        if (reached.partner() != null || caller.gone) {
            return;
        }
        pbx.pass(5, 500);
        switch (random.nextInt(4)) {
            case 0 -> { // It ends the caller.
                pbx.asteriskHangsUp(caller);
                ends(caller, 16);
            }
            case 1 -> { // It plays an announcement first.
                pbx.pass(2_000, 8_000);
                pbx.asteriskHangsUp(caller);
                ends(caller, 16);
            }
            case 2 -> { // The caller hangs up after a while.
                pbx.pass(1_000, 15_000);
                pbx.farEndHangsUp(caller, 16, null);
                ends(caller, 16);
            }
            default -> { // It lets the dialplan go on.
                leavesStasis(caller);
                pbx.runs(caller, "Playback", "vm-nobodyavail");
                pbx.pass(500, 5_000);
                hangupIsRun(caller, 16);
            }
        }
    }

    private void leavesStasis(SimulatedLine caller) {
        Bridge bridge = caller.bridge;
        if (bridge != null) {
            pbx.leaves(caller);
            isLeft(bridge);
        }
        pbx.sets(caller, "STASISSTATUS", "SUCCESS");
    }

    private void ends(SimulatedLine caller, @Nullable Integer cause) {
        leavesStasis(caller);
        dialplanIsOver(caller, cause);
    }
}
