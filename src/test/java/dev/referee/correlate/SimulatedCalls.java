package dev.referee.correlate;

import dev.referee.correlate.SimulatedDialplan.Extension;
import dev.referee.correlate.SimulatedDialplan.Manner;
import dev.referee.correlate.SimulatedDialplan.Reached;
import dev.referee.correlate.SimulatedPbx.Line;
import dev.referee.correlate.SimulatedSip.Request;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Random calls on a {@link SimulatedPbx}, the transfers in them, and what truly became of each. */
final class SimulatedCalls {
    private static final int MOST_MILLIS_LATE = 9;

    private final SimulatedPbx pbx;
    private final SimulatedDialplan dialplan;
    private final SimulatedRefusals refusals;
    private final Random random;
    private final List<Truth> truths = new ArrayList<>();

    SimulatedCalls(SimulatedPbx pbx) {
        this.pbx = pbx;
        this.dialplan = new SimulatedDialplan(pbx);
        this.refusals = new SimulatedRefusals(pbx, truths);
        this.random = pbx.random;
    }

    List<Truth> truths() {
        return truths;
    }

    /** One call from its beginning to its end, with as many transfers as it happens to have. */
    void makeOne() {
        switch (random.nextInt(9)) {
            case 8 -> makeOneThatIsSentBack();
            case 0 -> makePlainOne();
            case 1 -> makeOneThatCannotBeTransferred();
            case 2 -> makeOneWithFeatureCodes();
            default -> {
                Line caller = pbx.callFrom("caller", "6001");
                Reached reached = dialplan.tries(caller, Manner.ANSWERS);
                talk(caller, Objects.requireNonNull(reached.partner()), 3);
            }
        }
    }

    /** Two parties of a bridge talk, one of them may transfer the other, or the call ends. */
    private void talk(Line one, Line two, int mostTransfers) {
        pbx.pass(200, 3_000);
        if (mostTransfers == 0 || (mostTransfers < 3 && random.nextInt(3) == 0)) {
            endCall(one, two);
            return;
        }
        boolean swapRoles = random.nextBoolean();
        Line transferor = swapRoles ? two : one;
        Line transferee = swapRoles ? one : two;
        int left = mostTransfers - 1;
        int story = random.nextInt(9);
        if (random.nextInt(4) == 0) {
            // AMI alone does not know the Call-ID of a leg that is not answered: of several
            // REFERs with Replaces it cannot tell which one meant it.
            boolean semiAttended = story == 2 || story == 3;
            refusals.some(transferor, transferee, !semiAttended);
        }
        switch (story) {
            case 0 -> {
                refusedTransfer(transferor, transferee);
                pbx.pass(6_000, 8_000);
                talk(transferor, transferee, left);
            }
            case 1 -> {
                attendedToApplication(transferor, transferee);
            }
            case 2, 3 -> {
                semiAttended(transferor, transferee, left);
            }
            case 4, 5 -> attended(transferor, transferee, left);
            default -> blind(transferor, transferee, random.nextInt(5) != 0, left);
        }
    }

    private void goOn(Line caller, Reached reached, int mostTransfers) {
        if (reached.partner() != null) {
            talk(caller, reached.partner(), mostTransfers);
        }
    }

    // --- calls without a transfer
    // ------------------------------------------------------------------

    private void makePlainOne() {
        Line caller = pbx.callFrom("caller", "6001");
        Extension dialled = pbx.oneOf(List.of(Extension.values()));
        Reached reached = dialplan.follow(caller, dialled);
        if (reached.partner() != null) {
            pbx.pass(100, 5_000);
            endCall(caller, reached.partner());
        }
    }

    private void endCall(Line one, Line two) {
        Line first = random.nextBoolean() ? one : two;
        Line last = first == one ? two : one;
        Bridge bridge = Objects.requireNonNull(first.bridge);
        pbx.farEndHangsUp(first, 16, null);
        pbx.leaves(first);
        pbx.leaves(last);
        pbx.destroyed(bridge);
        pbx.dialplanEnds(first);
        pbx.dialplanEnds(last);
        pbx.gone(first, 16, null);
        pbx.gone(last, 16, null);
    }

    // --- transfers that Asterisk does not even try ---------------------------------------------

    private void makeOneThatCannotBeTransferred() {
        Line caller = pbx.callFrom("caller", Extension.ECHO.number());
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
            note(
                    "not bridged",
                    caller,
                    Kind.BLIND,
                    Reason.NOT_BRIDGED,
                    null,
                    null,
                    refer,
                    requested);
        }
        pbx.pass(100, 3_000);
        pbx.farEndHangsUp(caller, null, null);
        pbx.dialplanEnds(caller);
        pbx.gone(caller, null, null);
    }

    private void refusedTransfer(Line transferor, Line transferee) {
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
        note(
                "refused by Asterisk",
                transferor,
                Kind.BLIND,
                permitted ? Reason.INTERNAL_ERROR : Reason.NOT_PERMITTED,
                transferee,
                null,
                refer,
                requested);
    }

    // --- blind ---------------------------------------------------------------------------------

    private void blind(Line transferor, Line transferee, boolean refer, int mostTransfers) {
        blind(transferor, transferee, refer, mostTransfers, pbx.oneOf(List.of(Extension.values())));
    }

    private void blind(
            Line transferor,
            Line transferee,
            boolean refer,
            int mostTransfers,
            Extension extension) {
        Bridge bridge = Objects.requireNonNull(transferee.bridge);
        Request request = refer ? pbx.sip.refer(transferor, extension.number()).accepted() : null;
        pbx.sets(transferee, "BLINDTRANSFER", transferor.name);
        pbx.sets(transferor, "BLINDTRANSFER", transferee.name);
        if (request != null) {
            pbx.sets(transferee, "SIPTRANSFER", "yes");
            pbx.sets(
                    transferee,
                    "SIPREFERTOHDR",
                    Objects.requireNonNull(request.referTo).raw());
        }
        Instant requested = pbx.now();
        pbx.meanwhile(() -> {
            // Seen on 22.10.1: told only after the first steps of the dialplan.
            pbx.pass(0, random.nextInt(4) == 0 ? MOST_MILLIS_LATE : 0);
            pbx.blindTransfer(
                    TransferResult.SUCCESS,
                    transferor,
                    transferee,
                    bridge,
                    refer,
                    extension.number());
        });
        boolean bye = random.nextInt(4) == 0;
        pbx.meanwhile(() -> leaves(transferor, bye));
        goesTo(transferee, extension.number());
        pbx.meanwhile(() -> {
            pbx.pass(3, 6);
            pbx.destroyed(bridge);
        });
        boolean claimsEarly = random.nextInt(4) != 0;
        if (request != null && (claimsEarly || !request.subscribes)) {
            // Seen on 22.10.1: success is claimed as soon as the transferee hears anything.
            request.rings(8);
            request.ends(200, request.subscribes ? 15 + random.nextInt(25) : 0);
        }
        if (refer && random.nextInt(6) == 0) {
            pbx.meanwhile(() -> refusals.byTheOther(transferee));
        }
        if (refer && random.nextInt(6) == 0) {
            pbx.meanwhile(() -> refusals.afterTheEnd(transferor));
        }
        Reached reached = dialplan.follow(transferee, extension);
        if (request != null && !claimsEarly && request.subscribes) {
            // As on 16.28: the claim comes with the end.
            request.ends(claimOf(reached.reason()), 0);
        }
        if (refer) {
            pbx.sip.byesLater(transferor);
        }
        note(
                "blind to " + extension,
                transferor,
                Kind.BLIND,
                reached.reason(),
                transferee,
                reached.target(),
                request,
                requested,
                reached.shownByAmi());
        goOn(transferee, reached, mostTransfers);
    }

    /** An agent sends the caller back to the queue it came from, where nobody is free now. */
    private void makeOneThatIsSentBack() {
        Extension queue = Extension.QUEUE_WITHOUT_AGENTS;
        Line caller = pbx.callFrom("caller", queue.number());
        Reached reached = dialplan.follow(caller, Extension.QUEUE_ANSWERS);
        pbx.becomes(caller, Channel.State.UP);
        pbx.pass(200, 3_000);
        blind(Objects.requireNonNull(reached.partner()), caller, true, 0, queue);
    }

    private int claimOf(Reason reason) {
        return switch (reason.state()) {
            case COMPLETED -> 200;
            default -> reason == Reason.BUSY && random.nextBoolean() ? 486 : 503;
        };
    }

    /** The transferor's leg leaves its bridge and ends. */
    private void leaves(Line transferor, boolean byFarEnd) {
        if (byFarEnd) {
            pbx.farEndHangsUp(transferor, 16, null);
        }
        pbx.leaves(transferor);
        if (!transferor.dialled) {
            pbx.sets(transferor, "DIALSTATUS", "ANSWER");
        }
        pbx.asteriskHangsUp(transferor);
        pbx.gone(transferor, 16, null);
    }

    /** The transferee leaves its bridge for the dialplan. */
    private void goesTo(Line transferee, String extension) {
        transferee.extension = extension;
        transferee.runsDialplan = true;
        if (random.nextBoolean()) {
            // What it ran before is shown once more, at the new place.
            pbx.shownAgainByAri(transferee);
        }
        pbx.leaves(transferee);
        transferee.hidesNextApplication = transferee.dialled && random.nextInt(5) != 0;
    }

    // --- attended ------------------------------------------------------------------------------

    private void attended(Line transferor, Line transferee, int mostTransfers) {
        Line consultation = pbx.callFrom("transferor", "6002");
        Reached consulted = dialplan.tries(consultation, Manner.ANSWERS);
        Line target = Objects.requireNonNull(consulted.partner());
        pbx.pass(200, 3_000);
        if (random.nextBoolean()) {
            // The REFER comes on the consultation leg: the roles are the other way round.
            join(consultation, target, transferor, transferee, mostTransfers);
        } else {
            join(transferor, transferee, consultation, target, mostTransfers);
        }
    }

    /** Asterisk moves one of the two into the other's bridge, in the place of a transferor's leg. */
    private void join(Line first, Line transferee, Line second, Line target, int mostTransfers) {
        Bridge from = Objects.requireNonNull(first.bridge);
        Bridge to = Objects.requireNonNull(second.bridge);
        Instant requested = pbx.now();
        Request refer = pbx.sip.refer(first, second, "6002").accepted();
        boolean leavesBefore = random.nextInt(8) == 0;
        boolean leavesAfter = !leavesBefore && random.nextInt(8) == 0;
        pbx.sets(first, "ATTENDEDTRANSFER", transferee.name);
        if (leavesBefore) {
            pbx.farEndHangsUp(target, 16, null);
        }
        boolean targetMoves = !leavesBefore && random.nextInt(3) == 0;
        Bridge joint = targetMoves ? from : to;
        Bridge left = targetMoves ? to : from;
        Line moved = targetMoves ? target : transferee;
        Line replaced = targetMoves ? first : second;
        Line remaining = targetMoves ? second : first;
        pbx.leaves(moved);
        pbx.leaves(replaced);
        pbx.enters(moved, joint, replaced);
        pbx.meanwhile(() -> {
            pbx.leaves(remaining);
            partsWith(remaining);
            pbx.pass(0, 2);
            pbx.gone(remaining, 16, null);
            pbx.destroyed(left);
        });
        // Either may be the first: the one who moves asks for its end, its own thread finds it out.
        pbx.meanwhile(() -> pbx.dialplanEnds(replaced));
        pbx.meanwhile(() -> pbx.asteriskHangsUp(replaced));
        if (leavesAfter) {
            pbx.meanwhile(() -> pbx.farEndHangsUp(target, 16, null));
        }
        pbx.meanwhile(() -> pbx.attendedTransfer(
                TransferResult.SUCCESS,
                first,
                second,
                transferee,
                target,
                from,
                to,
                Destination.BRIDGE,
                null));
        refer.ends(200, random.nextInt(4));
        pbx.pass(4, 9);
        pbx.gone(replaced, 16, null);
        pbx.sip.byesLater(first);
        note(
                "attended" + (leavesBefore ? ", target leaves" : ""),
                first,
                Kind.ATTENDED,
                leavesBefore ? Reason.TARGET_GONE : Reason.BRIDGED,
                transferee,
                target,
                refer,
                requested);
        if (leavesBefore || leavesAfter) {
            pbx.leaves(target);
            pbx.leaves(transferee);
            pbx.destroyed(joint);
            pbx.gone(target, 16, null);
            pbx.dialplanEnds(transferee);
            pbx.gone(transferee, 16, null);
        } else {
            talk(transferee, target, mostTransfers);
        }
    }

    /** Asterisk ends a leg that is not needed any more. */
    private void partsWith(Line leg) {
        if (leg.runsDialplan) {
            pbx.dialplanEnds(leg);
        } else {
            pbx.asteriskHangsUp(leg);
        }
    }

    /** The second leg runs an application, and the transferee takes its place. */
    private Request takesPlace(Line first, Line transferee, Line second, String application) {
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
                application));
        pbx.meanwhile(() -> leaves(first, random.nextInt(4) == 0));
        refer.ends(200, 0);
        pbx.leaves(transferee);
        pbx.pass(1, 4);
        pbx.destroyed(from);
        transferee.extension = second.extension;
        transferee.runsDialplan = true;
        pbx.runs(transferee, application);
        pbx.gone(second, 16, null);
        if (random.nextBoolean()) {
            pbx.shownAgainByAri(second); // Seen on 22.10.1: after it is gone.
        }
        pbx.sip.byesLater(first);
        return refer;
    }

    private void attendedToApplication(Line first, Line transferee) {
        String application = random.nextBoolean() ? "Echo" : "VoiceMail";
        Line second = pbx.callFrom("transferor", Extension.ECHO.number());
        pbx.runs(second, "Answer");
        pbx.becomes(second, Channel.State.UP);
        pbx.runs(second, application);
        pbx.pass(200, 3_000);
        Instant requested = pbx.now();
        Request refer = takesPlace(first, transferee, second, application);
        note(
                "attended to " + application,
                first,
                Kind.ATTENDED,
                Reason.APPLICATION,
                transferee,
                null,
                refer,
                requested);
        pbx.pass(0, 5_000);
        pbx.farEndHangsUp(transferee, null, null);
        pbx.dialplanEnds(transferee);
        pbx.gone(transferee, null, null);
    }

    private void semiAttended(Line first, Line transferee, int mostTransfers) {
        Line second = pbx.callFrom("transferor", "6002");
        dialplan.beginsDial(second);
        Line target = pbx.dials(second, "target", "AppDial");
        pbx.rings(second, target);
        pbx.pass(200, 3_000);
        Instant requested = pbx.now();
        Request refer = takesPlace(first, transferee, second, "Dial");
        pbx.pass(0, 5_000);
        Manner manner = pbx.oneOf(List.of(Manner.values()));
        Reached reached = dialplan.takes(
                transferee, target, manner == Manner.UNREGISTERED ? Manner.ANSWERS : manner);
        Reached end = dialplan.andThen(transferee, reached);
        note(
                "semi-attended, " + manner,
                first,
                Kind.SEMI_ATTENDED,
                reached.reason(),
                transferee,
                target,
                refer,
                requested);
        goOn(transferee, end, mostTransfers);
    }

    // --- feature codes -------------------------------------------------------------------------

    private void makeOneWithFeatureCodes() {
        Line alice = pbx.callFrom("caller", "6001");
        Reached reached = dialplan.tries(alice, Manner.ANSWERS);
        Line bob = Objects.requireNonNull(reached.partner());
        pbx.pass(200, 3_000);
        if (random.nextBoolean()) {
            blind(alice, bob, false, 1);
            return;
        }
        Bridge first = Objects.requireNonNull(alice.bridge);
        List<Line> halves = pbx.newLocal("6002");
        Line one = halves.get(0);
        Line two = halves.get(1);
        Bridge second = pbx.newBridge("simple_bridge");
        pbx.localJoined(one, two);
        pbx.enters(one, second, null);
        pbx.leaves(alice);
        dialplan.beginsDial(two);
        pbx.enters(alice, second, null);
        Line carol = pbx.dials(two, "carol", "AppDial");
        pbx.rings(two, carol);
        pbx.rings(null, one);
        pbx.pass(200, 4_000);
        Reached answered = dialplan.takes(two, carol, Manner.ANSWERS);
        pbx.becomes(one, Channel.State.UP);
        pbx.dialEnds(null, one, "ANSWER");
        Bridge far = Objects.requireNonNull(Objects.requireNonNull(answered.partner()).bridge);
        pbx.pass(500, 4_000);
        Instant requested = pbx.now();
        pbx.farEndHangsUp(alice, 16, null);
        pbx.leaves(alice);
        pbx.leaves(one);
        pbx.dialplanEnds(alice);
        pbx.enters(one, first, null);
        pbx.attendedTransfer(
                TransferResult.SUCCESS,
                alice,
                alice,
                bob,
                null,
                first,
                second,
                Destination.BRIDGE,
                null);
        pbx.destroyed(second);
        pbx.gone(alice, 16, null);
        note(
                "attended by feature code",
                alice,
                Kind.ATTENDED,
                Reason.BRIDGED,
                bob,
                carol,
                null,
                requested);
        pbx.pass(100, 900);
        pbx.leaves(carol);
        pbx.leaves(one);
        pbx.enters(carol, first, one);
        pbx.leaves(two);
        pbx.dialplanEnds(two);
        pbx.gone(two, 16, null);
        pbx.destroyed(far);
        pbx.farEndHangsUp(one, 16, null);
        pbx.gone(one, 16, null);
        talk(bob, carol, 1);
    }

    // --- the truth -----------------------------------------------------------------------------

    private void note(
            String story,
            Line transferor,
            Kind kind,
            Reason reason,
            @Nullable Line transferee,
            @Nullable Line target,
            @Nullable Request refer,
            Instant requested) {
        note(story, transferor, kind, reason, transferee, target, refer, requested, true);
    }

    private void note(
            String story,
            Line transferor,
            Kind kind,
            Reason reason,
            @Nullable Line transferee,
            @Nullable Line target,
            @Nullable Request refer,
            Instant requested,
            boolean shownByAmi) {
        truths.add(new Truth(
                story,
                transferor.uniqueid,
                kind,
                reason,
                transferee == null ? null : transferee.uniqueid,
                target == null ? null : target.uniqueid,
                shownByAmi,
                refer,
                true,
                requested,
                pbx.now()));
    }
}
