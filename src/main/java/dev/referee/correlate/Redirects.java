package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All transfers that the PBX requests. Combines the reports of AMI and ARI about the application
 * Transfer with the SIP messages, and opens a {@link Redirect} for each transfer. Receives every
 * fact after the views. Independent of transfers by phones.
 */
final class Redirects {
    private static final String STATUS = "TRANSFERSTATUS";
    private static final String PROTOCOL = "TRANSFERSTATUSPROTOCOL";
    private static final Set<String> STATUSES = Set.of("SUCCESS", "FAILURE", "UNSUPPORTED");

    /** Applications that set variables, and so may set the status of no transfer. */
    private static final Set<String> SETTING = Set.of("Set", "MSet", "ClearHash");

    private final String pbx;
    private final Limits limits;
    private final Map<Source, View> views;
    private final Set<Source> live;
    private final Hearing hearing;

    private final Roster<Redirect> roster;
    private final SentRefers refers;

    /** The last status that each source reported, to recognize a repeated one. */
    private final Map<Source, Told> lastTold = new HashMap<>();

    private record Told(Fact fact, Instant at) {}

    /** Works on the correlator's own state. */
    Redirects(
            String pbx, Limits limits, Map<Source, View> views, Set<Source> live, Hearing hearing) {
        this.pbx = pbx;
        this.limits = limits;
        this.views = views;
        this.live = live;
        this.hearing = hearing;
        this.roster = new Roster<>(limits, this::drop);
        this.refers = new SentRefers(limits);
    }

    // --- whose SIP messages these are ------------------------------------------------------------

    /**
     * Whether the PBX sent this REFER. Its tags are more reliable than HEP, which errs 1 of 1,000
     * times.
     */
    boolean isSentByPbx(Fact.ReferSeen refer) {
        if (!refer.toPbx()) {
            return true;
        }
        for (View view : views.values()) {
            Leg leg = view.findByCallId(refer.request().callId());
            if (leg != null && leg.dialog != null) {
                return leg.dialog.localTag().equals(refer.request().fromTag());
            }
        }
        return false;
    }

    /** Whether an answer is that to a REFER of the PBX. */
    boolean isAnswered(SipRequest request) {
        return refers.has(request);
    }

    /** Whether a NOTIFY is about a REFER of the PBX. */
    boolean isNotified(Fact.NotifySeen notify) {
        return refers.isNotified(notify);
    }

    /** The id of the transfer that a NOTIFY of a far end is about; null while it is not known. */
    @Nullable
    String transferOf(SipRequest notify) {
        return refers.transferOf(notify);
    }

    // --- what is heard ---------------------------------------------------------------------------

    /** Those that must be looked at now. */
    List<Redirect> due(Instant now) {
        return roster.due(now);
    }

    /** Forgets what ended long enough ago. */
    void forget(Instant now) {
        roster.forget(now);
    }

    /** Takes a fact that the views have taken; those that it concerns. */
    Set<Redirect> take(Fact fact, Instant now, List<TransferEvent> events) {
        return switch (fact) {
            case Fact.TransferBegun begun -> begun(begun, now, events);
            case Fact.VariableSet variable -> variable(variable, now, events);
            case Fact.ChannelSeen seen -> seen(seen);
            case Fact.HangupRequested request -> hangup(request, now, events);
            case Fact.ChannelGone gone -> of(gone.channel().uniqueid());
            case Fact.EnteredBridge entered -> of(entered.channel().uniqueid());
            case Fact.ReferSeen refer -> refer(refer, now);
            case Fact.ReferAnswered answer -> concernedBy(refers.answered(answer, now));
            case Fact.NotifySeen notify -> concernedBy(refers.notified(notify, now));
            case Fact.ByeSeen bye -> concernedBy(refers.ended(bye, now));
            case Fact.InviteRedirected redirected -> redirected(redirected, now, events);
            case Fact.Disconnected lost -> lost(lost.source(), now);
            case Fact.Connected connected -> regained();
            case Fact.Snapshot snapshot -> regained();
            case Fact.LeftBridge other -> Set.of();
            case Fact.BridgeGone other -> Set.of();
            case Fact.DialBegun other -> Set.of();
            case Fact.DialProgress other -> Set.of();
            case Fact.DialEnded other -> Set.of();
            case Fact.LocalJoined other -> Set.of();
            case Fact.BlindTransferred other -> Set.of();
            case Fact.AttendedTransferred other -> Set.of();
            case Fact.HandedOver other -> Set.of();
            case Fact.DialogRead other -> Set.of();
            case Fact.NotifyAnswered answer -> concernedBy(refers.notifyAnswered(answer));
            case Fact.InviteFailed other -> Set.of();
        };
    }

    /** Those of a leg that have not ended. */
    private Set<Redirect> of(String legId) {
        List<Redirect> all = roster.of(legId);
        if (all.isEmpty()) {
            return Set.of();
        }
        Set<Redirect> found = new LinkedHashSet<>();
        for (Redirect one : all) {
            if (!one.isEnded()) {
                found.add(one);
            }
        }
        return found;
    }

    private @Nullable Leg legOf(Source source, Channel channel) {
        View view = views.get(source);
        return view == null ? null : view.find(channel.uniqueid());
    }

    private Set<Redirect> begun(Fact.TransferBegun fact, Instant now, List<TransferEvent> events) {
        Leg leg = legOf(fact.source(), fact.channel());
        TransferRun before = leg == null ? null : leg.transferRun;
        boolean isRepeated = before != null
                && before.isUnderWay()
                && Objects.equals(before.destination, fact.destination());
        if (leg == null || isRepeated) {
            return Set.of();
        }
        if (before != null && !before.hasStatus()) {
            before.over();
        }
        return told(fact.source(), new TransferRun(leg, fact.destination()), now, events);
    }

    /**
     * A run of the application belongs to a transfer that another source has already reported, or
     * is new.
     */
    private Set<Redirect> told(
            Source source, TransferRun run, Instant now, List<TransferEvent> events) {
        String legId = run.leg.uniqueid;
        Redirect found = null;
        for (Redirect one : roster.of(legId)) {
            if (one.isToldBy(source)) {
                found = null; // It tells them in their order.
            } else if (found == null && one.isRecent(limits.settle(), now) && fits(one, run)) {
                found = one;
            }
        }
        Redirect one = found == null ? open(legId, Trigger.DIALPLAN, now, now, events) : found;
        one.toldBy(source, run, now);
        return with(one);
    }

    /** That one and the others of its leg. */
    private Set<Redirect> with(Redirect one) {
        Set<Redirect> concerned = new LinkedHashSet<>(of(one.legId));
        concerned.add(one);
        return concerned;
    }

    private static boolean fits(Redirect one, TransferRun run) {
        String destination = one.destination();
        if (destination != null && run.destination != null) {
            return destination.equals(run.destination);
        }
        SentRefer sent = one.refer;
        return sent == null || (!run.isBeforeAnswer && !sent.namesAnother(run.destination));
    }

    private Set<Redirect> variable(Fact.VariableSet fact, Instant now, List<TransferEvent> events) {
        boolean isStatus = fact.name().equals(STATUS) && STATUSES.contains(fact.value());
        boolean isProtocol = fact.name().equals(PROTOCOL) && !fact.value().isEmpty();
        Leg leg = isStatus || isProtocol ? legOf(fact.source(), fact.channel()) : null;
        if (leg == null) {
            return Set.of();
        }
        return isProtocol ? protocol(fact, leg) : status(fact, leg, now, events);
    }

    private Set<Redirect> status(
            Fact.VariableSet fact, Leg leg, Instant now, List<TransferEvent> events) {
        TransferRun run = leg.transferRun;
        Set<Redirect> concerned = new LinkedHashSet<>();
        if (run == null || run.hasStatus()) {
            if (isRepeated(fact, now) || isSetByDialplan(fact, leg)) {
                return concerned;
            }
            // Within ExecIf, TryExec or a script it is not shown to begin.
            run = new TransferRun(leg, null);
            Redirect late = withLateStatus(leg, fact.source(), now);
            if (late == null) {
                concerned.addAll(told(fact.source(), run, now, events));
            } else {
                late.toldBy(fact.source(), run, now);
            }
        }
        run.ended(fact.value(), now);
        lastTold.put(fact.source(), new Told(fact, now));
        if (run.redirect != null) {
            concerned.add(run.redirect);
        }
        return concerned;
    }

    /** The transfer that has ended without the status that a source reports now; null for none. */
    private @Nullable Redirect withLateStatus(Leg leg, Source source, Instant now) {
        List<Redirect> candidates = new ArrayList<>();
        for (View view : views.values()) {
            Leg other = view.find(leg.uniqueid);
            TransferRun run = other == null ? null : other.transferRun;
            if (run != null && run.redirect != null) {
                candidates.add(run.redirect); // Forgotten by now: Transfer waits without a limit.
            }
        }
        candidates.addAll(roster.of(leg.uniqueid));
        return candidates.stream()
                .filter(one -> one.mayHaveLateStatus(source, limits.settle(), now))
                .max(Comparator.comparingInt(one -> one.ordinal))
                .orElse(null);
    }

    private boolean isRepeated(Fact fact, Instant now) {
        Told before = lastTold.get(fact.source());
        return before != null
                && before.fact.equals(fact)
                && Windows.isWithin(Windows.REPETITION, before.at, now);
    }

    private static boolean isSetByDialplan(Fact.VariableSet fact, Leg leg) {
        Itinerary.Ran last = leg.itinerary.lastRan();
        String runs = fact.channel().application() == null && last != null
                ? last.application()
                : fact.channel().application();
        return runs != null && (SETTING.contains(runs) || runs.startsWith("AppDial"));
    }

    private static Set<Redirect> protocol(Fact.VariableSet fact, Leg leg) {
        TransferRun run = leg.transferRun;
        Set<Redirect> concerned = new LinkedHashSet<>();
        if (run != null
                && run.hasStatus()
                && !run.hasProtocol()
                && fact.value().matches("[0-9]{1,3}")) {
            run.by(Integer.parseInt(fact.value()));
            if (run.redirect != null) {
                concerned.add(run.redirect);
            }
        }
        return concerned;
    }

    /** A channel that runs something else has left its application Transfer. */
    private Set<Redirect> seen(Fact.ChannelSeen fact) {
        Set<Redirect> concerned = of(fact.channel().uniqueid());
        String runs = fact.channel().application();
        for (Redirect one : concerned) {
            TransferRun run = one.run(fact.source());
            if (run != null && runs != null && !runs.equals("Transfer")) {
                run.over();
            }
        }
        return concerned;
    }

    /** Before the answer, a caller's hangup may be a 302: an ARI redirect shows in nothing else. */
    private Set<Redirect> hangup(
            Fact.HangupRequested fact, Instant now, List<TransferEvent> events) {
        Leg leg = legOf(fact.source(), fact.channel());
        if (leg == null
                || leg.state() != Channel.State.CALLING
                || !Redirect.wasSentElsewhere(leg)
                || leg.transferRun != null) {
            return of(fact.channel().uniqueid());
        }
        Redirect one = redirectBefore(leg.uniqueid, fact.source(), now, events);
        one.show302(fact.source(), now);
        return with(one);
    }

    private Redirect redirectBefore(
            String legId, Source source, Instant now, List<TransferEvent> events) {
        for (Redirect one : roster.of(legId)) {
            // Whoever was sent a 302 is sent no other one, however late a source shows it.
            if (one.mayShow302(source)
                    && (one.isRedirected() || one.isRecent(limits.settle(), now))) {
                return one;
            }
        }
        return open(legId, isInStasis(legId) ? Trigger.API : Trigger.DIALPLAN, now, now, events);
    }

    private boolean isInStasis(String legId) {
        for (View view : views.values()) {
            Leg leg = view.find(legId);
            Itinerary.Ran last = leg == null ? null : leg.itinerary.lastRan();
            if (last != null && last.application().equalsIgnoreCase("Stasis")) {
                return true;
            }
        }
        return false;
    }

    // --- the SIP messages ------------------------------------------------------------------------

    private Set<Redirect> refer(Fact.ReferSeen fact, Instant now) {
        // One outside of a dialog sends no call away.
        if (fact.toTag() == null || !isSentByPbx(fact) || refers.has(fact.request())) {
            return Set.of();
        }
        Redirect asked = refers.add(fact, now);
        return asked == null ? Set.of() : of(asked.legId);
    }

    private static Set<Redirect> concernedBy(@Nullable SentRefer sent) {
        return concernedBy(sent == null ? List.of() : List.of(sent));
    }

    /** The transfers of these that have not ended. */
    private static Set<Redirect> concernedBy(List<SentRefer> all) {
        Set<Redirect> concerned = new LinkedHashSet<>();
        for (SentRefer sent : all) {
            if (sent.redirect != null && !sent.redirect.isEnded()) {
                concerned.add(sent.redirect);
            }
        }
        return concerned;
    }

    private Set<Redirect> redirected(
            Fact.InviteRedirected fact, Instant now, List<TransferEvent> events) {
        String legId = uniqueidOf(fact.request().callId());
        if (legId == null) {
            return Set.of();
        }
        Redirect one = redirectBefore(legId, Source.HEP, now, events);
        if (one.redirection == null && !one.isEnded()) {
            one.redirection = fact;
            one.told(Source.HEP, "INVITE answered " + fact.status(), now);
        }
        return of(legId);
    }

    /** Finds the transfers of REFERs, or opens them. */
    Set<Redirect> placeWaiting(Instant now, List<TransferEvent> events) {
        if (refers.oldestWaiting() == null) {
            return Set.of();
        }
        Set<Redirect> placed = new LinkedHashSet<>();
        for (SentRefer sent : refers.waiting()) {
            Redirect one = place(sent, now, events);
            if (one != null) {
                refers.place(sent, one, now);
                placed.add(one);
            }
        }
        return placed;
    }

    /**
     * AMI and ARI may be late. While none shows the application Transfer, a REFER waits for one settling
     * time, unless the leg is in the hands of an ARI application, which alone can redirect it.
     */
    private @Nullable Redirect place(SentRefer sent, Instant now, List<TransferEvent> events) {
        String legId = uniqueidOf(sent.callId());
        Redirect told = legId == null ? null : awaiting(sent, legId, now);
        if (told != null) {
            return told;
        }
        boolean isOverdue = !now.isBefore(sent.seenAt.plus(limits.settle()));
        if (!isOverdue && (legId == null || !isInStasis(legId))) {
            return null;
        }
        Redirect unanswered = refers.ofUnansweredBefore(sent);
        if (unanswered != null) {
            return unanswered;
        }
        if (legId == null) {
            String name = sent.callId() + "-" + sent.request().cseq();
            return open(name, Trigger.UNKNOWN, sent.seenAt, now, events);
        }
        return open(legId, Trigger.API, sent.seenAt, now, events);
    }

    private @Nullable Redirect awaiting(SentRefer sent, String legId, Instant now) {
        Redirect found = null;
        for (Redirect one : roster.of(legId)) {
            boolean isSame = Redirect.isSameGoal(one.destination(), sent.referTo());
            Duration span = isSame ? Windows.of(limits).together() : limits.settle();
            if (one.awaitsItsRefer() && one.isRecent(span, now)) {
                if (isSame) {
                    return one;
                }
                found = found == null && !sent.namesAnother(one.destination()) ? one : found;
            }
        }
        return found;
    }

    private @Nullable String uniqueidOf(String callId) {
        for (View view : views.values()) {
            Leg leg = view.findByCallId(callId);
            if (leg != null) {
                return leg.uniqueid;
            }
        }
        return null;
    }

    // --- the sources themselves ------------------------------------------------------------------

    private Set<Redirect> lost(Source source, Instant now) {
        roster.underWay().forEach(one -> one.lose(source, live, now));
        return new LinkedHashSet<>(roster.underWay());
    }

    private Set<Redirect> regained() {
        roster.underWay().forEach(Redirect::regain);
        return new LinkedHashSet<>(roster.underWay());
    }

    /** The PBX was restarted: its calls are no more. */
    void giveUp(Instant now, List<TransferEvent> events) {
        for (Redirect one : roster.underWay()) {
            events.add(one.giveUp(Reason.OBSERVER_LOST, "the PBX was restarted", now));
            schedule(one);
        }
    }

    /** Takes up what an earlier process followed. */
    void goOn(Continuation before, Instant now) {
        Redirect one = new Redirect(
                pbx,
                before.transferorId(),
                before.ordinal(),
                before.trigger(),
                hearing.isOn(),
                views.values(),
                before.requested(),
                now);
        before.continueWith(one, now);
        add(one);
    }

    // --- those that are remembered ---------------------------------------------------------------

    private Redirect open(
            String legId,
            Trigger trigger,
            Instant requested,
            Instant now,
            List<TransferEvent> events) {
        int ordinal = 1;
        for (View view : views.values()) {
            ordinal = Math.max(ordinal, view.transfersOf(legId) + 1);
        }
        List<Redirect> before = roster.of(legId);
        ordinal = before.isEmpty() ? ordinal : Math.max(ordinal, before.getLast().ordinal + 1);
        int number = ordinal;
        views.values().forEach(view -> view.noteTransfer(legId, number));
        Redirect one = new Redirect(
                pbx, legId, ordinal, trigger, hearing.isOn(), views.values(), requested, now);
        add(one);
        Redirect oldest = roster.tooMany();
        if (oldest != null) {
            events.add(oldest.giveUp(Reason.EXPIRED, "too many at once", now));
            schedule(oldest);
        }
        return one;
    }

    private void add(Redirect one) {
        roster.add(one);
        schedule(one);
    }

    /** Publishes what is new of one. */
    void review(Redirect one, Instant now, List<TransferEvent> events) {
        if (one.isEnded()) {
            return;
        }
        SentRefer foreign = one.dropForeignRefer(live, limits, now);
        if (foreign != null) {
            refers.forget(foreign);
        }
        events.addAll(one.review(live, limits, now));
        if (one.isEnded() && one.isMissingItsRefer()) {
            hearing.missed();
        }
        schedule(one);
    }

    private void schedule(Redirect one) {
        if (one.isEnded()) {
            roster.end(one);
        } else {
            roster.wake(one, one.wakeAt(live, limits));
        }
    }

    private void drop(Redirect one) {
        if (one.refer != null) {
            refers.forget(one.refer);
        }
        if (roster.size() == 0) {
            lastTold.clear();
        }
    }

    /** When time must pass at the latest, or null. */
    @Nullable
    Instant deadline() {
        Instant oldest = refers.oldestWaiting();
        return Cases.earlier(
                roster.deadline(), oldest == null ? null : oldest.plus(limits.settle()));
    }

    int size() {
        return roster.size() + refers.size();
    }

    /** The state of each transfer under way by each source, for debugging. */
    List<String> explain() {
        return roster.underWay().stream().flatMap(one -> one.explain().stream()).toList();
    }
}
