package dev.referee.correlate;

import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Fact;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Origin;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One transfer: the reports of each source, the published state, and the one place where the state
 * changes.
 */
final class Case implements Roster.Followed {

    final String id;
    final String transferorId;

    /** 1 for the first transfer that its transferor's channel requested, and so on. */
    final int ordinal;

    final String pbx;
    final Progress progress;
    final Parties parties;
    private final Map<Source, Track> tracks = new EnumMap<>(Source.class);

    /** Sources that have reported it, or can no longer report it. */
    private final Set<Source> settledWith = EnumSet.noneOf(Source.class);

    private final Map<Source, Told> told = new EnumMap<>(Source.class);

    /** The id of the transfer by which its transferee was parked, who comes back; null for none. */
    @Nullable
    String follows;

    /** The one that follows this one, as its transferee comes back from a parking lot. */
    @Nullable
    Case followedBy;

    /** Uniqueids of the legs that lost sources had seen called on the transferee's behalf. */
    private final Set<String> calledBefore = new HashSet<>();

    Kind kind;
    Trigger trigger = Trigger.UNKNOWN;

    /** The request, as the first source reported it. */
    @Nullable
    Plan plan;

    /** The REFER that requested it, if the SIP messages show it. */
    @Nullable
    Referral referral;

    /** Whether a REFER of its leg was heard that is not answered yet: it may be the one. */
    boolean awaitsItsRefer;

    /** Whether HEP was on when it began. */
    boolean hearsSip;

    @Nullable
    String transfereeId;

    /**
     * Uniqueids of those who are transferred together, when there are several: Asterisk names none.
     */
    final Set<String> transferees = new LinkedHashSet<>();

    /**
     * Uniqueid of the half of a Local channel that took the transferor's place in a bridge whose
     * others stay in it, as {@code blind_transfer_bridge} in Asterisk's bridge.c does (16 to 22).
     */
    @Nullable
    String standInId;

    @Nullable
    String extension;

    @Nullable
    String referTo;

    @Nullable
    String referredBy;

    /** When the last source that reported it was lost; null while one reports it. */
    @Nullable
    Instant orphanedAt;

    /** Whether all sources are back, and its transferee is in none of their snapshots. */
    boolean isOutOfSight;

    @Nullable
    Ended verdict;

    private record Told(Fact fact, Instant at) {}

    /**
     * Creates a case that no source reports yet.
     *
     * @param parties what all sources know about a channel
     */
    Case(
            String pbx,
            Kind kind,
            String transferorId,
            int ordinal,
            Instant requested,
            Parties parties) {
        this.pbx = pbx;
        this.parties = parties;
        this.id = pbx + "-" + transferorId + "-" + ordinal;
        this.kind = kind;
        this.transferorId = transferorId;
        this.ordinal = ordinal;
        this.progress = new Progress(id, requested);
    }

    /**
     * Continues from the last event of an earlier process, as if all sources were lost now.
     *
     * @param called uniqueid of the leg that was being called for it, or null
     */
    void goOnFrom(TransferEvent last, @Nullable String called, Instant now) {
        progress.goOnFrom(last);
        settledWith.addAll(EnumSet.allOf(Source.class));
        if (called != null) {
            calledBefore.add(called);
        }
        orphanedAt = now;
    }

    /** Takes over of another transfer who takes part: its transferee comes back to its transferor. */
    void follow(Case first) {
        follows = first.id;
        first.followedBy = this;
        parties.remember(
                transferorId, first.parties.name(transferorId), first.parties.callId(transferorId));
        hearsSip = false; // No REFER asks for it.
    }

    /** Whether its transferee waits in a parking lot, as requested. */
    boolean hasParked() {
        return verdict != null
                && "Park".equals(verdict.application())
                && verdict.whereabouts() == Transfer.Whereabouts.WAITING;
    }

    boolean isEnded() {
        return progress.isEnded();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String legId() {
        return transferorId;
    }

    @Override
    public @Nullable Instant endedAt() {
        return progress.ended;
    }

    Collection<Track> tracks() {
        return tracks.values();
    }

    @Nullable
    Track track(Source source) {
        return tracks.get(source);
    }

    /** Whether this source may still report it for the first time. */
    boolean expects(Source source) {
        return !settledWith.contains(source);
    }

    /**
     * Whether this source may be speaking of this transfer. One that was away when it began was
     * perhaps just late. Refusals look all alike, so those must come soon one after the other.
     */
    boolean mayBeToldBy(Source source, Plan words, Limits limits, Instant now) {
        if (told.containsKey(source) || plan == null || !plan.isSameAs(words)) {
            return false;
        }
        Duration apart = Duration.between(progress.requested, now);
        if (words.result() != TransferResult.SUCCESS) {
            return apart.compareTo(limits.settle().multipliedBy(2)) < 0;
        }
        return expects(source) || apart.compareTo(limits.settle()) < 0;
    }

    /** Uniqueids of the legs that any source has seen called on the transferee's behalf. */
    Set<String> called() {
        Set<String> called = new HashSet<>(calledBefore);
        tracks.values().forEach(track -> called.addAll(track.called()));
        return called;
    }

    /** Whether only a hangup showed that it is over, and no event of a transfer. */
    boolean isToldByLeaving() {
        return told.values().stream()
                .allMatch(each -> each.fact instanceof Fact.HangupRequested
                        || each.fact instanceof Fact.ChannelGone);
    }

    void doNotExpect(Source source) {
        settledWith.add(source);
    }

    void toldBy(Fact fact, Plan words, @Nullable String person, Instant now) {
        if (plan == null || transfereeId == null) {
            // While only SIP showed it, the transferee was no more than the transferor's partner.
            transfereeId = person;
        }
        if (person != null && words.isStandInFor(transfereeId, person)) {
            transfereeId = person;
        }
        plan = plan == null ? words : plan;
        settledWith.add(fact.source());
        told.put(fact.source(), new Told(fact, now));
    }

    /**
     * Whether a fact only repeats the one that a source began this transfer with. A transfer that
     * succeeded ends the transferor's part in it: it cannot happen again. One that was refused may
     * be asked for again in the same words, but not in the same instant; and so may one after which
     * the transferee is back in the call.
     *
     * @param connectedAt when the source was connected: it repeats nothing from before that
     */
    boolean isRepeatedBy(Fact fact, Instant connectedAt, Instant now) {
        Told before = told.get(fact.source());
        if (before == null || !before.fact.equals(fact) || before.at.isBefore(connectedAt)) {
            return false;
        }
        boolean isBack = isEnded()
                && verdict != null
                && verdict.whereabouts() == Transfer.Whereabouts.WITH_TRANSFEROR;
        boolean onceOnly = switch (fact) {
            case Fact.BlindTransferred blind -> blind.result() == TransferResult.SUCCESS;
            case Fact.AttendedTransferred attended -> attended.result() == TransferResult.SUCCESS;
            default -> !isEnded();
        };
        return (onceOnly && !isBack) || now.isBefore(before.at.plus(Windows.REPETITION));
    }

    /** Records the REFER that requested it; null for none. */
    void askedBy(@Nullable Referral asking) {
        if (asking != null) {
            asking.transfer = this;
            referral = asking;
            trigger = Trigger.REFER;
        }
    }

    void put(Track track, String what, Instant now) {
        Source source = track.view.source;
        Track before = tracks.put(source, track);
        if (before != null) {
            before.close();
        }
        orphanedAt = null;
        progress.addEvidence(source, what, now);
    }

    /** A source was lost: its reports are no longer used, unless it already reported the end. */
    void lose(Source source, Instant now) {
        settledWith.add(source);
        isOutOfSight = false;
        Track track = tracks.get(source);
        if (track == null || track.ended() != null) {
            return;
        }
        tracks.remove(source);
        calledBefore.addAll(track.called());
        track.close();
        if (tracks.isEmpty()) {
            orphanedAt = now;
        }
    }

    /** Gives up all sources' views, for example when the transfer has ended. */
    void close() {
        tracks.values().forEach(Track::close);
    }

    /**
     * Publishes what is new, up to and including the end.
     *
     * @param live the sources that are connected
     */
    List<TransferEvent> review(Set<Source> live, Limits limits, Instant now) {
        if (isEnded()) {
            return List.of();
        }
        List<TransferEvent> events = new ArrayList<>();
        if (isOnlySip() && transfereeId == null && !isNotBridged()) {
            // SIP does not name the transferee, and AMI and ARI may be late.
            transfereeId = parties.partnerOf(transferorId);
        }
        noteAcceptance(now);
        if (progress.sequence == 0) {
            events.add(publish(State.REQUESTED, now));
        }
        Ended found = Verdict.of(this, live, limits, now);
        if (found != null) {
            if (firstStepAwaitedUntil(limits) != null) {
                events.add(publish(State.ACCEPTED, now));
            }
            events.add(end(found, now));
        } else {
            progress(limits, now, events);
        }
        return events;
    }

    /** Ends it although nothing has decided it. */
    TransferEvent giveUp(Reason reason, String basis, Instant now) {
        return end(Verdict.undecided(this, reason, basis), now);
    }

    /**
     * Whether neither AMI nor ARI has reported it: they do not report a transfer that Asterisk
     * refuses at once.
     */
    boolean isOnlySip() {
        return plan == null && referral != null;
    }

    /** Whether HEP should have shown the REFER that requested it, and has not. */
    boolean isMissingItsRefer() {
        return hearsSip
                && referral == null
                && plan != null
                && (trigger == Trigger.REFER || trigger == Trigger.UNKNOWN);
    }

    private boolean isNotBridged() {
        return referral != null && referral.failure() == Reason.NOT_BRIDGED;
    }

    private void noteAcceptance(Instant now) {
        if (progress.state != State.REQUESTED || progress.accepted != null) {
            return;
        }
        boolean isUnderWay = isOnlySip() && referral != null && referral.mayStillBegin();
        for (Track track : tracks.values()) {
            isUnderWay |= switch (track.plan.course()) {
                case DIALPLAN -> track.plan.isUnderWay();
                case JOIN -> track.assessment() instanceof Pending;
                case HANDED_OVER -> false;
            };
        }
        progress.accepted = isUnderWay ? now : null;
    }

    private void progress(Limits limits, Instant now, List<TransferEvent> events) {
        boolean rings = tracks.values().stream().anyMatch(Track::isRinging);
        Instant latest = firstStepAwaitedUntil(limits);
        if (latest != null && (rings || showsFirstStep() || !now.isBefore(latest))) {
            events.add(publish(State.ACCEPTED, now));
        }
        if (rings && progress.state == State.ACCEPTED) {
            progress.ringing = now;
            events.add(publish(State.RINGING, now));
        }
    }

    /**
     * Until when it is not told that the PBX took it on, unless it shows before that what became of the
     * transferee; null while nothing waits for that.
     */
    @Nullable
    Instant firstStepAwaitedUntil(Limits limits) {
        return progress.state == State.REQUESTED && progress.accepted != null
                ? progress.accepted.plus(Windows.of(limits).firstStep())
                : null;
    }

    private boolean showsFirstStep() {
        return tracks.values().stream().anyMatch(Track::showsFirstStep);
    }

    private TransferEvent end(Ended found, Instant now) {
        verdict = found;
        progress.ended = now;
        for (Track track : tracks.values()) {
            Ended said = track.sayOn(found.reason());
            if (said != null) {
                progress.addEvidence(
                        track.view.source,
                        said.basis(),
                        Objects.requireNonNullElse(track.endedAt(), now));
            }
        }
        if (referral != null && referral.answer != null) {
            progress.addEvidence(
                    Source.HEP,
                    referral.basis(),
                    Objects.requireNonNullElse(referral.notifiedAt, now));
        }
        TransferEvent event = publish(found.reason().state(), now);
        close();
        return event;
    }

    private TransferEvent publish(State next, Instant now) {
        progress.to(next);
        Origin origin = new Origin.Live(transferorId, ordinal);
        Report report = Report.of(this);
        return new TransferEvent(report.transfer(), progress.sequence, now, report.legs(), origin);
    }
}
