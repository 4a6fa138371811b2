package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.Origin;
import dev.referee.model.Person;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
    private final Limits limits;
    private final Persons persons;
    private final Map<Source, View> views = new EnumMap<>(Source.class);
    private final Map<Source, String> lives = new EnumMap<>(Source.class);
    private final Set<Source> live = EnumSet.noneOf(Source.class);

    /** Sources that have not yet noticed a restart that another source has reported. */
    private final Set<Source> behind = EnumSet.noneOf(Source.class);

    /** What broke in the present step. */
    private final List<RuntimeException> defects = new ArrayList<>();

    private final Hearing hearing;
    private final Cases cases;
    private final Referrals referrals;
    private final Openings openings;
    private final SipOpenings sip;
    private final Redirects redirects;

    /**
     * Creates one that knows nothing yet.
     *
     * @param pbx the configured name of the PBX, a part of every transfer's id
     * @param hearsSip whether HEP is expected to show the PBX's SIP messages, perhaps late
     * @param persons who has several endpoints
     */
    public Correlator(String pbx, Limits limits, boolean hearsSip, List<Person> persons) {
        this.limits = limits;
        this.persons = new Persons(persons);
        this.hearing = new Hearing(hearsSip);
        this.cases = new Cases(limits);
        this.referrals = new Referrals(limits);
        this.openings = new Openings(pbx, limits, views, live, cases, referrals, hearing);
        this.sip = new SipOpenings(limits, views, cases, referrals, openings, hearing);
        this.redirects = new Redirects(pbx, limits, views, live, hearing);
    }

    /** Creates one to which each endpoint is a person. */
    public Correlator(String pbx, Limits limits, boolean hearsSip) {
        this(pbx, limits, hearsSip, List.of());
    }

    /** Creates one that expects no SIP messages. */
    public Correlator(String pbx, Limits limits) {
        this(pbx, limits, false);
    }

    /**
     * Continues the transfers of an earlier process. Call it before the first fact. A transfer that
     * was under way continues from the sources' snapshots: it ends with what they prove, or as
     * unknown. A transfer that had ended is over, but its channel's next transfer is not its first.
     *
     * @param last the last event of each transfer, oldest first
     * @param sources those that are about to be listened to
     */
    public Step goOn(List<TransferEvent> last, Set<Source> sources, Instant now) {
        for (Source source : sources) {
            if (source != Source.HEP) {
                views.computeIfAbsent(source, one -> new View(one, limits, persons))
                        .awaitSnapshot(now);
            }
        }
        List<TransferEvent> events = new ArrayList<>();
        for (TransferEvent event : last) {
            if (event.origin() instanceof Origin.Live origin) {
                apart(() -> takeUp(new Continuation(event, origin), now, events));
            }
        }
        return taken(events);
    }

    private void takeUp(Continuation before, Instant now, List<TransferEvent> events) {
        views.values().forEach(view -> view.noteTransfer(before.transferorId(), before.ordinal()));
        if (before.isOutgoing()) {
            if (before.isUnderWay()) {
                redirects.goOn(before, now);
            }
        } else if (before.isUnderWay()) {
            openings.add(before.go(new Parties(views.values()), now), now, events);
        }
    }

    /**
     * Takes one fact.
     *
     * @param now the time at which it was heard; never before that of an earlier call
     */
    public Step step(Fact fact, Instant now) {
        List<TransferEvent> events = pass(now);
        each(() -> take(fact, now, events), one -> review(one, now, events));
        each(() -> redirects.take(fact, now, events), one -> redirects.review(one, now, events));
        each(() -> redirects.placeWaiting(now, events), one -> redirects.review(one, now, events));
        return taken(events);
    }

    /** Lets time pass: ends what has waited long enough. Harmless before the deadline. */
    public Step advance(Instant now) {
        return taken(pass(now));
    }

    private Step taken(List<TransferEvent> events) {
        Step step = new Step(events, deadline(), defects);
        defects.clear();
        return step;
    }

    /** Does what concerns one transfer: a defect in it harms no other one. */
    private void apart(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            defects.add(e);
        }
    }

    /** Does the same for several transfers: a defect in one harms no other one. */
    private <T> void each(Supplier<Collection<T>> which, Consumer<T> work) {
        Collection<T> found;
        try {
            found = which.get();
        } catch (RuntimeException e) {
            defects.add(e);
            return;
        }
        for (T one : found) {
            apart(() -> work.accept(one));
        }
    }

    private @Nullable Instant deadline() {
        return Cases.earlier(
                redirects.deadline(),
                Cases.earlier(cases.deadline(views.values()), referrals.deadline()));
    }

    /**
     * The id of the transfer that a NOTIFY is about. Null while that is not certain, and for one that
     * was heard too long ago. Changes nothing.
     */
    public @Nullable String transferOf(SipRequest notify) {
        return referrals.inDialog(notify.callId()).stream()
                .filter(one -> one.isLastToldBy(notify))
                .map(one -> one.transfer)
                .flatMap(Stream::ofNullable)
                .map(one -> one.id)
                .findFirst()
                .orElseGet(() -> redirects.transferOf(notify));
    }

    /**
     * The state of each transfer under way by each source: the transfer's id, the source, what its
     * view shows, and the rule that matches. For debugging. Changes nothing.
     */
    public List<String> explain() {
        return Stream.concat(
                        cases.underWay().stream()
                                .flatMap(one -> one.tracks().stream())
                                .map(Track::explanation),
                        redirects.explain().stream())
                .toList();
    }

    /** How much is remembered at the moment: legs, bridges, transfers. 0 when nothing is. */
    int size() {
        return cases.size()
                + referrals.size()
                + redirects.size()
                + views.values().stream().mapToInt(View::size).sum();
    }

    private List<TransferEvent> pass(Instant now) {
        List<TransferEvent> events = new ArrayList<>();
        each(() -> sip.placeOverdue(now, events), one -> review(one, now, events));
        each(() -> cases.due(now), due -> {
            due.tracks().forEach(track -> track.reassess(now, limits));
            review(due, now, events);
        });
        each(() -> redirects.placeWaiting(now, events), one -> redirects.review(one, now, events));
        each(() -> redirects.due(now), due -> redirects.review(due, now, events));
        cases.forget(now);
        redirects.forget(now);
        referrals.forget(now);
        views.values().forEach(view -> view.forget(now));
        return events;
    }

    private void review(Case one, Instant now, List<TransferEvent> events) {
        boolean wasEnded = one.isEnded();
        events.addAll(one.review(live, limits, now));
        if (!wasEnded && one.isEnded() && one.isMissingItsRefer()) {
            hearing.missed();
        }
        cases.schedule(one, live);
    }

    private Set<Case> take(Fact fact, Instant now, List<TransferEvent> events) {
        View view =
                views.computeIfAbsent(fact.source(), source -> new View(source, limits, persons));
        // Whoever speaks is there. Not HEP: it tells of requests only, and no verdict waits for it.
        if (fact.source() != Source.HEP) {
            live.add(fact.source());
        }
        return switch (fact) {
            case Fact.Connected connected -> connected(view, connected, now, events);
            case Fact.Disconnected lost -> disconnected(lost.source(), now);
            case Fact.Snapshot snapshot -> resumed(view, snapshot, now);
            case Fact.BlindTransferred blind -> openings.blind(view, blind, now, events);
            case Fact.AttendedTransferred attended ->
                openings.attended(view, attended, now, events);
            case Fact.HandedOver handedOver -> openings.handedOver(view, handedOver, now, events);
            case Fact.ChannelSeen seen -> observed(view, seen, now);
            case Fact.HangupRequested request ->
                leaving(view, request, request.channel().uniqueid(), now, events);
            case Fact.ChannelGone gone -> {
                cases.forgetParked(gone.channel().uniqueid());
                yield leaving(view, gone, gone.channel().uniqueid(), now, events);
            }
            case Fact.EnteredBridge entered -> observed(view, entered, now);
            case Fact.LeftBridge left -> observed(view, left, now);
            case Fact.BridgeGone gone -> observed(view, gone, now);
            case Fact.DialBegun dial -> dialled(view, dial, now, events);
            case Fact.DialProgress dial -> observed(view, dial, now);
            case Fact.DialEnded dial -> observed(view, dial, now);
            case Fact.VariableSet variable -> observed(view, variable, now);
            case Fact.LocalJoined local -> observed(view, local, now);
            case Fact.DialogRead read -> observed(view, read, now);
            case Fact.ReferSeen refer -> referSeen(refer, now);
            case Fact.ReferAnswered answer ->
                redirects.isAnswered(answer.request())
                        ? Set.of()
                        : sip.answered(answer, now, events);
            case Fact.NotifySeen notify ->
                redirects.isNotified(notify) ? Set.of() : sip.notified(notify, now, events);
            case Fact.NotifyAnswered answer -> sip.notifyAnswered(answer);
            case Fact.ByeSeen bye -> sip.bye(bye);
            case Fact.InviteFailed failed -> sip.inviteFailed(failed, now);
            // About transfers that the PBX asks for: they hear every fact.
            case Fact.TransferBegun begun -> Set.of();
            case Fact.InviteRedirected redirected -> Set.of();
        };
    }

    private Set<Case> referSeen(Fact.ReferSeen refer, Instant now) {
        if (redirects.isSentByPbx(refer)) {
            hearing.heard();
            return Set.of();
        }
        return sip.seen(refer, now);
    }

    private Set<Case> observed(View view, Fact fact, Instant now) {
        List<Leg> changed = Observation.apply(fact, view, now);
        if (cases.areNoneUnderWay()) {
            return Set.of();
        }
        Set<Case> concerned = new LinkedHashSet<>();
        for (Track track : view.concernedBy(changed)) {
            apart(() -> track.reassess(now, limits));
            concerned.add(track.owner);
        }
        return concerned;
    }

    /** Somebody is called: perhaps the transferor, by a caller who was parked. */
    private Set<Case> dialled(
            View view, Fact.DialBegun dial, Instant now, List<TransferEvent> events) {
        Set<Case> concerned = observed(view, dial, now);
        Case first = dial.caller() == null ? null : cases.parkedAs(dial.caller().uniqueid());
        Case back = first == null ? null : openings.comesBack(view, dial, first, now, events);
        if (back == null) {
            return concerned;
        }
        Set<Case> all = new LinkedHashSet<>(concerned);
        all.add(back);
        return all;
    }

    /**
     * A channel is about to end, or has ended: perhaps during a consultation whose end is not
     * reported.
     */
    private Set<Case> leaving(
            View view, Fact fact, String uniqueid, Instant now, List<TransferEvent> events) {
        Set<Case> concerned = new LinkedHashSet<>(observed(view, fact, now));
        Leg leg = view.find(uniqueid);
        if (leg != null && !cases.areNoneUnderWay()) {
            concerned.addAll(cases.onlySipWith(leg));
        }
        Leg transferor = leg == null || !leg.isLeaving() ? null : view.consultations.endedBy(leg);
        if (leg != null && transferor != null && !view.peopleWith(transferor).isEmpty()) {
            concerned.addAll(openings.consultationLeft(view, fact, transferor, leg, now, events));
        }
        return concerned;
    }

    // --- the sources themselves ------------------------------------------------------------------

    private Set<Case> connected(
            View view, Fact.Connected fact, Instant now, List<TransferEvent> events) {
        String before = fact.life() == null ? null : lives.put(fact.source(), fact.life());
        boolean restarted = before != null && !before.equals(fact.life());
        if (restarted && !behind.remove(fact.source())) {
            behind.addAll(lives.keySet());
            behind.remove(fact.source());
            // The uniqueids of the old life are dead, and so are its calls.
            for (Case one : cases.underWay()) {
                if (one.tracks().stream().allMatch(track -> track.view.isComplete())) {
                    events.add(one.giveUp(Reason.OBSERVER_LOST, "the PBX was restarted", now));
                    cases.schedule(one, live);
                }
            }
            redirects.giveUp(now, events);
            // A view that awaits its snapshot was emptied before: what is in it is of the new life.
            views.values().stream().filter(View::isComplete).forEach(View::clear);
            cases.forgetParked(uniqueid -> true);
        }
        view.awaitSnapshot(now);
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

    /** After a reconnect: continues the transfers under way from the present state. */
    private Set<Case> resumed(View view, Fact.Snapshot snapshot, Instant now) {
        view.addFrom(snapshot, now);
        cases.forgetParked(uniqueid -> view.find(uniqueid) == null);
        Set<Case> concerned = new LinkedHashSet<>();
        Map<String, Case> latest = cases.latestByTransferee();
        for (Case one : cases.underWay()) {
            Track track = one.track(view.source);
            // What became of an earlier transfer does not show any more in what a later one does.
            boolean overtaken = latest.get(one.transfereeId) != one;
            if (track == null && !one.expects(view.source) && !overtaken) {
                track = resumedTrack(one, view, now);
                if (track != null) {
                    one.put(track, "found again in a snapshot", now);
                    Openings.watchParties(track);
                }
            }
            if (track != null) {
                track.reassess(now, limits);
            }
            one.isOutOfSight = isOutOfSight(one);
            concerned.add(one);
        }
        return concerned;
    }

    /**
     * No source will report the end of a transfer whose transferee was gone before all sources were
     * back.
     */
    private boolean isOutOfSight(Case one) {
        return one.transfereeId != null
                && views.values().stream()
                        .filter(view -> view.source != Source.HEP)
                        .allMatch(view -> view.isComplete() && isGone(one, view));
    }

    private static boolean isGone(Case one, View view) {
        Leg transferee = view.find(one.transfereeId);
        return transferee == null || transferee.isGone();
    }

    private static @Nullable Track resumedTrack(Case one, View view, Instant now) {
        if (isGone(one, view) || one.plan == null) {
            return null;
        }
        // Who is sent into the dialplan leaves the transferor alone, who then leaves too. A source
        // where the transferor is still in a bridge is behind the one that told of the transfer.
        Leg transferor = view.find(one.transferorId);
        boolean isBefore = one.plan.course() == Plan.Course.DIALPLAN
                && transferor != null
                && transferor.room != null;
        return isBefore ? null : new Track(one, view, one.plan, Track.Seen.FROM_A_SNAPSHOT, now);
    }
}
