package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.Origin;
import dev.referee.model.Source;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transfer that the PBX requests: by the application Transfer, by an ARI redirect, with a REFER
 * or a 302. Holds the reports of each source, the published state, and the one place where the
 * state changes. Only the far end knows the outcome, so nothing is judged here: the far end's
 * status is passed on.
 *
 * <p>For example: the dialplan runs Transfer, the far end answers the REFER with 202 (accepted) and
 * reports 486 in a NOTIFY (failed: busy).
 */
final class Redirect implements Roster.Followed {
    private static final int MOST_COMPANIONS = 20;
    private static final int NO_USER_RESPONDING = 18;
    private static final int REDIRECTED_TO_NEW_DESTINATION = 23;
    private static final int REQUEST_TIMEOUT = 408;

    final String id;
    final String pbx;
    final Progress progress;

    /** Uniqueid of the leg that was asked to go; where no source knows it, a name of its own. */
    final String legId;

    final int ordinal;
    final Parties parties;
    private final Collection<View> views;

    Trigger trigger;

    private final Map<Source, TransferRun> runs = new EnumMap<>(Source.class);

    /** The REFER, where the SIP messages show it. */
    @Nullable
    SentRefer refer;

    /** The 302, where the SIP messages show it. */
    Fact.@Nullable InviteRedirected redirection;

    /** Those that have shown that the caller was sent a 302 though they showed no Transfer. */
    private final Set<Source> shown302 = EnumSet.noneOf(Source.class);

    /** Whether HEP was on when it began. */
    final boolean hearsSip;

    /** Whether a source was lost meanwhile: its reports of that time are unknown. */
    private boolean isInterrupted;

    private @Nullable Instant orphanedAt;

    /** Those who talk with the leg, or did when it was asked. */
    private final Set<String> companions = new LinkedHashSet<>();

    /** How it ended; null before. */
    @Nullable
    Ruling verdict;

    /** The ruling that counts most so far, and since when. */
    private @Nullable Ruling ruling;

    private Instant since;

    /** Time of the last report about it. */
    private Instant lastSign;

    Redirect(
            String pbx,
            String legId,
            int ordinal,
            Trigger trigger,
            boolean hearsSip,
            Collection<View> views,
            Instant requested,
            Instant now) {
        this.pbx = pbx;
        this.id = pbx + "-" + legId + "-" + ordinal;
        this.legId = legId;
        this.ordinal = ordinal;
        this.trigger = trigger;
        this.hearsSip = hearsSip;
        this.views = views;
        this.parties = new Parties(views);
        this.progress = new Progress(id, requested);
        this.since = now;
        this.lastSign = now;
    }

    /** Continues from the last event of an earlier process, as if all sources were lost now. */
    void goOnFrom(TransferEvent last, Instant now) {
        progress.goOnFrom(last);
        if (last.transfer().transferee() != null) {
            parties.remember(
                    legId,
                    last.transfer().transferee().channel(),
                    last.transfer().transferee().callId());
        }
        isInterrupted = true;
        orphanedAt = now;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String legId() {
        return legId;
    }

    @Override
    public @Nullable Instant endedAt() {
        return progress.ended;
    }

    boolean isEnded() {
        return progress.isEnded();
    }

    @Nullable
    TransferRun run(Source source) {
        return runs.get(source);
    }

    Collection<TransferRun> runs() {
        return runs.values();
    }

    boolean isToldBy(Source source) {
        return runs.containsKey(source);
    }

    /** Whether only a 302 has shown it so far, and this source has not. */
    boolean mayShow302(Source source) {
        return !isToldBy(source)
                && (!shown302.isEmpty()
                        || redirection != null
                        || runs.values().stream().anyMatch(run -> run.isBeforeAnswer));
    }

    /**
     * Whether a status that this source tells, which has not shown its application to begin, is a late
     * one of it: it ended without one, and the source was lost meanwhile.
     *
     * @param span how long after another source's status
     */
    boolean mayHaveLateStatus(Source source, Duration span, Instant now) {
        TransferRun lost = runs.get(source);
        return trigger == Trigger.DIALPLAN
                && isEnded()
                && (lost == null || !lost.hasStatus())
                && runs.values().stream().allMatch(run -> run.isRecent(span, now));
    }

    /** A source reports that its application begins, or began. */
    void toldBy(Source source, TransferRun run, Instant now) {
        runs.put(source, run);
        isInterrupted = false;
        run.redirect = this;
        run.leg.transferRun = run;
        trigger = Trigger.DIALPLAN;
        orphanedAt = null;
        lastSign = now;
        String what = run.destination == null ? "" : run.destination;
        progress.addEvidence(source, "Transfer(" + what + ")", now);
    }

    void told(Source source, String what, Instant now) {
        lastSign = now;
        progress.addEvidence(source, what, now);
    }

    void asked(SentRefer sent, Instant now) {
        refer = sent;
        sent.redirect = this;
        lastSign = lastSign.isBefore(now) ? now : lastSign;
    }

    void show302(Source source, Instant now) {
        shown302.add(source);
        lastSign = now;
        progress.addEvidence(source, "hangup cause 23", now);
    }

    void lose(Source source, Set<Source> live, Instant now) {
        TransferRun run = runs.get(source);
        if (run != null && run.ruling() == null) {
            runs.remove(source);
            // What another source goes on to watch is not interrupted.
            isInterrupted |= runs.isEmpty();
        }
        if (live.isEmpty()) {
            isInterrupted |= refer == null;
            orphanedAt = now;
        }
    }

    /** A source is connected again. */
    void regain() {
        orphanedAt = null;
    }

    /** What was last started with, by whichever source shows it. */
    @Nullable
    String destination() {
        for (TransferRun run : runs.values()) {
            if (run.destination != null) {
                return run.destination;
            }
        }
        return null;
    }

    /** Whether a REFER in the leg's dialog may be the one of this transfer. */
    boolean awaitsItsRefer() {
        return refer == null
                && redirection == null
                && shown302.isEmpty()
                && !runs.isEmpty()
                && runs.values().stream().noneMatch(run -> run.isBeforeAnswer || !run.isSip())
                && (verdict == null || verdict.reason() != Reason.INTERNAL_ERROR);
    }

    /** Whether both name the same goal, as far as both name one. */
    static boolean isSameGoal(@Nullable String destination, @Nullable String referTo) {
        if (destination == null || referTo == null) {
            return false;
        }
        String goal = destination.substring(destination.indexOf('/') + 1);
        return goal.equals(referTo) || referTo.equals("<" + goal + ">");
    }

    /** Whether it has ended with a 302. */
    boolean isRedirected() {
        return verdict != null && verdict.reason() == Reason.REDIRECTED;
    }

    // --- what the leg did ------------------------------------------------------------------------

    /** Whether a leg is no more, or soon will be: extension h runs, or its far end hung up. */
    static boolean hasLeft(Leg leg) {
        return leg.isLeaving() || "h".equals(leg.extension());
    }

    static boolean hadNoAnswer(Leg leg) {
        return (leg.end.cause != null && leg.end.cause == NO_USER_RESPONDING)
                || (leg.end.sipStatus != null && leg.end.sipStatus == REQUEST_TIMEOUT);
    }

    /** Whether a caller was sent a 302 instead of an answer. */
    static boolean wasSentElsewhere(Leg leg) {
        Integer status = leg.end.sipStatus;
        return leg.end.byFarEnd
                && ((leg.end.cause != null && leg.end.cause == REDIRECTED_TO_NEW_DESTINATION)
                        || (status != null && status >= 300 && status < 400));
    }

    /** Whether the leg is gone, by what any source shows. */
    boolean hasLeft() {
        SentRefer sent = refer;
        if (sent != null && (sent.farEndLeft != null || sent.pbxLeft != null)) {
            return true;
        }
        return views.stream()
                .map(view -> view.find(legId))
                .anyMatch(leg -> leg != null && hasLeft(leg));
    }

    /** Whether all live sources that know the leg show that it is gone. */
    private boolean hasLeftEverywhere(Set<Source> live) {
        return views.stream()
                .filter(view -> live.contains(view.source))
                .map(view -> view.find(legId))
                .allMatch(leg -> leg == null || hasLeft(leg));
    }

    private void learnCompanions() {
        for (View view : views) {
            Leg leg = view.find(legId);
            if (leg != null) {
                view.peopleWith(leg).forEach(other -> addCompanion(other.uniqueid));
            }
        }
        String partner = companions.isEmpty() ? parties.partnerOf(legId) : null;
        if (partner != null) {
            addCompanion(partner);
        }
    }

    private void addCompanion(String uniqueid) {
        if (companions.size() < MOST_COMPANIONS && !uniqueid.equals(legId)) {
            companions.add(uniqueid);
        }
    }

    // --- its end ---------------------------------------------------------------------------------

    /** A ruling and the time when it takes effect, unless a source reports more before. */
    private record Outlook(Ruling ruling, Instant due) {}

    /** When it must be looked at again. */
    Instant wakeAt(Set<Source> live, Limits limits) {
        Instant due = outlook(live, limits).due;
        Instant expiry = progress.requested.plus(limits.expiry());
        return Verdict.earlier(Verdict.earlier(due, expiry), referIsForeignAt(live, limits));
    }

    private Outlook outlook(Set<Source> live, Limits limits) {
        Ruling found = ruling;
        return found == null ? silence(limits) : new Outlook(found, dueOf(found, live, limits));
    }

    private Outlook silence(Limits limits) {
        if (orphanedAt != null && refer == null) {
            return new Outlook(
                    Ruling.guessed(Reason.OBSERVER_LOST, "no source was left"),
                    orphanedAt.plus(limits.reconnect()));
        }
        Instant sign =
                refer != null && refer.lastSign.isAfter(lastSign) ? refer.lastSign : lastSign;
        String basis = refer == null ? "no status" : refer.basis();
        Ruling none = isInterrupted && refer == null
                ? Ruling.guessed(Reason.OBSERVER_LOST, "a source was lost meanwhile")
                : Ruling.guessed(Reason.NO_NOTIFY, basis);
        return new Outlook(none, sign.plus(limits.silence()));
    }

    private Instant dueOf(Ruling found, Set<Source> live, Limits limits) {
        Instant due = Instant.EPOCH;
        boolean isKnownToAll = runs.isEmpty()
                ? found.reason() != Reason.REDIRECTED || shown302.containsAll(live)
                : live.stream().map(runs::get).allMatch(run -> run != null && run.ruling() != null);
        if (!isKnownToAll || found.weight() == Ruling.Weight.GUESSED) {
            due = since.plus(limits.settle());
        }
        if (refer != null && refer.isChallenged()) {
            due = Verdict.later(
                    due, since.plus(Windows.of(limits).together())); // For the next REFER.
        }
        if (awaitsHep(found)) {
            due = Verdict.later(due, since.plus(Windows.HEP_LATE));
        }
        return due;
    }

    /** Whether HEP should show more of it: the REFER, its answer, the last NOTIFY or the BYE. */
    private boolean awaitsHep(Ruling found) {
        if (!hearsSip || !hasSentRefer(found)) {
            return false;
        }
        SentRefer sent = refer;
        if (sent == null) {
            return true;
        }
        return switch (found.reason()) {
            // Where nothing was answered, nothing more comes.
            case UNREACHABLE -> found.status() != null && sent.isOpen();
            case NO_NOTIFY -> sent.isOpen() && (sent.answer == null || !hasLeftInSip(sent));
            default -> sent.isOpen();
        };
    }

    private static boolean hasLeftInSip(SentRefer sent) {
        return sent.farEndLeft != null || sent.pbxLeft != null;
    }

    private boolean hasSentRefer(Ruling found) {
        return found.reason() != Reason.REDIRECTED
                && found.reason() != Reason.INTERNAL_ERROR
                && runs.values().stream().allMatch(run -> run.isSip() && !run.isBeforeAnswer);
    }

    /** Whether HEP should have shown its REFER, and has not. */
    boolean isMissingItsRefer() {
        return hearsSip && refer == null && verdict != null && hasSentRefer(verdict);
    }

    /** Looks anew at what counts most. */
    private void rule(Set<Source> live, Limits limits, Instant now) {
        Ruling found = runs.isEmpty() ? byItself(live, limits, now) : byRuns(live);
        if (found != null && (ruling == null || ruling.reason() != found.reason())) {
            since = now;
        }
        ruling = found;
    }

    /**
     * For a transfer by the dialplan. Its application is over as soon as the far end has reported,
     * unless the PBX refuses the report: then that report is the only status.
     */
    private @Nullable Ruling byRuns(Set<Source> live) {
        Ruling told = null;
        for (TransferRun run : runs.values()) {
            told = Ruling.better(told, run.ruling());
        }
        Ruling said = refer == null ? null : refer.ruling();
        if (said == null) {
            return told;
        }
        if (said.weight() == Ruling.Weight.GUESSED) {
            // Only a password was asked for. Asterisk sends it while its application waits, and
            // says
            // itself where it cannot.
            return told != null && told.weight() == Ruling.Weight.GUESSED ? said : told;
        }
        if (told == null) {
            return isRunning(live) && !isReportRefused() ? null : said;
        }
        // Of the same status the SIP messages show more: that it rang, and Retry-After.
        boolean isSame = told.status() != null && told.status().equals(said.status());
        return told.weight() == Ruling.Weight.STATED && !isSame ? told : said;
    }

    /**
     * When its REFER turns out to be another transfer's; null if it is its own. A refusal ends the
     * application at once: one that has not ended it was not about this.
     */
    private @Nullable Instant referIsForeignAt(Set<Source> live, Limits limits) {
        SentRefer sent = refer;
        return sent == null || !sent.isRefused() || sent.answeredAt == null || !isRunning(live)
                ? null
                : sent.answeredAt.plus(limits.settle());
    }

    /** Gives back the REFER that turns out to be another transfer's; null for none. */
    @Nullable
    SentRefer dropForeignRefer(Set<Source> live, Limits limits, Instant now) {
        Instant at = referIsForeignAt(live, limits);
        SentRefer foreign = at == null || at.isAfter(now) ? null : refer;
        if (foreign != null) {
            refer = null;
        }
        return foreign;
    }

    /** Whether a connected source shows that its application is still running. */
    private boolean isRunning(Set<Source> live) {
        return runs.entrySet().stream()
                .anyMatch(one -> live.contains(one.getKey()) && one.getValue().ruling() == null);
    }

    private boolean isReportRefused() {
        return refer != null && refer.refusal != null;
    }

    /** Of one that only SIP shows, or a hangup. */
    private @Nullable Ruling byItself(Set<Source> live, Limits limits, Instant now) {
        if (!shown302.isEmpty() || redirection != null) {
            return Ruling.stated(Reason.REDIRECTED, "the caller was sent a 302");
        }
        SentRefer sent = refer;
        Ruling said = sent == null ? null : sent.ruling();
        if (sent == null || said != null) {
            return said;
        }
        if (sent.answer == null && !sent.isFollowed && !witnessesOfNoAnswer().isEmpty()) {
            return Ruling.stated(Reason.UNREACHABLE, sent.basis());
        }
        if (sent.farEndLeft != null) {
            String basis = sent.basis() + ", BYE";
            return hasLeftEverywhere(live)
                    ? Ruling.concluded(Reason.NO_NOTIFY, basis)
                    : Ruling.guessed(Reason.NO_NOTIFY, basis);
        }
        return byThePbxLeaving(sent, live, limits, now);
    }

    /** The sources that show that Asterisk ended the leg because nothing was answered. */
    private List<Source> witnessesOfNoAnswer() {
        List<Source> witnesses = new ArrayList<>();
        for (View view : views) {
            Leg leg = view.find(legId);
            if (leg != null && hadNoAnswer(leg)) {
                witnesses.add(view.source);
            }
        }
        return witnesses;
    }

    /**
     * Where the PBX has hung up, the far end may still report. One that has not sent the first NOTIFY,
     * which is due at once (RFC 3515 section 2.4.4), sends none.
     */
    private @Nullable Ruling byThePbxLeaving(
            SentRefer sent, Set<Source> live, Limits limits, Instant now) {
        boolean hasLeft = sent.pbxLeft != null && hasLeftEverywhere(live);
        Instant answered = sent.answeredAt;
        if (!hasLeft || sent.hasReported() || answered == null) {
            return null;
        }
        String basis = sent.basis() + ", the PBX hung up";
        return now.isBefore(answered.plus(limits.settle()))
                ? Ruling.guessed(Reason.NO_NOTIFY, basis)
                : Ruling.concluded(Reason.NO_NOTIFY, basis);
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
        learnCompanions();
        rule(live, limits, now);
        List<TransferEvent> events = new ArrayList<>();
        if (progress.sequence == 0) {
            events.add(publish(State.REQUESTED, now));
        }
        Outlook outlook = outlook(live, limits);
        if (!outlook.due.isAfter(now)) {
            events.add(end(outlook.ruling, now));
        } else if (!now.isBefore(progress.requested.plus(limits.expiry()))) {
            events.add(end(Ruling.guessed(Reason.EXPIRED, "no end in time"), now));
        } else {
            progress(now, events);
        }
        return events;
    }

    /** Ends it although nothing has decided it. */
    TransferEvent giveUp(Reason reason, String basis, Instant now) {
        return end(Ruling.guessed(reason, basis), now);
    }

    private void progress(Instant now, List<TransferEvent> events) {
        SentRefer sent = refer;
        if (sent == null) {
            return;
        }
        if (progress.state == State.REQUESTED && (sent.isAccepted() || sent.rang)) {
            progress.accepted = now;
            events.add(publish(State.ACCEPTED, now));
        }
        if (progress.state == State.ACCEPTED && sent.rang) {
            progress.ringing = now;
            events.add(publish(State.RINGING, now));
        }
    }

    private TransferEvent end(Ruling found, Instant now) {
        verdict = found;
        progress.ended = now;
        for (Map.Entry<Source, TransferRun> entry : runs.entrySet()) {
            Ruling one = entry.getValue().ruling();
            if (one != null) {
                progress.addEvidence(entry.getKey(), one.basis(), now);
            }
        }
        if (refer != null) {
            progress.addEvidence(Source.HEP, refer.basis(), refer.lastSign);
        }
        return publish(found.reason().state(), now);
    }

    private TransferEvent publish(State next, Instant now) {
        progress.to(next);
        Set<String> legs = new LinkedHashSet<>(companions);
        legs.add(legId);
        Set<String> endpoints = new LinkedHashSet<>();
        for (String companion : companions) {
            String endpoint = parties.endpoint(companion);
            if (endpoint != null) {
                endpoints.add(endpoint);
            }
        }
        return new TransferEvent(
                RedirectReport.of(this),
                progress.sequence,
                now,
                legs,
                endpoints,
                new Origin.Live(legId, ordinal));
    }

    /** Those whose own view reached its end; null before it has ended. */
    @Nullable
    List<Source> sources() {
        Ruling end = verdict;
        if (end == null) {
            return null;
        }
        List<Source> sources = new ArrayList<>();
        if (end.reason().state() == State.UNKNOWN) {
            return sources;
        }
        for (Map.Entry<Source, TransferRun> entry : runs.entrySet()) {
            Ruling one = entry.getValue().ruling();
            if (one != null && one.reason() == end.reason()) {
                sources.add(entry.getKey());
            }
        }
        Ruling said = refer == null ? null : refer.ruling();
        if (said != null && said.reason() == end.reason()) {
            sources.add(Source.HEP);
        }
        if (sources.isEmpty() && end.reason() == Reason.UNREACHABLE) {
            return witnessesOfNoAnswer();
        }
        return sources;
    }

    /** Its state by each source: its id, the source, and that source's ruling. */
    List<String> explain() {
        List<String> lines = new ArrayList<>();
        runs.forEach((source, run) -> lines.add(line(source, run.ruling(), run.basis())));
        SentRefer sent = refer;
        if (sent != null) {
            lines.add(line(Source.HEP, sent.ruling(), sent.basis()));
        }
        return lines;
    }

    private String line(Source source, @Nullable Ruling one, String basis) {
        return id + " " + source + ": " + basis + " -> "
                + (one == null ? "nothing is decided" : one.weight() + " " + one.reason());
    }

    /** How long after its end late reports about it may arrive. */
    boolean isRecent(Duration span, Instant now) {
        return progress.ended == null || now.isBefore(progress.ended.plus(span));
    }
}
