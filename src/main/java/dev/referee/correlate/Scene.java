package dev.referee.correlate;

import dev.referee.correlate.Applications.Role;
import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/**
 * A transfer in one source's view at one moment: the parties behind Local channels and machines,
 * the steps of the transferee's dialplan since the transfer, and what this source cannot know. The
 * rules query it and make their {@link Assessment} with it. Changes nothing.
 */
final class Scene {
    final Track track;
    final View view;
    final Windows windows;

    /**
     * The channel that runs the dialplan: the transferee, or the far half of a stand-in; null if
     * unknown.
     */
    final @Nullable Leg runner;

    /** What that did since the transfer. */
    final Stretch did;

    /** The dials of the runner. */
    final Dials dials;

    /** Whom the Local channel called through which the target is called; null for no such one. */
    final @Nullable Dials called;

    /** The people that the runner can talk to, without the transferor's two legs. */
    final List<Leg> company;

    private final @Nullable Failure failure;

    private Scene(Track track, Windows windows) {
        this.windows = windows;
        this.track = track;
        this.view = track.view;
        this.runner = track.runner();
        Leg doing = runner == null ? new Leg("") : runner;
        this.did = Stretch.of(doing, track.markOf(doing));
        this.dials = Dials.of(did, track);
        Leg caller = track.caller();
        this.called = caller == null ? null : Dials.of(Stretch.of(caller), view);
        this.company = runner == null ? List.of() : companyOf(track, runner);
        this.failure = failure(did, dials);
    }

    static Scene of(Track track, Windows windows) {
        return new Scene(track, windows);
    }

    private static @Nullable Failure failure(Stretch did, Dials dials) {
        Failure own = did.applicationFailure();
        Failure dialled = own == null ? dials.failure() : own;
        return dialled == null ? dials.applicationFailure() : dialled;
    }

    // --- who is where ----------------------------------------------------------------------------

    /** The people in a leg's reach, without the transferor: the target may be one of them. */
    static List<Leg> companyOf(Track track, Leg leg) {
        return track.view.reachableFrom(leg).stream()
                .filter(other -> other != track.transferor && other != track.second)
                .filter(other -> !other.isLeaving() && !other.isMachine())
                .toList();
    }

    boolean isLeaving() {
        return runner != null && runner.isLeaving();
    }

    /** Whether it is in the bridge that the transfer was to take it out of. */
    boolean isWhereItWas() {
        return runner != null && runner.room != null && runner.room.id.equals(track.plan.bridge());
    }

    /**
     * The parties that it has met. If several are transferred, some of them must be there to meet a
     * party.
     */
    private List<Leg> metPeople() {
        return company.isEmpty() || isWhereItWas()
                ? List.of()
                : company.stream()
                        .filter(leg -> !leg.isLocal())
                        .filter(leg -> !track.hasStandIn() || meetsSomebody(leg))
                        .toList();
    }

    boolean meetsSomebody(Leg leg) {
        return companyOf(track, leg).stream().anyMatch(other -> !other.isLocal());
    }

    /** The one in its company who was called for this transfer. */
    @Nullable
    Leg metCalled() {
        List<Leg> met = metPeople();
        if (met.isEmpty()) {
            return null; // As mostly: whom the track knows as called need not be looked for.
        }
        Set<Leg> called = dials.called();
        Set<String> before = track.called();
        return met.stream()
                .filter(leg -> called.contains(leg) || before.contains(leg.uniqueid))
                .findFirst()
                .orElse(null);
    }

    /** Any party that it has met. */
    @Nullable
    Leg met() {
        return metPeople().stream().findFirst().orElse(null);
    }

    /** The transferor, who was called back or took the call back by itself. */
    @Nullable
    Leg metTransferor() {
        Leg called = metCalled();
        if (called != null) {
            return dials.wasCalledBack(called) ? called : null;
        }
        // Nobody takes a call back by being in a conference.
        boolean isInConference = isInMixingRoom() && role() != Role.SCRIPTED;
        return !isInConference && isWithTransferor() ? met() : null;
    }

    /** Whether it has met the transferor, however that came about. */
    boolean isWithTransferor() {
        Leg met = met();
        return met != null && track.isTransferors(met);
    }

    boolean isInMixingRoom() {
        return !isWhereItWas() && runner != null && runner.room != null && runner.room.mixing;
    }

    boolean isInHoldingRoom() {
        return !isWhereItWas() && runner != null && runner.room != null && runner.room.holding;
    }

    boolean isParked() {
        return isInHoldingRoom() && runner != null && runner.room != null && runner.room.parking;
    }

    /** Whether it left its bridge and came back to it, or never left, with the transferor in there. */
    boolean isStillWithTransferor() {
        return isWhereItWas()
                && runner == track.transferee
                && runner != null
                && runner.room != null
                && runner.room.members.contains(track.transferor)
                && !track.transferor.isLeaving();
    }

    /** Whether it was put back into its bridge: so Asterisk does where the parking lot is full. */
    boolean hasReturned() {
        return runner == track.transferee && did.hasEntered(track.plan.bridge());
    }

    /** The far half of a Local channel without a person behind it, but perhaps an application. */
    @Nullable
    Leg farHalf() {
        return isWhereItWas()
                ? null
                : company.stream().filter(Leg::isLocal).findFirst().orElse(null);
    }

    // --- what it runs ----------------------------------------------------------------------------

    /** What it runs; where that is hidden, what the transferor's other leg ran. */
    @Nullable
    String runs() {
        return did.role() == Role.HIDDEN && track.plan.application() != null
                ? track.plan.application()
                : did.application();
    }

    Role role() {
        return Applications.roleOf(runs());
    }

    /** Whether it shows the state of the runner: its application, its dials, or its place. */
    boolean showsFirstStep() {
        boolean runsSomething = role() != Role.HIDDEN && role() != Role.PASSING;
        boolean isElsewhere = runner != null && runner.room != null && !isWhereItWas();
        return runsSomething || isElsewhere || isLeaving() || !dials.areNone();
    }

    /** Why no party was reached, once no party is being called any more. */
    @Nullable
    Failure failure() {
        return failure;
    }

    Failure theFailure() {
        return java.util.Objects.requireNonNull(failure);
    }

    /**
     * Whether a program that had the caller may have called a party for it without a trace: if it
     * names no originator, and in ARI always, no source shows for whom it calls.
     */
    boolean mayHaveOriginated() {
        Stretch.Run program = did.program();
        return program != null
                && dials.areNone()
                && view.originatedSince(program.begun).stream()
                        .anyMatch(attempt -> mayBeForIt(attempt));
    }

    /** Whether somebody who was called is not known to be here, or with somebody else. */
    private boolean mayBeForIt(Attempt attempt) {
        Leg called = attempt.dialled;
        boolean isElsewhere =
                attempt.isAnswered() && called.lastPartner != null && !did.leg.wasPartnerOf(called);
        return !isElsewhere && !company.contains(called) && !track.isTransferors(called);
    }

    /** What shows, in one line for people. */
    String line() {
        StringBuilder line = new StringBuilder();
        line.append(runner == null ? "nobody" : runner.name());
        line.append(isLeaving() ? " leaves, ran " : " runs ").append(runs());
        if (runner != null && runner.room != null) {
            line.append(", in a bridge with ")
                    .append(company.stream().map(Leg::name).toList());
        }
        if (!dials.called().isEmpty()) {
            line.append(", called ")
                    .append(dials.called().stream().map(Leg::name).toList());
        }
        line.append(dials.isPending() ? ", calling" : "");
        line.append(failure == null ? "" : ", in vain: " + failure.basis());
        return line.toString();
    }

    // --- what is made of it ----------------------------------------------------------------------

    Pending pending() {
        boolean calling = dials.isPending() || dials.mayCallAgain() || role() == Role.TALKING;
        return new Pending(dials.isRinging(), calling);
    }

    Ended together(Reason reason, Leg target, String basis) {
        return new Ended(
                reason,
                Whereabouts.WITH_TARGET,
                target,
                null,
                Finality.FIRM,
                Certainty.SEEN,
                basis);
    }

    Ended failed(Failure why, Finality finality) {
        return new Ended(
                why.reason(),
                whereabouts(),
                why.target(),
                why.application(),
                finality,
                why.certainty(),
                why.basis());
    }

    Ended end(Reason reason, Finality finality, Certainty certainty, String basis) {
        return new Ended(
                reason, whereabouts(), track.targetNow(), null, finality, certainty, basis);
    }

    /** FIRM once the runner is gone; until then a source may still report its end. */
    Finality whenGone() {
        return runner == null || runner.isGone() ? Finality.FIRM : Finality.SETTLING;
    }

    Ended application(@Nullable String name, Finality finality, Certainty certainty) {
        return new Ended(
                Reason.APPLICATION,
                isLeaving() ? whereabouts() : whileIn(name),
                null,
                name,
                finality,
                certainty,
                name == null ? "a conference" : "the transferee runs " + name);
    }

    Ended applicationBehindLocal(@Nullable String name, Finality finality, Certainty certainty) {
        return new Ended(
                Reason.APPLICATION,
                whileIn(name),
                null,
                name,
                finality,
                certainty,
                "an application behind a Local channel took the call");
    }

    /** In a holding bridge, where it hears no party: the transfer sent it there to wait. */
    Ended waiting(@Nullable String name, Finality finality, String basis) {
        return new Ended(
                Reason.APPLICATION,
                Whereabouts.WAITING,
                null,
                name,
                finality,
                Certainty.SEEN,
                basis);
    }

    /** Where somebody is who is in an application. */
    static Whereabouts whileIn(@Nullable String application) {
        return Applications.roleOf(application) == Role.KEEPING_WAITING
                ? Whereabouts.WAITING
                : Whereabouts.IN_APPLICATION;
    }

    /** Where the transferee is while it is not with the target. */
    Whereabouts whereabouts() {
        Whereabouts found = whereabouts(track);
        boolean served = switch (role()) {
            case TALKING, TAKING, SCRIPTED -> true;
            case HIDDEN, DIALLING, FAILING, PASSING, KEEPING_WAITING, UNKNOWN -> false;
        };
        return found == Whereabouts.WAITING && served && failure == null
                ? Whereabouts.IN_APPLICATION
                : found;
    }

    /** Where the transferee is by the bridges alone. */
    static Whereabouts whereabouts(Track track) {
        Leg person = track.person();
        if (person == null) {
            return Whereabouts.UNKNOWN;
        }
        if (person.isLeaving()) {
            return Whereabouts.GONE;
        }
        List<Leg> others = track.view.reachableFrom(person);
        if (track.target != null && others.contains(track.target)) {
            return Whereabouts.WITH_TARGET;
        }
        boolean withTransferor =
                others.stream().anyMatch(leg -> !leg.isLeaving() && track.isTransferors(leg));
        return withTransferor ? Whereabouts.WITH_TRANSFEROR : Whereabouts.WAITING;
    }
}
