package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Attended transfers whose transferee takes over the application of the transferor's second leg. */
final class SimulatedTakeovers extends SimulatedSteps {
    private final Truths truths;
    private final SimulatedTransfers transfers;
    private final SimulatedApplications applications;

    SimulatedTakeovers(SimulatedPbx pbx, Truths truths, SimulatedTransfers transfers) {
        super(pbx);
        this.truths = truths;
        this.transfers = transfers;
        this.applications = new SimulatedApplications(pbx);
    }

    /** The second leg runs an application, and the transferee takes its place. */
    Request takesPlace(SimulatedLine first, SimulatedLine transferee, SimulatedLine second) {
        Bridge from = Objects.requireNonNull(first.bridge);
        Request refer = pbx.sip.refer(first, second, "6002").accepted();
        pbx.sets(first, "ATTENDEDTRANSFER", transferee.name);
        pbx.meanwhile(() -> pbx.attendedTransfer(
                TransferResult.SUCCESS,
                first,
                second,
                transferee,
                null,
                from,
                null,
                Destination.APPLICATION,
                second.application));
        pbx.meanwhile(() -> transfers.leaves(first, pbx.onceIn(4)));
        refer.ends(200, 0);
        pbx.leaves(transferee);
        pbx.pass(1, 4);
        pbx.destroyed(from);
        masquerades(transferee, second);
        pbx.sip.byesLater(first);
        return refer;
    }

    /** The moved channel goes on in the application of the other, which ends (seen on 22.10.1). */
    void masquerades(SimulatedLine moved, SimulatedLine other) {
        String application = moved.application;
        String data = moved.applicationData;
        String extension = moved.extension;
        boolean ranDialplan = moved.runsDialplan;
        moved.extension = other.extension;
        moved.runsDialplan = true;
        pbx.runs(moved, Objects.requireNonNull(other.application), other.applicationData);
        other.extension = extension;
        other.application = application;
        other.applicationData = data;
        other.runsDialplan = ranDialplan;
        if (application != null) {
            pbx.shown(other);
        }
        pbx.dialplanEnds(other);
        pbx.gone(other, 16, null);
        if (random.nextBoolean()) {
            pbx.shownAgainByAri(other); // Seen on 22.10.1: after it is gone.
        }
    }

    void attendedToApplication(SimulatedLine first, SimulatedLine transferee) {
        SimulatedLine second = pbx.callFrom("transferor", "6005");
        pbx.runs(second, "Answer");
        isUp(second);
        pbx.runs(second, random.nextBoolean() ? "Echo" : "VoiceMail");
        pbx.pass(200, 3_000);
        String application = Objects.requireNonNull(second.application);
        Instant requested = pbx.now();
        Request refer = takesPlace(first, transferee, second);
        truths.note(
                "attended to " + application,
                first,
                Kind.ATTENDED,
                transferee,
                Reached.nobody(Reason.APPLICATION),
                refer,
                requested);
        pbx.pass(0, 5_000);
        pbx.farEndHangsUp(transferee, null, null);
        pbx.dialplanEnds(transferee);
        pbx.gone(transferee, null, null);
    }

    /** The transferor leaves while Answer still runs, and the application after it fails. */
    void toFailingApplication(SimulatedLine first, SimulatedLine transferee) {
        SimulatedLine second = pbx.callFrom("transferor", "7040");
        pbx.runs(second, "Answer");
        isUp(second);
        pbx.pass(50, 150);
        Instant requested = pbx.now();
        Request refer = takesPlace(first, transferee, second);
        pbx.pass(200, 400);
        Reached end = applications.failsAlone(transferee);
        truths.note(
                "attended to a failing application",
                first,
                Kind.ATTENDED,
                transferee,
                end,
                refer,
                requested);
    }

    Reached semiAttended(SimulatedLine first, SimulatedLine transferee) {
        SimulatedLine second = pbx.callFrom("transferor", "6002");
        if (pbx.onceIn(4)) {
            pbx.runs(second, "Answer");
            isUp(second);
            pbx.pass(0, 500);
        }
        beginsDial(second, "PJSIP/target");
        SimulatedLine target = pbx.dials(second, "target", "AppDial");
        pbx.rings(second, target);
        pbx.pass(200, 3_000);
        Instant requested = pbx.now();
        Request refer = takesPlace(first, transferee, second);
        pbx.pass(0, 5_000);
        Manner manner = anyThatRings();
        Reached reached = takes(transferee, target, manner);
        Reached end = andThen(transferee, reached);
        truths.note(
                "semi-attended, " + manner,
                first,
                Kind.SEMI_ATTENDED,
                transferee,
                reached,
                refer,
                requested);
        return end;
    }

    /** A manner of a phone that rings. */
    private Manner anyThatRings() {
        Manner manner = pbx.oneOf(List.of(Manner.values()));
        return manner == Manner.UNREGISTERED ? Manner.ANSWERS : manner;
    }
}
