package dev.referee.correlate;

import dev.referee.correlate.SimulatedFeatureCodes.Consultation;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/** Consultations by feature code that do not end as they should (seen on 22.10.1). */
final class SimulatedConsultations extends SimulatedSteps {
    private final Truths truths;
    private final SimulatedFeatureCodes codes;
    private final SimulatedQueues queues;

    SimulatedConsultations(SimulatedPbx pbx, Truths truths, SimulatedFeatureCodes codes) {
        super(pbx);
        this.truths = truths;
        this.codes = codes;
        this.queues = new SimulatedQueues(pbx);
    }

    // --- the transferee hangs up ---------------------------------------------------------------

    void transfereeLeavesWhileTargetRings(SimulatedLine transferor, SimulatedLine transferee) {
        Consultation consultation = codes.consults(transferor, transferee, "7003");
        SimulatedLine target = codes.rings(consultation, "dora");
        pbx.pass(0, 4_000);
        transfereeLeaves(consultation, consultation.one());
        pbx.destroyed(consultation.first());
        firstHalfIsOver(consultation);
        cancelled(consultation, target);
        isOver(consultation, consultation.second());
    }

    /** The transferor has gone back to the transferee; the target waits. */
    void transfereeLeavesAfterSwap(SimulatedLine transferor, SimulatedLine transferee) {
        Consultation consultation = codes.consults(transferor, transferee, "7003");
        SimulatedLine target = codes.rings(consultation, "dora");
        codes.isAnswered(consultation, target);
        pbx.pass(500, 5_000);
        goesBack(consultation);
        pbx.pass(500, 4_000);
        transfereeLeaves(consultation, null);
        firstHalfIsOver(consultation);
        pbx.destroyed(consultation.second());
        SimulatedLine two = consultation.two();
        Bridge far = Objects.requireNonNull(target.bridge);
        pbx.leaves(two);
        pbx.dialplanEnds(two);
        pbx.gone(two, 16, null);
        pbx.leaves(target);
        pbx.destroyed(far);
        pbx.gone(target, 16, null);
        isOver(consultation, consultation.first());
    }

    /** Of which Asterisk tells nothing: the other two talk on. */
    void transfereeLeavesWhileTheOthersTalk(SimulatedLine transferor, SimulatedLine transferee) {
        if (!pbx.build.tellsStatusByAmi()) { // AMI does not show who asked for the Local channel.
            transfereeLeavesAfterSwap(transferor, transferee);
            return;
        }
        Instant start = pbx.now();
        Consultation consultation = codes.consults(transferor, transferee, "7003");
        SimulatedLine target = codes.rings(consultation, "dora");
        codes.isAnswered(consultation, target);
        pbx.pass(500, 5_000);
        if (random.nextBoolean()) {
            goesBack(consultation);
            pbx.pass(500, 4_000);
            pbx.leaves(transferor);
            pbx.enters(transferor, consultation.second(), null);
            pbx.pass(500, 4_000);
        }
        Instant requested = pbx.now();
        pbx.farEndHangsUp(transferee, 16, null);
        pbx.leaves(transferee);
        pbx.dialplanEnds(transferee);
        pbx.gone(transferee, 16, null);
        pbx.destroyed(consultation.first());
        truths.note(
                "feature code, transferee hangs up while the others talk",
                transferor,
                Kind.ATTENDED,
                transferee,
                Reached.nobody(Reason.TRANSFEREE_HUNG_UP).since(start),
                null,
                requested);
        isOptimised(consultation, target);
        pbx.pass(500, 4_000);
        pbx.farEndHangsUp(target, 16, null);
        pbx.leaves(target);
        pbx.leaves(transferor);
        pbx.destroyed(consultation.second());
        pbx.gone(target, 16, null);
        pbx.dialplanEnds(transferor);
        pbx.gone(transferor, 16, null);
    }

    /** The Local channel goes away from between the transferor and the target. */
    private void isOptimised(Consultation consultation, SimulatedLine target) {
        Bridge far = Objects.requireNonNull(target.bridge);
        SimulatedLine one = consultation.one();
        SimulatedLine two = consultation.two();
        pbx.leaves(target);
        pbx.leaves(one);
        pbx.enters(target, consultation.second(), null);
        pbx.farEndHangsUp(two, 16, null);
        pbx.leaves(two);
        pbx.gone(one, 16, null);
        pbx.dialplanEnds(two);
        pbx.gone(two, 16, null);
        pbx.destroyed(far);
    }

    private void transfereeLeaves(Consultation consultation, @Nullable SimulatedLine named) {
        SimulatedLine transferee = consultation.transferee();
        SimulatedLine transferor = consultation.transferor();
        pbx.farEndHangsUp(transferee, 16, null);
        pbx.leaves(transferee);
        Instant requested = pbx.now();
        pbx.meanwhile(() -> pbx.attendedTransfer(
                TransferResult.FAIL,
                transferor,
                transferor,
                null,
                named,
                consultation.first(),
                consultation.second(),
                Destination.FAIL,
                null));
        pbx.dialplanEnds(transferee);
        pbx.gone(transferee, 16, null);
        truths.note(
                "feature code, transferee hangs up",
                transferor,
                Kind.ATTENDED,
                transferee,
                Reached.nobody(Reason.TRANSFEREE_HUNG_UP),
                null,
                requested);
    }

    private void firstHalfIsOver(Consultation consultation) {
        pbx.leaves(consultation.one());
        pbx.farEndHangsUp(consultation.two(), 16, null);
    }

    /** The phone behind the second half stops ringing. */
    private void cancelled(Consultation consultation, SimulatedLine target) {
        SimulatedLine two = consultation.two();
        pbx.dialEnds(two, target, "CANCEL");
        pbx.sets(two, "DIALSTATUS", "CANCEL");
        pbx.asteriskHangsUp(two);
        pbx.gone(two, 16, null);
        pbx.gone(target, 16, null);
    }

    /** The transferor's call is over too, a little later. */
    private void isOver(Consultation consultation, Bridge last) {
        SimulatedLine transferor = consultation.transferor();
        pbx.pass(5, 400);
        pbx.leaves(transferor);
        pbx.destroyed(last);
        pbx.gone(consultation.one(), 16, null);
        pbx.dialplanEnds(transferor);
        pbx.gone(transferor, 16, null);
    }

    // --- the transferor goes back --------------------------------------------------------------

    private void goesBack(Consultation consultation) {
        pbx.leaves(consultation.transferor());
        pbx.enters(consultation.transferor(), consultation.first(), null);
    }

    /** No transfer: the two talk on. */
    void isAborted(SimulatedLine transferor, SimulatedLine transferee) {
        Consultation consultation = codes.consults(transferor, transferee, "7003");
        SimulatedLine target = codes.rings(consultation, "dora");
        pbx.pass(0, 4_000);
        goesBack(consultation);
        firstHalfIsOver(consultation);
        pbx.destroyed(consultation.second());
        pbx.gone(consultation.one(), 16, null);
        cancelled(consultation, target);
    }

    /** All three are put into one bridge while the target rings, and then it refuses. */
    void threewayThenRefused(SimulatedLine transferor, SimulatedLine transferee) {
        Consultation consultation = codes.consults(transferor, transferee, "7002");
        SimulatedLine target = codes.rings(consultation, "cleo");
        SimulatedLine one = consultation.one();
        SimulatedLine two = consultation.two();
        Instant requested = pbx.now();
        pbx.leaves(one);
        pbx.enters(one, consultation.first(), null);
        goesBack(consultation);
        codes.tellsSuccess(consultation, Destination.THREEWAY);
        pbx.destroyed(consultation.second());
        pbx.pass(500, 5_000);
        refuses(two, target, 17, 486, "BUSY");
        pbx.sets(two, "DIALSTATUS", "BUSY");
        pbx.dialEnds(null, one, "BUSY");
        pbx.becomes(two, Channel.State.OTHER);
        pbx.gone(target, 17, 486);
        truths.note(
                "threeway by feature code, busy",
                transferor,
                null,
                transferee,
                Reached.phone(Reason.BUSY, target).at(Whereabouts.WITH_TRANSFEROR),
                null,
                requested);
        pbx.pass(9_000, 10_000); // A busy tone for all.
        pbx.asteriskHangsUp(two);
        pbx.farEndHangsUp(one, 17, null);
        pbx.gone(two, 17, null);
        pbx.leaves(one);
        pbx.gone(one, 17, null);
    }

    // --- a queue -------------------------------------------------------------------------------

    /** The transferor hears the queue, and leaves the transferee in it. */
    Reached toQueue(SimulatedLine transferor, SimulatedLine transferee) {
        Consultation consultation = codes.consults(transferor, transferee, "7052");
        SimulatedLine one = consultation.one();
        SimulatedLine two = consultation.two();
        pbx.runs(two, "Answer");
        pbx.becomes(two, Channel.State.UP);
        codes.halfAnswers(consultation);
        pbx.pass(300, 500);
        pbx.runs(two, "Queue", "support");
        boolean busy = random.nextBoolean();
        int rounds = 1 + random.nextInt(6);
        for (int round = 0; round < rounds; round++) {
            round(two, busy);
        }
        Instant requested = pbx.now();
        codes.completes(consultation);
        two.chain = new SimulatedChain(pbx, transferee, one);
        for (int round = random.nextInt(7); round > 0; round--) {
            round(two, busy);
        }
        Reached end = random.nextBoolean() ? givesUp(two) : isAnswered(two);
        truths.note("feature code to queue", transferor, null, transferee, end, null, requested);
        return end;
    }

    private void round(SimulatedLine two, boolean busy) {
        SimulatedLine member = pbx.dials(two, "member", "AppQueue");
        pbx.pass(0, 1_000);
        queues.refuses(two, member, busy);
        pbx.pass(900, 1_200);
    }

    private Reached givesUp(SimulatedLine two) {
        pbx.pass(500, 3_000);
        hangsUp(two, 16);
        return Reached.nobody(Reason.TRANSFEREE_HUNG_UP);
    }

    private Reached isAnswered(SimulatedLine two) {
        SimulatedLine member = pbx.dials(two, "member", "AppQueue");
        pbx.rings(two, member);
        pbx.pass(500, 3_000);
        pbx.becomes(member, Channel.State.UP);
        pbx.dialEnds(two, member, "ANSWER");
        connect(two, member);
        return Reached.partner(member).or(Reason.BRIDGED).through(two);
    }
}
