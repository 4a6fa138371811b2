package dev.referee.correlate;

import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One transfer as one source reports it: the parties, and the state in the source's view. */
final class Track {
    /** Asterisk calls the target again twice by default (atxfercallbackretries). */
    private static final int MOST_CALLERS = 8;

    final Case owner;
    final View view;
    final Plan plan;
    final Leg transferor;
    final @Nullable Leg second;
    final @Nullable Leg transferee;
    final @Nullable Leg target;

    /** Whether the source was away and missed a part of it, or of what led to it. */
    final boolean resumed;

    /** For a resumed one: whether what the transferee runs is where the transfer had sent it. */
    final boolean foundAtExtension;

    /** The parties that the transferee talked with when the transfer was reported. */
    final Set<Leg> companyBefore;

    /** For a resumed one: uniqueids of the legs that had been called before it was found again. */
    private final Set<String> calledBefore;

    /** Where in the transferee's itinerary this transfer begins. */
    private final Itinerary.Mark mark;

    /** The parties of both calls when they were to be joined, if Asterisk names none. */
    private final Set<Leg> firstCall;

    private final Set<Leg> secondCall;

    private final Instant told;

    /**
     * The channel that runs the dialplan for it: the transferee, or for a bridge of several parties
     * the far half of the Local channel in the transferor's place; null while unknown.
     */
    private @Nullable Leg runner;

    /**
     * The far halves of the Local channels through which the target is, or was, called: a feature code
     * always calls it so, and again where Asterisk retries. The last is the latest.
     */
    private final Deque<Leg> callers = new ArrayDeque<>();

    private final Set<Leg> watched = new LinkedHashSet<>();
    private Assessment assessment = Pending.QUIET;
    private String rule = "";
    private @Nullable Windows assessedWith;
    private Instant since = Instant.EPOCH;

    /** An end that its source may not report, since it missed a part; null for none. */
    private @Nullable Ended untold;

    private Instant untoldSince = Instant.EPOCH;
    private boolean hasEndedUntold;

    /** When the runner took its last step, as of the present assessment. */
    private Instant lastStep = Instant.EPOCH;

    private @Nullable Instant endedAt;

    /** How much of a transfer a source has seen. */
    enum Seen {
        WHOLE,
        /** It reported the transfer, but not everything before it. */
        FROM_ITS_TELLING,
        /** It found the transferee again in a snapshot, perhaps much later. */
        FROM_A_SNAPSHOT
    }

    Track(Case owner, View view, Plan plan, Seen seen, Instant now) {
        this.owner = owner;
        this.view = view;
        this.plan = plan;
        this.resumed = seen != Seen.WHOLE;
        this.calledBefore = resumed ? owner.called() : Set.of();
        Leg asking = view.find(owner.transferorId);
        this.transferor = asking == null ? new Leg(owner.transferorId) : asking;
        if (transferor.name() == null) {
            // It may be gone, but the phone behind it may be called back.
            transferor.learnName(owner.parties.name(owner.transferorId));
        }
        this.second = view.find(plan.second());
        this.transferee = view.find(plan.transferee());
        this.target = view.find(plan.target());
        this.companyBefore =
                transferee == null ? Set.of() : Set.copyOf(view.reachableFrom(transferee));
        this.foundAtExtension = seen == Seen.FROM_ITS_TELLING
                || (transferee != null
                        && transferee.extension() != null
                        && transferee.extension().equals(owner.extension));
        this.runner = transferee;
        this.told = now;
        this.mark = transferee == null || seen == Seen.FROM_A_SNAPSHOT || !plan.isUnderWay()
                ? Itinerary.Mark.BEGINNING
                : transferee.itinerary.mark(plan.bridge(), now);
        this.firstCall = othersOf(plan.bridge(), plan.secondBridge());
        this.secondCall = othersOf(plan.secondBridge(), plan.bridge());
    }

    /** Those of one call, some of whom may have been moved to the other call's bridge already. */
    private Set<Leg> othersOf(@Nullable String bridge, @Nullable String other) {
        Set<Leg> others = new LinkedHashSet<>();
        if (transferee == null && bridge != null && other != null) {
            for (Leg leg : view.peopleIn(bridge)) {
                if (!leg.itinerary.bridgesLeft().contains(other)) {
                    others.add(leg);
                }
            }
            for (Leg leg : view.peopleIn(other)) {
                if (leg.itinerary.bridgesLeft().contains(bridge)) {
                    others.add(leg);
                }
            }
        }
        others.remove(transferor);
        others.remove(second);
        return others;
    }

    /** Somebody of the second call who shares a bridge with somebody of the first; null for none. */
    @Nullable
    Leg metAcross() {
        for (Leg one : firstCall) {
            for (Leg other : Scene.companyOf(this, one)) {
                if (secondCall.contains(other) && !firstCall.contains(other)) {
                    return other;
                }
            }
        }
        return null;
    }

    /** Where a leg's part in this transfer begins: a stand-in was made for it. */
    Itinerary.Mark markOf(Leg leg) {
        return leg == transferee ? mark : Itinerary.Mark.BEGINNING;
    }

    /** The person who is transferred: the transferee, or who is behind that Local channel. */
    @Nullable
    Leg person() {
        Leg known = view.find(owner.transfereeId);
        return known == null ? transferee : known;
    }

    /** See the field. */
    Set<String> calledBefore() {
        return calledBefore;
    }

    /** Which transfer, whose view, what the view shows, and the rule by which it stands so. */
    String explanation() {
        // Not kept: it is large, and seldom asked for.
        String line = assessedWith == null ? "" : Scene.of(this, assessedWith).line();
        return owner.id + " " + view.source + ": " + line + " -> " + rule;
    }

    /** See the field. */
    @Nullable
    Leg runner() {
        return runner;
    }

    /** Whether somebody else runs the dialplan, so that the transferees stay where they are. */
    boolean hasStandIn() {
        return runner != transferee;
    }

    private void findStandIn() {
        if (plan.course() != Plan.Course.DIALPLAN || hasStandIn()) {
            return;
        }
        Leg standIn =
                transferor.replacedBy == null ? view.find(owner.standInId) : transferor.replacedBy;
        Leg behind = standIn == null || !standIn.isLocal() ? null : view.otherHalf(standIn);
        if (standIn != null && behind != null) {
            owner.standInId = standIn.uniqueid;
            if (second != null) {
                // It took the place of that leg, and what it dialled goes on for it.
                behind.adoptAttempts(second, told);
            }
            runner = behind;
            watch(standIn);
            watch(behind);
        }
    }

    /** See the field; null for none. */
    @Nullable
    Leg caller() {
        return callers.peekLast();
    }

    private void findCallers() {
        boolean local = target == null ? isByFeatureCode() : target.isLocal();
        if (plan.course() != Plan.Course.JOIN || transferee == null || !local) {
            return;
        }
        if (target != null && callers.isEmpty()) {
            addCaller(target.half);
        }
        for (Leg member : List.copyOf(Rooms.companions(transferee))) {
            if (member != transferee) {
                addCaller(member.half);
            }
        }
    }

    private void addCaller(@Nullable Leg half) {
        if (half == null || callers.contains(half)) {
            return;
        }
        callers.addLast(half);
        if (callers.size() > MOST_CALLERS) {
            callers.removeFirst();
        }
        watch(half);
    }

    /** See {@link Plan#isByFeatureCode}. */
    boolean isByFeatureCode() {
        return plan.isByFeatureCode(owner.transferorId);
    }

    /** Whether this is the transferor, or another channel of the same person. */
    boolean isTransferors(Leg leg) {
        return leg == transferor || leg == second || view.persons.areOne(leg, transferor);
    }

    /** Whether this may be the transferor, if its source has not seen enough to decide. */
    boolean mayBeTransferors(Leg leg) {
        return Persons.mayBeOne(leg, transferor);
    }

    /** Who is called for it, or was reached: the target as far as it is known now. */
    @Nullable
    Leg targetNow() {
        Leg calling = switch (plan.course()) {
            case DIALPLAN -> target == null ? runner : null;
            case JOIN -> caller();
            case HANDED_OVER -> null;
        };
        Leg called = calling == null
                ? null
                : Dials.of(Stretch.of(calling, markOf(calling)), view).lastCalled();
        return called == null ? target : called;
    }

    /**
     * Follows a leg from here on: what happens to it is looked at for this transfer; of a Local channel
     * both halves, and whom they called.
     */
    void watch(@Nullable Leg leg) {
        if (leg == null || !watched.add(leg)) {
            return;
        }
        leg.watch(this);
        if (leg.isLocal()) {
            watch(leg.half);
            leg.attempts().forEach(attempt -> watch(attempt.dialled));
        }
    }

    /** Looks at nothing any more. */
    void close() {
        view.expectNoDials(this);
        watched.forEach(leg -> leg.unwatch(this));
        watched.clear();
    }

    /** Uniqueids of the legs that were certainly called for this transfer, through Locals too. */
    Set<String> called() {
        Set<String> called = new HashSet<>(calledBefore);
        if (runner != null && !resumed) {
            Dials.of(Stretch.of(runner, markOf(runner)), view)
                    .called()
                    .forEach(leg -> called.add(leg.uniqueid));
        }
        return called;
    }

    /** Whether another transfer has taken the transferee away: what it does is that one's. */
    boolean isOvertaken() {
        return transferee != null && transferee.itinerary.hasMarkAfter(mark);
    }

    Assessment assessment() {
        return assessment;
    }

    /** Whether somebody is rung for it. */
    boolean isRinging() {
        return assessment instanceof Pending pending && pending.ringing();
    }

    /** Whether it shows what became of the transferee; of two calls that are joined, always. */
    boolean showsFirstStep() {
        return plan.course() != Plan.Course.DIALPLAN
                || (assessedWith != null && Scene.of(this, assessedWith).showsFirstStep());
    }

    /** Where the transferee is while nothing is decided. */
    Whereabouts whereabouts() {
        Scene scene = assessedWith == null ? null : Scene.of(this, assessedWith);
        return scene != null && scene.dials.areNone()
                ? scene.whereabouts()
                : Scene.whereabouts(this);
    }

    /** The end, once it is one. */
    @Nullable
    Ended ended() {
        return endedAt != null && assessment instanceof Ended ended ? ended : null;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    /**
     * Its say on an end that another source tells: its own one, or the same one that it cannot tell by
     * itself because it does not see what the transferee runs; null for none.
     */
    @Nullable
    Ended sayOn(Reason reason) {
        boolean concurs = assessment instanceof Ended hidden
                && hidden.finality() == Finality.HIDDEN
                && hidden.reason() == reason;
        return concurs ? (Ended) assessment : ended();
    }

    /** Whether {@link #sayOn} that end is the same. */
    boolean tells(Reason reason) {
        Ended said = sayOn(reason);
        return said != null && said.reason() == reason;
    }

    /** Looks at the view again, or lets time pass. A firm end is never taken back. */
    void reassess(Instant now, Limits limits) {
        Ended settled = ended();
        if (settled != null && settled.finality() == Finality.FIRM) {
            return;
        }
        findStandIn();
        findCallers();
        Windows windows = Windows.of(limits);
        noteUntold(windows, now);
        Rule.Finding finding = Judge.assess(this, windows);
        Assessment found = finding.assessment();
        rule = finding.rule().name();
        assessedWith = windows;
        lastStep = finding.scene().did.lastStep;
        remember(finding, now);
        if (settled != null && found instanceof Ended again && again.reason() == settled.reason()) {
            return;
        }
        endedAt = null;
        if (!sameVerdict(found, assessment)) {
            since = now;
        }
        assessment = found;
        Instant due = settledAt(limits);
        if (due != null && !due.isAfter(now)) {
            endedAt = now;
        }
    }

    /** When the present assessment becomes the end; null while it is none. */
    @Nullable
    Instant settledAt(Limits limits) {
        if (!(assessment instanceof Ended ended)) {
            return null;
        }
        return settledAt(ended, since, Windows.of(limits));
    }

    private @Nullable Instant settledAt(Ended ended, Instant since, Windows windows) {
        Instant from = lastStep.isAfter(since) ? lastStep : since;
        @Nullable
        Duration wait = switch (ended.finality()) {
            case FIRM -> Duration.ZERO;
            case SETTLING -> windows.settle();
            case WAITING -> windows.waiting();
            case SCRIPTED -> windows.script();
            case HIDDEN -> null;
        };
        if (wait == null) {
            return null;
        }
        return ended.finality() == Finality.FIRM ? since : from.plus(wait);
    }

    /** Whether it ended and its source cannot know how: later facts belong to another transfer. */
    boolean hasEndedUntold() {
        return hasEndedUntold;
    }

    private void noteUntold(Windows windows, Instant now) {
        Instant due = untold == null ? null : settledAt(untold, untoldSince, windows);
        hasEndedUntold |= due != null && !due.isAfter(now);
    }

    private void remember(Rule.Finding finding, Instant now) {
        Ended hidden = finding.assessment() instanceof Pending
                        && finding.found() instanceof Ended ended
                        && mayBeTheEnd(ended)
                ? ended
                : null;
        if (hidden != null && (untold == null || !sameVerdict(hidden, untold))) {
            untoldSince = now;
        }
        untold = hidden;
    }

    /** Whether it is over by that: an application that serves it may be about to call somebody. */
    private static boolean mayBeTheEnd(Ended ended) {
        return ended.reason().state() == State.FAILED
                || (ended.reason().state() == State.COMPLETED && ended.finality() == Finality.FIRM);
    }

    private static boolean sameVerdict(Assessment one, Assessment other) {
        if (one instanceof Ended first && other instanceof Ended second) {
            return first.reason() == second.reason() && first.finality() == second.finality();
        }
        return one instanceof Pending && other instanceof Pending;
    }
}
