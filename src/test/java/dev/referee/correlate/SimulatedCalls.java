package dev.referee.correlate;

import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.correlate.SimulatedSteps.Manner;
import dev.referee.model.Channel;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** Random calls on a {@link SimulatedPbx}, the transfers in them, and what truly became of each. */
final class SimulatedCalls implements SimulatedTalk {
    /** The most transfers in one call. */
    private static final int MOST = 3;

    private final SimulatedPbx pbx;
    private final SimulatedDialplan dialplan;
    private final SimulatedRefusals refusals;
    private final SimulatedTransfers transfers;
    private final SimulatedTakeovers takeovers;
    private final SimulatedFeatureCodes codes;
    private final SimulatedRedirects redirects;
    private final Random random;
    private final Truths truths;
    private final List<Place> places = new ArrayList<>();
    private int mostOfCall = MOST;
    private final List<Runnable> calls = new ArrayList<>();
    private final List<Story> stories = new ArrayList<>();

    private final Story blind = this::blind;

    /** The stories whose second leg is not answered. */
    private final Set<Story> unanswered = new HashSet<>();

    SimulatedCalls(SimulatedPbx pbx) {
        this(pbx, Kinds.chosen());
    }

    SimulatedCalls(SimulatedPbx pbx, Kinds kinds) {
        this.pbx = pbx;
        this.random = pbx.random;
        this.truths = new Truths(pbx);
        this.dialplan = new SimulatedDialplan(pbx);
        this.refusals = new SimulatedRefusals(pbx, truths);
        this.transfers = new SimulatedTransfers(pbx, truths, refusals);
        this.takeovers = new SimulatedTakeovers(pbx, truths, transfers);
        this.codes = new SimulatedFeatureCodes(pbx, truths);
        this.redirects = new SimulatedRedirects(pbx);
        if (kinds.has(Kinds.OUTGOING)) {
            calls.addAll(redirects.calls());
        }
        if (kinds == Kinds.OUTGOING) {
            return;
        }
        if (kinds.has(Kinds.OLD)) {
            addPlainOnes();
        }
        if (kinds.has(Kinds.NEW)) {
            addFieldCalls(new SimulatedFieldCalls(
                    pbx, truths, transfers, takeovers, codes, this, places));
        }
        addTransfers();
    }

    private void addFieldCalls(SimulatedFieldCalls field) {
        places.addAll(field.ownPlaces());
        calls.addAll(field.calls());
        stories.addAll(field.stories());
        unanswered.addAll(field.unanswered());
        stories.addAll(field.unanswered());
    }

    private void addTransfers() {
        calls.add(this::makePlainOne);
        calls.add(this::makeOneWithFeatureCodes);
        for (int i = calls.size() * 2; i > 0; i--) {
            calls.add(this::makeOneWithTransfers);
        }
        // As often as all others together.
        for (int i = Math.max(1, stories.size()); i > 0; i--) {
            stories.add(blind);
        }
    }

    private void addPlainOnes() {
        places.addAll(dialplan.places());
        calls.add(this::makeOneThatCannotBeTransferred);
        calls.add(this::makeOneThatIsSentBack);
        Story semiAttended = this::semiAttended;
        unanswered.add(semiAttended);
        stories.addAll(List.of(
                semiAttended,
                semiAttended,
                this::attended,
                this::attended,
                this::refusedTransfer,
                (transferor, transferee, left) ->
                        takeovers.attendedToApplication(transferor, transferee)));
    }

    /** One transfer a call, blind to this place alone, or never blind where there is no such place. */
    SimulatedCalls onlyTo(String number) {
        mostOfCall = 1;
        Place answered = places.getFirst();
        places.removeIf(place -> !place.number().equals(number));
        if (places.isEmpty()) {
            places.add(answered);
            stories.removeIf(blind::equals);
        } else {
            stories.removeIf(one -> !one.equals(blind));
        }
        return this;
    }

    List<Truth> truths() {
        return truths.all();
    }

    /** The transfers that the PBX asked for. */
    List<RedirectTruth> redirects() {
        return redirects.truths();
    }

    /** One call from its beginning to its end, with as many transfers as it happens to have. */
    void makeOne() {
        pbx.oneOf(calls).run();
    }

    private void makeOneWithTransfers() {
        SimulatedLine caller = pbx.callFrom("caller", "6001");
        Reached reached = dialplan.tries(caller, Manner.ANSWERS);
        talk(caller, Objects.requireNonNull(reached.partner()), mostOfCall);
    }

    /** Two parties of a bridge talk, one of them may transfer the other, or the call ends. */
    private void talk(SimulatedLine one, SimulatedLine two, int mostTransfers) {
        pbx.pass(200, 3_000);
        if (mostTransfers == 0 || (mostTransfers < MOST && random.nextInt(3) == 0)) {
            dialplan.endCall(one, two);
            return;
        }
        // A Local channel sends no REFER.
        boolean swapRoles = one.chain != null || (two.chain == null && random.nextBoolean());
        SimulatedLine transferor = swapRoles ? two : one;
        SimulatedLine transferee = swapRoles ? one : two;
        int left = mostTransfers - 1;
        if (transferee.chain != null) {
            blind(transferor, transferee, left);
            return;
        }
        Story story = pbx.oneOf(stories);
        if (random.nextInt(4) == 0) {
            // AMI alone does not know the Call-ID of a leg that is not answered: of several
            // REFERs with Replaces it cannot tell which one meant it.
            refusals.some(transferor, transferee, !unanswered.contains(story));
        }
        story.tell(transferor, transferee, left);
    }

    @Override
    public void goOn(SimulatedLine transferee, Reached reached, int mostTransfers) {
        SimulatedLine partner = reached.partner();
        if (partner != null) {
            SimulatedLine half = reached.standIn();
            talk(half == null ? transferee : half, partner, mostTransfers);
        }
    }

    private void semiAttended(SimulatedLine transferor, SimulatedLine transferee, int left) {
        goOn(transferee, takeovers.semiAttended(transferor, transferee), left);
    }

    private void blind(SimulatedLine transferor, SimulatedLine transferee, int left) {
        blind(transferor, transferee, random.nextInt(5) != 0, left);
    }

    private void blind(
            SimulatedLine transferor, SimulatedLine transferee, boolean refer, int mostTransfers) {
        Reached reached = transfers.blind(transferor, transferee, refer, pbx.oneOf(places));
        goOn(transferee, reached, mostTransfers);
    }

    private void attended(SimulatedLine transferor, SimulatedLine transferee, int mostTransfers) {
        SimulatedLine consultation = pbx.callFrom("transferor", "6002");
        Reached consulted = dialplan.tries(consultation, Manner.ANSWERS);
        SimulatedLine target = Objects.requireNonNull(consulted.partner());
        pbx.pass(200, 3_000);
        // The REFER may come on the consultation leg: the roles are the other way round.
        boolean onConsultation = random.nextBoolean();
        SimulatedLine moved = onConsultation ? target : transferee;
        Reached joined = onConsultation
                ? transfers.attended(consultation, target, transferor, transferee)
                : transfers.attended(transferor, transferee, consultation, target);
        goOn(moved, joined, mostTransfers);
    }

    // --- other calls ---------------------------------------------------------------------------

    private void makePlainOne() {
        Place dialled = pbx.oneOf(places);
        if (dialled.needsTransferor()) {
            return;
        }
        SimulatedLine caller = pbx.callFrom("caller", dialled.number());
        Reached reached = dialled.follow(caller, null);
        if (reached.partner() != null) {
            pbx.pass(100, 5_000);
            SimulatedLine half = reached.standIn();
            dialplan.endCall(half == null ? caller : half, reached.partner());
        }
    }

    /** An agent sends the caller back to the queue it came from, where nobody is free now. */
    private void makeOneThatIsSentBack() {
        SimulatedLine caller = pbx.callFrom("caller", "QUEUE_WITHOUT_AGENTS");
        Reached reached = dialplan.follow(caller, SimulatedDialplan.Extension.QUEUE_ANSWERS);
        pbx.becomes(caller, Channel.State.UP);
        pbx.pass(200, 3_000);
        Place queue = Place.forAll(
                "QUEUE_WITHOUT_AGENTS",
                one -> dialplan.follow(one, SimulatedDialplan.Extension.QUEUE_WITHOUT_AGENTS));
        transfers.blind(Objects.requireNonNull(reached.partner()), caller, true, queue);
    }

    private void makeOneWithFeatureCodes() {
        SimulatedLine alice = pbx.callFrom("caller", "6001");
        Reached reached = dialplan.tries(alice, Manner.ANSWERS);
        SimulatedLine bob = Objects.requireNonNull(reached.partner());
        pbx.pass(200, 3_000);
        if (random.nextBoolean()) {
            blind(alice, bob, false, 1);
        } else {
            goOn(bob, codes.attended(alice, bob), 1);
        }
    }

    // --- transfers that Asterisk does not even try ---------------------------------------------

    private void makeOneThatCannotBeTransferred() {
        SimulatedLine caller = pbx.callFrom("caller", "6005");
        pbx.runs(caller, "Answer");
        pbx.becomes(caller, Channel.State.UP);
        pbx.runs(caller, "Echo");
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            // Now and then so late that the one before is long forgotten.
            pbx.pass(6_000, random.nextInt(4) == 0 ? 200_000 : 9_000);
            Instant requested = pbx.now();
            Request refer = pbx.sip.refer(caller, "6002").accepted();
            pbx.blindTransfer(TransferResult.INVALID, caller, null, null, true, "6002");
            refer.ends(400, 0);
            Reached end = Reached.nobody(Reason.NOT_BRIDGED);
            truths.note("not bridged", caller, Kind.BLIND, null, end, refer, requested);
        }
        pbx.pass(100, 3_000);
        pbx.farEndHangsUp(caller, null, null);
        pbx.dialplanEnds(caller);
        pbx.gone(caller, null, null);
    }

    private void refusedTransfer(SimulatedLine transferor, SimulatedLine transferee, int left) {
        boolean permitted = random.nextBoolean();
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(transferor, "6002").accepted();
        pbx.blindTransfer(
                permitted ? TransferResult.FAIL : TransferResult.NOT_PERMITTED,
                transferor,
                transferee,
                transferee.bridge,
                true,
                "6002");
        refer.ends(permitted ? 500 : 403, 0);
        Reached end = Reached.nobody(permitted ? Reason.INTERNAL_ERROR : Reason.NOT_PERMITTED);
        truths.note(
                "refused by Asterisk", transferor, Kind.BLIND, transferee, end, refer, requested);
        pbx.pass(6_000, 8_000);
        talk(transferor, transferee, left);
    }
}
