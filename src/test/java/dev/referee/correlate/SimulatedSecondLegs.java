package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Transfers whose REFER comes on a leg that is in no bridge of its own: AMI and ARI name no
 * transferee, and the person who is moved stands in the place of the target (seen on 22.10.1).
 */
final class SimulatedSecondLegs extends SimulatedSteps {
    private final Truths truths;
    private final SimulatedTakeovers takeovers;

    SimulatedSecondLegs(SimulatedPbx pbx, Truths truths, SimulatedTakeovers takeovers) {
        super(pbx);
        this.truths = truths;
        this.takeovers = takeovers;
    }

    /** The leg that carried the REFER runs an application, which {@code moved} takes over. */
    private Request takesOver(SimulatedLine leg, SimulatedLine replaced, SimulatedLine moved) {
        Bridge from = Objects.requireNonNull(moved.bridge);
        Request refer = pbx.sip.refer(leg, replaced, "6002").accepted();
        pbx.sets(moved, "ATTENDEDTRANSFER", leg.name);
        pbx.sets(replaced, "ATTENDEDTRANSFER", leg.name);
        String application = leg.application;
        pbx.meanwhile(() -> pbx.attendedTransfer(
                TransferResult.SUCCESS,
                leg,
                replaced,
                null,
                moved,
                null,
                from,
                Destination.APPLICATION,
                application));
        pbx.meanwhile(() -> {
            pbx.leaves(replaced);
            pbx.dialplanEnds(replaced);
            pbx.gone(replaced, 16, null);
        });
        refer.ends(200, 0);
        pbx.leaves(moved);
        pbx.pass(1, 4);
        pbx.destroyed(from);
        takeovers.masquerades(moved, leg);
        pbx.sip.byesLater(leg);
        return refer;
    }

    /** The consultation still rings. */
    Reached semiAttended(SimulatedLine first, SimulatedLine transferee) {
        SimulatedLine leg = pbx.callFrom("transferor", "7051");
        if (random.nextBoolean()) {
            pbx.runs(leg, "Answer");
            isUp(leg);
            pbx.pass(0, 500);
        }
        beginsDial(leg, "PJSIP/target");
        SimulatedLine target = pbx.dials(leg, "target", "AppDial");
        pbx.rings(leg, target);
        pbx.pass(500, 3_000);
        Instant requested = pbx.now();
        Request refer = takesOver(leg, first, transferee);
        pbx.pass(300, 5_000);
        Manner manner = pbx.oneOf(List.of(
                Manner.ANSWERS,
                Manner.BUSY,
                Manner.DECLINES,
                Manner.RINGS_IN_VAIN,
                Manner.CALLER_GIVES_UP));
        Reached reached = takes(transferee, target, manner);
        Reached end = andThen(transferee, reached);
        note(
                "semi-attended on the second leg, " + manner,
                leg,
                transferee,
                reached,
                refer,
                requested);
        return end;
    }

    /** The consultation is a queue, whose member rings. */
    Reached toQueue(SimulatedLine first, SimulatedLine transferee) {
        SimulatedLine leg = pbx.callFrom("transferor", "7151");
        pbx.runs(leg, "Answer");
        isUp(leg);
        pbx.pass(0, 500);
        pbx.runs(leg, "Queue", "support");
        SimulatedLine member = pbx.dials(leg, "member", "AppQueue");
        pbx.rings(leg, member);
        pbx.pass(500, 3_000);
        Instant requested = pbx.now();
        Request refer = takesOver(leg, first, transferee);
        pbx.pass(300, 5_000);
        Reached reached = fromQueue(transferee, member);
        Reached end = andThen(transferee, reached);
        note("queue on the second leg", leg, transferee, reached, refer, requested);
        return end;
    }

    private Reached fromQueue(SimulatedLine caller, SimulatedLine member) {
        return switch (random.nextInt(3)) {
            case 0 -> {
                pbx.becomes(member, Channel.State.UP);
                pbx.dialEnds(caller, member, "ANSWER");
                connect(caller, member);
                yield Reached.partner(member);
            }
            case 1 -> {
                pbx.dialEnds(caller, member, "NOANSWER");
                pbx.dialEnds(caller, member, "CANCEL");
                pbx.sets(caller, "QUEUESTATUS", "TIMEOUT");
                pbx.meanwhile(() -> pbx.gone(member, null, null));
                yield Reached.nobody(Reason.NO_ANSWER);
            }
            default -> {
                pbx.farEndHangsUp(caller, null, null);
                pbx.dialEnds(caller, member, "CANCEL");
                pbx.dialEnds(caller, member, "CANCEL");
                pbx.asteriskHangsUp(caller);
                pbx.meanwhile(() -> pbx.gone(member, null, null));
                pbx.gone(caller, null, null);
                yield Reached.nobody(Reason.TRANSFEREE_HUNG_UP);
            }
        };
    }

    private void note(
            String story,
            SimulatedLine leg,
            SimulatedLine transferee,
            Reached end,
            Request refer,
            Instant requested) {
        truths.note(story, leg, Kind.SEMI_ATTENDED, transferee, end, refer, requested);
    }

    // --- out of a conference -------------------------------------------------------------------

    /** A member of a conference puts the one it has consulted in its own place. */
    void outOfConference() {
        Bridge room = pbx.newBridge("softmix");
        SimulatedLine other = joins("member", room);
        SimulatedLine leg = joins("transferor", room);
        pbx.pass(300, 2_000);
        SimulatedLine consultation = pbx.callFrom("transferor", "6002");
        SimulatedLine target =
                Objects.requireNonNull(tries(consultation, Manner.ANSWERS).partner());
        pbx.pass(300, 3_000);
        Instant requested = pbx.now();
        leg.bridge = null; // AMI and ARI never show that it leaves: its channel is replaced.
        Request refer = takesOver(leg, consultation, target);
        target.bridge = room;
        Reached end = Reached.nobody(Reason.APPLICATION).or(Reason.BRIDGED);
        truths.note(
                "attended out of a conference", leg, Kind.ATTENDED, target, end, refer, requested);
        pbx.pass(2_500, 9_000);
        for (SimulatedLine member : List.of(other, target)) {
            pbx.farEndHangsUp(member, null, null);
            pbx.leaves(member);
            pbx.sets(member, "CONFBRIDGE_RESULT", "HANGUP");
            pbx.asteriskHangsUp(member);
            pbx.gone(member, 16, null);
        }
        pbx.destroyed(room);
    }

    /** A blind transfer out of a conference is refused by Asterisk. */
    void blindOutOfConference() {
        Bridge room = pbx.newBridge("softmix");
        SimulatedLine leg = joins("transferor", room);
        pbx.pass(300, 2_000);
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(leg, "6002").accepted();
        pbx.blindTransfer(TransferResult.INVALID, leg, null, null, true, "6002");
        refer.ends(400, 0);
        Reached end = Reached.nobody(Reason.NOT_BRIDGED);
        truths.note("blind out of a conference", leg, Kind.BLIND, null, end, refer, requested);
        pbx.pass(1_000, 6_000);
        pbx.farEndHangsUp(leg, null, null);
        pbx.leaves(leg);
        pbx.sets(leg, "CONFBRIDGE_RESULT", "HANGUP");
        pbx.asteriskHangsUp(leg);
        pbx.destroyed(room);
        pbx.gone(leg, 16, null);
    }

    private SimulatedLine joins(String phone, Bridge room) {
        SimulatedLine member = pbx.callFrom(phone, "6010");
        pbx.runs(member, "Answer");
        isUp(member);
        pbx.pass(0, 500);
        pbx.runs(member, "ConfBridge", "lab");
        pbx.enters(member, room, null);
        return member;
    }
}
