package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Attended transfers by the feature code of a phone (atxfer of features.conf). */
final class SimulatedFeatureCodes extends SimulatedSteps {
    private final Truths truths;

    SimulatedFeatureCodes(SimulatedPbx pbx, Truths truths) {
        super(pbx);
        this.truths = truths;
    }

    /**
     * The transferor has left the transferee alone and hears a Local channel instead, whose second
     * half runs the dialplan.
     *
     * @param first the bridge of the call
     * @param second the bridge of the consultation
     * @param one the half in the bridge of the consultation
     * @param two the half at the extension that was dialled
     */
    record Consultation(
            SimulatedLine transferor,
            SimulatedLine transferee,
            Bridge first,
            Bridge second,
            SimulatedLine one,
            SimulatedLine two) {}

    /** The transferor dials a code and an extension.. */
    Consultation consults(SimulatedLine transferor, SimulatedLine transferee, String extension) {
        Bridge first = Objects.requireNonNull(transferor.bridge);
        List<SimulatedLine> halves = pbx.newLocal(extension, transferor);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        Bridge second = pbx.newBridge("simple_bridge");
        pbx.sets(one, "ATTENDEDTRANSFER", transferor.name);
        pbx.sets(two, "ATTENDEDTRANSFER", transferor.name);
        pbx.sets(two, "TRANSFERERNAME", transferor.name);
        pbx.localJoined(one, two);
        pbx.enters(one, second, null);
        pbx.leaves(transferor);
        pbx.enters(transferor, second, null);
        return new Consultation(transferor, transferee, first, second, one, two);
    }

    /** The second half dials a phone, which rings. */
    SimulatedLine rings(Consultation consultation, String phone) {
        beginsDial(consultation.two(), "PJSIP/" + phone);
        SimulatedLine target = pbx.dials(consultation.two(), phone, "AppDial");
        pbx.rings(consultation.two(), target);
        pbx.rings(null, consultation.one());
        pbx.pass(200, 4_000);
        return target;
    }

    /** The phone answers. */
    void isAnswered(Consultation consultation, SimulatedLine target) {
        takes(consultation.two(), target, Manner.ANSWERS);
        halfAnswers(consultation);
    }

    /** The second half is up, and hence the first. */
    void halfAnswers(Consultation consultation) {
        pbx.becomes(consultation.one(), Channel.State.UP);
        pbx.dialEnds(null, consultation.one(), "ANSWER");
    }

    /** The transferor hangs up, which joins the transferee and the first half. */
    void completes(Consultation consultation) {
        SimulatedLine transferor = consultation.transferor();
        boolean leavesLate = pbx.onceIn(4);
        pbx.farEndHangsUp(transferor, 16, null);
        if (!leavesLate) {
            pbx.leaves(transferor);
        }
        pbx.leaves(consultation.one());
        if (!leavesLate) {
            pbx.dialplanEnds(transferor);
        }
        pbx.enters(consultation.one(), consultation.first(), null);
        tellsSuccess(consultation, Destination.BRIDGE);
        if (leavesLate) {
            pbx.leaves(transferor);
            pbx.dialplanEnds(transferor);
        }
        pbx.destroyed(consultation.second());
        pbx.gone(transferor, 16, null);
    }

    /** Seen on 22.10.1: the target is now the first half, now nobody. */
    void tellsSuccess(Consultation consultation, Destination destination) {
        SimulatedLine target = pbx.onceIn(3) ? null : consultation.one();
        pbx.attendedTransfer(
                TransferResult.SUCCESS,
                consultation.transferor(),
                consultation.transferor(),
                consultation.transferee(),
                target,
                consultation.first(),
                consultation.second(),
                destination,
                null);
    }

    Reached attended(SimulatedLine transferor, SimulatedLine transferee) {
        Consultation consultation = consults(transferor, transferee, "6002");
        SimulatedLine target = rings(consultation, "carol");
        isAnswered(consultation, target);
        pbx.pass(500, 4_000);
        Instant requested = pbx.now();
        completes(consultation);
        Reached end = Reached.phone(Reason.BRIDGED, target);
        truths.note(
                "attended by feature code",
                transferor,
                Kind.ATTENDED,
                transferee,
                end,
                null,
                requested);
        pbx.pass(100, 900);
        if (pbx.onceIn(4)) { // The Local channel stays.
            SimulatedLine two = consultation.two();
            two.chain = new SimulatedChain(pbx, transferee, consultation.one());
            return end.with(target).through(two);
        }
        isOptimised(consultation, target);
        return end.with(target);
    }

    /** The Local channel goes away from between the transferee and the target. */
    void isOptimised(Consultation consultation, SimulatedLine target) {
        Bridge far = Objects.requireNonNull(target.bridge);
        SimulatedLine one = consultation.one();
        SimulatedLine two = consultation.two();
        pbx.leaves(target);
        pbx.leaves(one);
        pbx.enters(target, consultation.first(), one);
        pbx.leaves(two);
        pbx.dialplanEnds(two);
        pbx.gone(two, 16, null);
        pbx.destroyed(far);
        pbx.farEndHangsUp(one, 16, null);
        pbx.gone(one, 16, null);
    }
}
