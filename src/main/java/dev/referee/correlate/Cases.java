package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Trigger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** All transfers by phones that the correlator remembers. */
final class Cases {
    private final Limits limits;
    private final Roster<Case> roster;

    /** Those whose transferee was parked and is not gone, by its uniqueid. */
    private final LinkedHashMap<String, Case> parked = new LinkedHashMap<>();

    Cases(Limits limits) {
        this.limits = limits;
        this.roster = new Roster<>(limits, forgotten -> {});
    }

    /**
     * Adds a new one.
     *
     * @return the oldest one, which must be ended because there are too many, or null
     */
    @Nullable
    Case add(Case one, Set<Source> live) {
        roster.add(one);
        schedule(one, live);
        return roster.tooMany();
    }

    /** Notes when this one must be looked at again, or that it has ended. */
    void schedule(Case one, Set<Source> live) {
        if (!one.isEnded()) {
            roster.wake(one, Verdict.wakeAt(one, live, limits));
        } else if (roster.end(one) && one.hasParked()) {
            notePark(one);
        }
    }

    private void notePark(Case one) {
        String transferee = one.plan == null ? null : one.plan.transferee();
        if (transferee != null) {
            parked.put(transferee, one);
            if (parked.size() > limits.transfers()) {
                parked.pollFirstEntry();
            }
        }
    }

    /** See {@link Roster#due}. */
    List<Case> due(Instant now) {
        return roster.due(now);
    }

    boolean areNoneUnderWay() {
        return roster.areNoneUnderWay();
    }

    Collection<Case> underWay() {
        return roster.underWay();
    }

    /** Those under way and those that ended lately. */
    Collection<Case> all() {
        return roster.all();
    }

    /** Uniqueid of the leg with this Call-ID, if it has requested a transfer recently. */
    @Nullable
    String transferorOf(String callId) {
        return all().stream()
                .filter(one -> one.plan != null)
                .filter(one -> callId.equals(one.parties.callId(one.transferorId)))
                .map(one -> one.transferorId)
                .findFirst()
                .orElse(null);
    }

    /** The first such transfer that this source has not reported yet. */
    @Nullable
    Case toldByAnother(
            Source source,
            String transferorId,
            Plan plan,
            @Nullable String extension,
            Instant now) {
        for (Case one : roster.of(transferorId)) {
            // Sources may name one goal differently: what comes late and is elsewhere is another.
            boolean isLate =
                    one.isEnded() || !now.isBefore(one.progress.requested.plus(limits.settle()));
            boolean isElsewhere = isLate
                    && extension != null
                    && one.extension != null
                    && !extension.equals(one.extension);
            if (!isElsewhere && one.mayBeToldBy(source, plan, limits, now)) {
                return one;
            }
        }
        return null;
    }

    /** The transfer that only SIP has shown so far and that these words may be about. */
    @Nullable
    Case announcedBySip(
            String transferorId,
            Plan words,
            Kind kind,
            @Nullable String extension,
            @Nullable String secondCallId,
            Instant now) {
        for (Case one : roster.of(transferorId)) {
            Referral referral = one.referral;
            if (one.plan == null
                    && !one.isEnded()
                    && referral != null
                    && now.isBefore(referral.heardAt().plus(limits.settle().multipliedBy(2)))
                    && referral.isMeantBy(words, kind, extension, secondCallId)) {
                return one;
            }
        }
        return null;
    }

    /** The transfer that AMI or ARI reported and that this REFER may have requested. */
    @Nullable
    Case awaitingRefer(String transferorId, Referral referral, Instant now) {
        for (Case one : roster.of(transferorId)) {
            Instant latest = one.progress.requested.plus(limits.settle().multipliedBy(2));
            Plan plan = one.plan;
            if (one.referral == null
                    && plan != null
                    && one.trigger != Trigger.FEATURE_CODE
                    && now.isBefore(latest)
                    && referral.isMeantBy(
                            plan, one.kind, one.extension, one.parties.callId(plan.second()))) {
                return one;
            }
        }
        return null;
    }

    /** The ordinal of this transferor's last transfer that is remembered, or 0. */
    int lastOrdinal(String transferorId) {
        List<Case> before = roster.of(transferorId);
        return before.isEmpty() ? 0 : before.getLast().ordinal;
    }

    /**
     * Whether this source has reported exactly the same before.
     *
     * @param connectedAt when it was connected: it repeats nothing from before that
     */
    boolean isRepeated(Fact fact, String transferorId, Instant connectedAt, Instant now) {
        return roster.of(transferorId).stream()
                .anyMatch(one -> one.isRepeatedBy(fact, connectedAt, now));
    }

    /** Those that only SIP shows, and in which this leg, or the one it was with last, transfers. */
    List<Case> onlySipWith(Leg leg) {
        List<Case> found = new ArrayList<>(roster.of(leg.uniqueid));
        if (leg.lastPartner != null) {
            found.addAll(roster.of(leg.lastPartner));
        }
        found.removeIf(one -> one.isEnded() || !one.isOnlySip());
        return found;
    }

    /**
     * Whether the end of a consultation was already reported when the waiting party left its
     * bridge.
     */
    boolean wasLeft(String transferorId, @Nullable String bridge) {
        return roster.of(transferorId).stream()
                .anyMatch(one -> bridge != null
                        && one.plan != null
                        && bridge.equals(one.plan.bridge())
                        && one.isToldByLeaving());
    }

    /** The last transfer of each transferee. */
    Map<String, Case> latestByTransferee() {
        Map<String, Case> latest = new HashMap<>();
        for (Case one : all()) {
            if (one.transfereeId != null) {
                latest.merge(
                        one.transfereeId,
                        one,
                        (other, same) -> same.progress.requested.isBefore(other.progress.requested)
                                ? other
                                : same);
            }
        }
        return latest;
    }

    /** The transfer by which a channel was parked; null for none. */
    @Nullable
    Case parkedAs(@Nullable String uniqueid) {
        return parked.get(uniqueid);
    }

    /** Forgets who was parked and is gone. */
    void forgetParked(Predicate<String> isGone) {
        parked.keySet().removeIf(isGone);
    }

    void forgetParked(String uniqueid) {
        parked.remove(uniqueid);
    }

    /** Forgets what ended long enough ago. */
    void forget(Instant now) {
        roster.forget(now);
    }

    /** When time must pass at the latest, or null. */
    @Nullable
    Instant deadline(Collection<View> views) {
        Instant deadline = roster.deadline();
        for (View view : views) {
            deadline = earlier(deadline, view.nextForgetting());
        }
        return deadline;
    }

    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    int size() {
        return roster.size() + parked.size();
    }
}
