package dev.referee.correlate;

import dev.referee.correlate.Plan.Course;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns facts into transfers. One instance per PBX, used by one thread at a time; deterministic:
 * the same facts at the same times give the same events.
 *
 * <p>Every source has a {@link View} of its own, and every transfer a {@link Track} in each of
 * them. A track is judged on its own ({@link Judge}); the transfer ends when all connected sources
 * have told its end, or one has and the others stay silent for a settling time. So the outcome does
 * not depend on how the sources interleave.
 */
public final class Correlator {
    private final String pbx;
    private final Limits limits;
    private final Map<Source, View> views = new EnumMap<>(Source.class);
    private final Map<Source, String> lives = new EnumMap<>(Source.class);
    private final Set<Source> live = EnumSet.noneOf(Source.class);

    /** Sources that have yet to notice a restart that another one has told of. */
    private final Set<Source> behind = EnumSet.noneOf(Source.class);

    private final Cases cases;

    /**
     * Creates one that knows nothing yet.
     *
     * @param pbx the configured name of the PBX, a part of every transfer's id
     */
    public Correlator(String pbx, Limits limits) {
        this.pbx = pbx;
        this.limits = limits;
        this.cases = new Cases(limits);
    }

    /**
     * Takes one fact.
     *
     * @param now the time at which it was heard; never before that of an earlier call
     */
    public Step step(Fact fact, Instant now) {
        List<TransferEvent> events = new ArrayList<>(pass(now));
        Set<Case> concerned = take(fact, now, events);
        for (Case one : concerned) {
            review(one, now, events);
        }
        return new Step(events, cases.deadline(views.values()));
    }

    /** Lets time pass: ends what has waited long enough. Harmless before the deadline. */
    public Step advance(Instant now) {
        return new Step(pass(now), cases.deadline(views.values()));
    }

    /** How much is remembered at the moment: legs, bridges, transfers. 0 when nothing is. */
    int size() {
        return cases.size() + views.values().stream().mapToInt(View::size).sum();
    }

    private List<TransferEvent> pass(Instant now) {
        List<TransferEvent> events = new ArrayList<>();
        for (Case due : cases.due(now)) {
            due.tracks().forEach(track -> track.reassess(now, limits));
            review(due, now, events);
        }
        cases.forget(now);
        views.values().forEach(view -> view.forget(now));
        return events;
    }

    private void review(Case one, Instant now, List<TransferEvent> events) {
        events.addAll(one.review(live, limits, now));
        cases.schedule(one, live);
    }

    private Set<Case> take(Fact fact, Instant now, List<TransferEvent> events) {
        View view = views.computeIfAbsent(fact.source(), source -> new View(source, limits));
        return switch (fact) {
            case Fact.Connected connected -> connected(view, connected, now, events);
            case Fact.Disconnected lost -> disconnected(lost.source(), now);
            case Fact.Snapshot snapshot -> resumed(view, snapshot, now);
            case Fact.BlindTransferred blind -> {
                live.add(fact.source());
                yield blind(view, blind, now, events);
            }
            case Fact.AttendedTransferred attended -> {
                live.add(fact.source());
                yield attended(view, attended, now, events);
            }
            case Fact.HandedOver handedOver -> {
                live.add(fact.source());
                yield handedOver(view, handedOver, now, events);
            }
            case Fact.ChannelSeen seen -> observed(view, seen, now);
            case Fact.HangupRequested request -> observed(view, request, now);
            case Fact.ChannelGone gone -> observed(view, gone, now);
            case Fact.EnteredBridge entered -> observed(view, entered, now);
            case Fact.LeftBridge left -> observed(view, left, now);
            case Fact.BridgeGone gone -> observed(view, gone, now);
            case Fact.DialBegun dial -> observed(view, dial, now);
            case Fact.DialProgress dial -> observed(view, dial, now);
            case Fact.DialEnded dial -> observed(view, dial, now);
            case Fact.VariableSet variable -> observed(view, variable, now);
            case Fact.LocalJoined local -> observed(view, local, now);
            case Fact.DialogRead read -> observed(view, read, now);
        };
    }

    private Set<Case> observed(View view, Fact fact, Instant now) {
        live.add(view.source);
        List<Leg> changed = view.apply(fact, now);
        Set<Case> concerned = new LinkedHashSet<>();
        for (Track track : view.concernedBy(changed)) {
            track.reassess(now, limits);
            concerned.add(track.owner);
        }
        return concerned;
    }

    // --- the sources themselves ------------------------------------------------------------------

    private Set<Case> connected(
            View view, Fact.Connected fact, Instant now, List<TransferEvent> events) {
        live.add(fact.source());
        String before = fact.life() == null ? null : lives.put(fact.source(), fact.life());
        boolean restarted = before != null && !before.equals(fact.life());
        if (restarted && !behind.remove(fact.source())) {
            behind.addAll(lives.keySet());
            behind.remove(fact.source());
            // The uniqueids of the old life are dead, and so are its calls.
            for (Case one : cases.underWay()) {
                events.add(one.giveUp(Reason.OBSERVER_LOST, "the PBX was restarted", now));
                cases.schedule(one, live);
            }
            // A view that awaits its snapshot was emptied before: what is in it is of the new life.
            views.values().stream().filter(View::isComplete).forEach(View::clear);
        }
        view.awaitSnapshot();
        return Set.of();
    }

    private Set<Case> disconnected(Source source, Instant now) {
        live.remove(source);
        for (Case one : cases.all()) {
            one.lose(source, now);
        }
        View view = views.get(source);
        if (view != null) {
            view.lose();
        }
        return new LinkedHashSet<>(cases.underWay());
    }

    /** After a reconnect: goes on with the transfers that are under way from what is there now. */
    private Set<Case> resumed(View view, Fact.Snapshot snapshot, Instant now) {
        live.add(view.source);
        view.addFrom(snapshot, now);
        Set<Case> concerned = new LinkedHashSet<>();
        Map<String, Case> latest = cases.latestByTransferee();
        for (Case one : cases.underWay()) {
            Track track = one.track(view.source);
            // What became of an earlier transfer does not show any more in what a later one does.
            boolean overtaken = latest.get(one.transfereeId) != one;
            if (track == null && !one.expects(view.source) && !overtaken) {
                track = resumedTrack(one, view);
                if (track != null) {
                    one.put(track, "found again in a snapshot", now);
                    watchParties(track);
                }
            }
            if (track != null) {
                track.reassess(now, limits);
            }
            concerned.add(one);
        }
        return concerned;
    }

    private static @Nullable Track resumedTrack(Case one, View view) {
        Leg transferee = view.find(one.transfereeId);
        return transferee == null || transferee.gone || one.plan == null
                ? null
                : new Track(one, view, one.plan, true);
    }

    // --- a transfer begins -----------------------------------------------------------------------

    private Set<Case> blind(
            View view, Fact.BlindTransferred fact, Instant now, List<TransferEvent> events) {
        Leg transferor = view.leg(fact.transferor(), now);
        Leg transferee = legOf(view, fact.transferee(), now);
        Plan plan = new Plan(
                fact.result(),
                Course.DIALPLAN,
                null,
                idOf(transferee),
                null,
                idOf(fact.bridge()),
                null);
        Case one = caseFor(view, fact, Kind.BLIND, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        one.extension = one.extension == null ? fact.extension() : one.extension;
        one.trigger = stronger(one.trigger, triggerOf(fact, transferee));
        if (transferee != null) {
            one.referTo = transferee.referTo == null ? one.referTo : transferee.referTo;
            one.referredBy = transferee.referredBy == null ? one.referredBy : transferee.referredBy;
            transferee.referTo = null;
            transferee.referredBy = null;
            transferee.markedByRefer = false;
            if (fact.result() == Fact.TransferResult.SUCCESS) {
                transferee.forgetPast(now);
            }
        }
        return begin(one, view, plan, "BlindTransfer " + word(fact.result()), now);
    }

    private static Trigger triggerOf(Fact.BlindTransferred fact, @Nullable Leg transferee) {
        if (!fact.external()) {
            return Trigger.FEATURE_CODE;
        }
        if (transferee == null) {
            return Trigger.UNKNOWN;
        }
        // Asterisk marks the transferee of a REFER, and of nothing else (22.10.1, res_pjsip_refer).
        return transferee.markedByRefer ? Trigger.REFER : Trigger.API;
    }

    private Set<Case> attended(
            View view, Fact.AttendedTransferred fact, Instant now, List<TransferEvent> events) {
        Leg transferor = view.leg(fact.transferor(), now);
        Leg second = view.leg(fact.second(), now);
        Leg transferee = legOf(view, fact.transferee(), now);
        Leg target = legOf(view, fact.target(), now);
        boolean toApplication = fact.destination() == Destination.APPLICATION;
        Plan plan = new Plan(
                fact.result(),
                toApplication ? Course.DIALPLAN : Course.JOIN,
                second.uniqueid,
                idOf(transferee),
                idOf(target),
                idOf(fact.firstBridge()),
                toApplication ? fact.application() : null);
        Case one = caseFor(view, fact, Kind.ATTENDED, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        // A REFER with Replaces names another leg; a feature code works on one and the same.
        one.trigger = transferor == second ? Trigger.FEATURE_CODE : Trigger.REFER;
        if (toApplication && transferee != null) {
            transferee.forgetPast(now);
            transferee.adoptAttempts(second);
            if (Applications.roleOf(fact.application()) == Applications.Role.DIALLING) {
                one.kind = Kind.SEMI_ATTENDED;
            }
        }
        one.extension = second.extension == null || second.extension.isEmpty()
                ? one.extension
                : second.extension;
        return begin(one, view, plan, "AttendedTransfer " + word(fact.result()), now);
    }

    private Set<Case> handedOver(
            View view, Fact.HandedOver fact, Instant now, List<TransferEvent> events) {
        if (fact.state() != null) {
            return Set.of();
        }
        Leg transferor = view.leg(fact.transferor(), now);
        Plan plan = new Plan(
                Fact.TransferResult.SUCCESS, Course.HANDED_OVER, null, null, null, null, null);
        Case one = caseFor(view, fact, Kind.BLIND, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        one.trigger = Trigger.REFER;
        return begin(one, view, plan, "ChannelTransfer: handed to an ARI application", now);
    }

    private Set<Case> begin(Case one, View view, Plan plan, String what, Instant now) {
        // Who was in the call before is not known until the snapshot that follows a reconnect.
        boolean partly = plan.course() == Course.JOIN && !view.isComplete();
        Track track = new Track(one, view, plan, partly);
        one.put(track, what, now);
        watchParties(track);
        track.reassess(now, limits);
        return Set.of(one);
    }

    private static void watchParties(Track track) {
        track.watch(track.transferor);
        track.watch(track.second);
        track.watch(track.transferee);
        track.watch(track.target);
        Leg transferee = track.transferee;
        if (transferee != null) {
            transferee.attempts().forEach(attempt -> track.watch(attempt.dialled));
            track.view.reachableFrom(transferee).forEach(track::watch);
        }
    }

    /**
     * The transfer that this source tells of: one that another source told of, or a new one. Null
     * when there is nothing to do about it: the source repeats itself, or it ended already.
     */
    private @Nullable Case caseFor(
            View view,
            Fact fact,
            Kind kind,
            Leg transferor,
            Plan plan,
            Instant now,
            List<TransferEvent> events) {
        if (cases.isRepeated(fact, transferor.uniqueid, now)) {
            return null;
        }
        Case known = cases.toldByAnother(view.source, transferor.uniqueid, plan, now);
        Case one = known == null ? newCase(kind, transferor, now, events) : known;
        one.toldBy(fact, plan, now);
        transferor.transfers = Math.max(transferor.transfers, one.ordinal);
        return one.isEnded() ? null : one;
    }

    private Case newCase(Kind kind, Leg transferor, Instant now, List<TransferEvent> events) {
        int before = cases.lastOrdinal(transferor.uniqueid);
        for (View view : views.values()) {
            Leg known = view.find(transferor.uniqueid);
            before = known == null ? before : Math.max(before, known.transfers);
        }
        Case one = new Case(
                pbx, kind, transferor.uniqueid, before + 1, now, new Parties(views.values()));
        for (Source source : views.keySet()) {
            if (!live.contains(source)) {
                one.doNotExpect(source);
            }
        }
        Case displaced = cases.add(one, live);
        if (displaced != null) {
            events.add(displaced.giveUp(Reason.EXPIRED, "too many transfers at one time", now));
            cases.schedule(displaced, live);
        }
        return one;
    }

    /** As Asterisk spells it. */
    private static String word(Fact.TransferResult result) {
        return switch (result) {
            case SUCCESS -> "Success";
            case FAIL -> "Fail";
            case INVALID -> "Invalid";
            case NOT_PERMITTED -> "Not Permitted";
        };
    }

    private static Trigger stronger(Trigger one, Trigger other) {
        return one == Trigger.REFER || other == Trigger.UNKNOWN ? one : other;
    }

    private static @Nullable Leg legOf(View view, @Nullable Channel channel, Instant now) {
        return channel == null ? null : view.leg(channel, now);
    }

    private static @Nullable String idOf(@Nullable Leg leg) {
        return leg == null ? null : leg.uniqueid;
    }

    private static @Nullable String idOf(@Nullable Bridge bridge) {
        return bridge == null ? null : bridge.id();
    }
}
