package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The steps that the extensions of the {@link SimulatedPbx} are made of. */
abstract class SimulatedSteps {
    final SimulatedPbx pbx;
    final Random random;

    SimulatedSteps(SimulatedPbx pbx) {
        this.pbx = pbx;
        this.random = pbx.random;
    }

    /** How a phone takes a call. */
    enum Manner {
        ANSWERS,
        BUSY,
        DECLINES,
        RINGS_IN_VAIN,
        UNREGISTERED,
        CONGESTED,
        CALLER_GIVES_UP
    }

    private static final Set<Manner> REFUSALS =
            EnumSet.of(Manner.BUSY, Manner.DECLINES, Manner.CONGESTED);

    // --- dials ---------------------------------------------------------------------------------

    /** One Dial to one phone. The caller is still there afterwards unless it gave up. */
    Reached tries(SimulatedLine caller, Manner manner) {
        return tries(caller, manner, "phone" + random.nextInt(9));
    }

    Reached tries(SimulatedLine caller, Manner manner, String endpoint) {
        beginsDial(caller, "PJSIP/" + endpoint);
        if (manner == Manner.UNREGISTERED) {
            pbx.sets(caller, "DIALSTATUS", "CHANUNAVAIL");
            return Reached.nobody(Reason.UNREACHABLE);
        }
        SimulatedLine phone = pbx.dials(caller, endpoint, "AppDial");
        if (REFUSALS.contains(manner) && pbx.onceIn(5)) {
            pbx.pass(50, 300); // It refuses at once.
        } else {
            pbx.rings(caller, phone);
            pbx.pass(100, 6_000);
        }
        return takes(caller, phone, manner);
    }

    /** @param dialled what the Dial dials, for example {@code PJSIP/carol} */
    void beginsDial(SimulatedLine caller, String dialled) {
        pbx.runs(caller, "Dial", dialled + ",20");
        pbx.sets(caller, "DIALSTATUS", "");
    }

    /** A phone that rings takes the call in its manner. */
    Reached takes(SimulatedLine caller, SimulatedLine phone, Manner manner) {
        return switch (manner) {
            case ANSWERS -> {
                answers(caller, phone);
                connect(caller, phone);
                yield Reached.partner(phone);
            }
            case BUSY -> refused(caller, phone, Reason.BUSY, 17, 486, "BUSY", "BUSY");
            // Seen on 22.10.1: a 603 is told like this.
            case DECLINES ->
                refused(caller, phone, Reason.DECLINED, 21, 603, "NOANSWER", "CHANUNAVAIL");
            case CONGESTED ->
                refused(caller, phone, Reason.CONGESTION, 34, 503, "CONGESTION", "CONGESTION");
            case RINGS_IN_VAIN -> {
                pbx.dialEnds(caller, phone, "NOANSWER");
                pbx.sets(caller, "DIALSTATUS", "NOANSWER");
                pbx.meanwhile(() -> pbx.gone(phone, null, null));
                yield Reached.phone(Reason.NO_ANSWER, phone);
            }
            case CALLER_GIVES_UP -> {
                pbx.farEndHangsUp(caller, 16, null);
                dialIsCancelled(caller, phone);
                yield Reached.phone(Reason.TRANSFEREE_HUNG_UP, phone);
            }
            case UNREGISTERED -> throw new IllegalArgumentException("it does not ring");
        };
    }

    /** The caller's channel ends while a phone rings. */
    void dialIsCancelled(SimulatedLine caller, SimulatedLine phone) {
        pbx.dialEnds(caller, phone, "CANCEL");
        pbx.sets(caller, "DIALSTATUS", "CANCEL");
        pbx.asteriskHangsUp(caller);
        pbx.meanwhile(() -> pbx.gone(phone, 16, null));
        pbx.gone(caller, 16, null);
    }

    private Reached refused(
            SimulatedLine caller,
            SimulatedLine phone,
            Reason reason,
            int cause,
            int sipStatus,
            String dialEnd,
            String dialStatus) {
        refuses(caller, phone, cause, sipStatus, dialEnd);
        if (random.nextBoolean()) {
            pbx.sets(caller, "DIALSTATUS", dialStatus);
            pbx.gone(phone, cause, sipStatus);
        } else {
            pbx.gone(phone, cause, sipStatus);
            pbx.sets(caller, "DIALSTATUS", dialStatus);
        }
        return Reached.phone(reason, phone);
    }

    void refuses(
            @Nullable SimulatedLine caller,
            SimulatedLine phone,
            int cause,
            int sipStatus,
            String dialEnd) {
        pbx.farEndHangsUp(phone, cause, sipStatus);
        pbx.dialEnds(caller, phone, dialEnd);
    }

    void answers(SimulatedLine caller, SimulatedLine phone) {
        pbx.becomes(phone, Channel.State.UP);
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        pbx.dialEnds(caller, phone, "ANSWER");
        isUp(caller);
    }

    void isUp(SimulatedLine line) {
        if (line.state != Channel.State.UP) {
            pbx.becomes(line, Channel.State.UP);
        }
    }

    // --- bridges -------------------------------------------------------------------------------

    Bridge connect(SimulatedLine caller, SimulatedLine phone) {
        Bridge bridge = pbx.newBridge("simple_bridge");
        pbx.enters(phone, bridge, null);
        pbx.enters(caller, bridge, null);
        return bridge;
    }

    void part(Bridge bridge, SimulatedLine one, SimulatedLine two) {
        pbx.leaves(one);
        pbx.leaves(two);
        pbx.destroyed(bridge);
    }

    // --- ends ----------------------------------------------------------------------------------

    /** A caller that was not put through leaves, one way or another. */
    Reached andThen(SimulatedLine caller, Reached reached) {
        if (reached.partner() != null || caller.gone) {
            return reached;
        }
        switch (random.nextInt(4)) {
            case 0 -> { // The dialplan goes on with an announcement.
                pbx.pass(0, 200);
                pbx.runs(caller, "Playback", "vm-nobodyavail");
                pbx.pass(500, 5_000);
                hangupIsRun(caller, 16);
            }
            case 1 -> // It ends at once, with a cause of its own or the target's.
                dialplanIsOver(caller, random.nextBoolean() ? 16 : causeOf(reached.reason()));
            case 2 -> { // The caller listens to a tone for a while.
                pbx.pass(200, 8_000);
                hangsUp(caller, 16);
            }
            default -> { // As case 2, but Asterisk names the target's status (seen on 22.10.1).
                pbx.pass(200, 8_000);
                hangsUp(caller, causeOf(reached.reason()));
            }
        }
        return reached;
    }

    private static int causeOf(Reason reason) {
        return switch (reason) {
            case DECLINED -> 21;
            case CONGESTION -> 34;
            default -> 17;
        };
    }

    /** The dialplan runs the application Hangup. */
    void hangupIsRun(SimulatedLine line, int cause) {
        pbx.runs(line, "Hangup");
        dialplanIsOver(line, cause);
    }

    /** The dialplan has nothing more, or its application ends the channel. */
    void dialplanIsOver(SimulatedLine line, @Nullable Integer cause) {
        pbx.asteriskHangsUp(line);
        pbx.gone(line, cause, null);
    }

    void hangsUp(SimulatedLine line, @Nullable Integer cause) {
        pbx.farEndHangsUp(line, cause, null);
        dialplanIsOver(line, cause);
    }

    /** Two parties of a bridge hang up. */
    void endCall(SimulatedLine one, SimulatedLine two) {
        SimulatedLine first = random.nextBoolean() ? one : two;
        SimulatedLine last = first == one ? two : one;
        Bridge bridge = Objects.requireNonNull(first.bridge);
        pbx.farEndHangsUp(first, 16, null);
        // Both may hang up at the same moment.
        int also = random.nextInt(3);
        if (also == 1) {
            pbx.farEndHangsUp(last, 16, null);
        }
        part(bridge, first, last);
        pbx.dialplanEnds(first);
        pbx.dialplanEnds(last);
        if (also == 2) {
            pbx.farEndHangsUp(last, 16, null);
        }
        pbx.gone(first, 16, null);
        pbx.gone(last, 16, null);
    }

    /** Who is called after another was: never a phone that may transfer by now. */
    String deputy() {
        return "deputy" + random.nextInt(1_000_000);
    }
}
