package dev.referee.correlate;

import dev.referee.correlate.SimulatedTalk.Story;
import dev.referee.model.Channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Calls modelled on reports from the field, and what a transferor does in them. */
final class SimulatedFieldCalls extends SimulatedSteps {
    private final SimulatedTransfers transfers;
    private final SimulatedTakeovers takeovers;
    private final SimulatedFeatureCodes codes;
    private final SimulatedConsultations consultations;
    private final SimulatedSecondLegs secondLegs;
    private final SimulatedParking parking;
    private final SimulatedShared shared;
    private final SimulatedStasisBridge stasis;
    private final SimulatedOwnDialog ownDialog;
    private final SimulatedTalk talk;

    /** The places that any caller may be transferred to. */
    private final List<Place> places;

    SimulatedFieldCalls(
            SimulatedPbx pbx,
            Truths truths,
            SimulatedTransfers transfers,
            SimulatedTakeovers takeovers,
            SimulatedFeatureCodes codes,
            SimulatedTalk talk,
            List<Place> places) {
        super(pbx);
        this.places = places;
        this.transfers = transfers;
        this.takeovers = takeovers;
        this.codes = codes;
        this.consultations = new SimulatedConsultations(pbx, truths, codes);
        this.secondLegs = new SimulatedSecondLegs(pbx, truths, takeovers);
        this.parking = new SimulatedParking(pbx, truths);
        this.shared = new SimulatedShared(pbx);
        this.stasis = new SimulatedStasisBridge(pbx, truths);
        this.ownDialog = new SimulatedOwnDialog(pbx, truths);
        this.talk = talk;
    }

    List<Place> ownPlaces() {
        List<Place> own = new ArrayList<>();
        own.addAll(new SimulatedApplications(pbx).places());
        own.addAll(new SimulatedAnnouncements(pbx).places());
        own.addAll(new SimulatedLosses(pbx).places());
        own.addAll(new SimulatedRecalls(pbx).places());
        own.addAll(new SimulatedScreening(pbx).places());
        own.addAll(new SimulatedLocalAnswers(pbx).places());
        own.addAll(new SimulatedAriDialler(pbx).places());
        own.add(shared.secondDevice());
        own.add(Place.forAll("s", caller -> tries(caller, Manner.ANSWERS)));
        return own;
    }

    List<Runnable> calls() {
        return List.of(
                this::fromQueueBehindLocal,
                this::behindProxy,
                stasis::blind,
                secondLegs::outOfConference,
                secondLegs::blindOutOfConference);
    }

    List<Story> stories() {
        return List.of(
                (transferor, transferee, left) ->
                        takeovers.toFailingApplication(transferor, transferee),
                (transferor, transferee, left) -> talk.goOn(
                        transferee,
                        parking.lotIsFull(transferor, transferee, random.nextBoolean()),
                        left),
                (transferor, transferee, left) -> parking.isParked(transferor, transferee),
                (transferor, transferee, left) ->
                        consultations.transfereeLeavesWhileTargetRings(transferor, transferee),
                (transferor, transferee, left) ->
                        consultations.transfereeLeavesAfterSwap(transferor, transferee),
                (transferor, transferee, left) ->
                        consultations.transfereeLeavesWhileTheOthersTalk(transferor, transferee),
                (transferor, transferee, left) -> {
                    consultations.isAborted(transferor, transferee);
                    endCall(transferor, transferee);
                },
                (transferor, transferee, left) -> {
                    consultations.threewayThenRefused(transferor, transferee);
                    endCall(transferor, transferee);
                },
                (transferor, transferee, left) ->
                        talk.goOn(transferee, consultations.toQueue(transferor, transferee), left),
                (transferor, transferee, left) -> ownDialogIsReplaced(transferor, transferee),
                this::isJoinedByBridges);
    }

    /** The stories whose second leg is not answered. */
    List<Story> unanswered() {
        return List.of(
                (transferor, transferee, left) -> talk.goOn(
                        transferee, secondLegs.semiAttended(transferor, transferee), left),
                (transferor, transferee, left) ->
                        talk.goOn(transferee, secondLegs.toQueue(transferor, transferee), left));
    }

    /** Now and then on a consultation leg, while the first call goes on. */
    private void ownDialogIsReplaced(SimulatedLine transferor, SimulatedLine transferee) {
        if (random.nextBoolean()) {
            ownDialog.replaced(transferor, transferee);
            return;
        }
        SimulatedLine consultation = pbx.callFrom("transferor", "6002");
        SimulatedLine target =
                Objects.requireNonNull(tries(consultation, Manner.ANSWERS).partner());
        pbx.pass(500, 3_000);
        ownDialog.replaced(consultation, target);
        endCall(transferor, transferee);
    }

    /** An attended transfer whose event names neither transferee nor target. */
    private void isJoinedByBridges(SimulatedLine transferor, SimulatedLine transferee, int left) {
        SimulatedLine consultation = pbx.callFrom("transferor", "6002");
        SimulatedLine target =
                Objects.requireNonNull(tries(consultation, Manner.ANSWERS).partner());
        pbx.pass(200, 3_000);
        talk.goOn(
                transferee,
                transfers.attended(transferor, transferee, consultation, target, false),
                left);
    }

    // --- calls ---------------------------------------------------------------------------------

    /** A queue's agent is behind a Local channel, and transfers the caller. */
    private void fromQueueBehindLocal() {
        SimulatedLine caller = pbx.callFrom("caller", "7045");
        pbx.runs(caller, "Queue", "support");
        List<SimulatedLine> halves = pbx.newLocal("7000", caller);
        SimulatedLine one = halves.get(0);
        SimulatedLine two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppQueue");
        beginsDial(two, "PJSIP/agent");
        SimulatedLine agent = pbx.dials(two, "agent", "AppDial");
        pbx.rings(two, agent);
        pbx.rings(caller, one);
        pbx.pass(200, 4_000);
        answers(two, agent);
        pbx.becomes(one, Channel.State.UP);
        pbx.dialEnds(caller, one, "ANSWER");
        isUp(caller);
        connect(two, agent);
        connect(caller, one);
        two.chain = new SimulatedChain(pbx, caller, one);
        pbx.pass(500, 4_000);
        switch (random.nextInt(4)) {
            case 0 -> talk.goOn(two, codes.attended(agent, two), 0);
            case 1 -> isConsulted(agent, two);
            default -> isSent(agent, two, pbx.oneOf(places));
        }
    }

    private void isSent(SimulatedLine transferor, SimulatedLine transferee, Place place) {
        talk.goOn(transferee, transfers.blind(transferor, transferee, true, place), 1);
    }

    private void isConsulted(SimulatedLine agent, SimulatedLine two) {
        SimulatedLine consultation = pbx.callFrom("agent", "6002");
        SimulatedLine target =
                Objects.requireNonNull(tries(consultation, Manner.ANSWERS).partner());
        pbx.pass(200, 3_000);
        talk.goOn(two, transfers.attended(agent, two, consultation, target), 0);
    }

    /** The transferor is one of several behind a proxy. */
    private void behindProxy() {
        SimulatedLine caller = pbx.callFrom("caller", "6001");
        SimulatedLine transferor = Objects.requireNonNull(shared.talks(caller).partner());
        pbx.pass(200, 3_000);
        isSent(transferor, caller, pbx.oneOf(shared.places()));
    }
}
