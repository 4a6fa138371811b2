package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Trigger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** All transfers that are remembered: those under way by when they must be looked at again. */
final class Cases {
    private final Limits limits;
    private final LinkedHashMap<String, Case> underWay = new LinkedHashMap<>();
    private final Map<String, List<Case>> byTransferor = new HashMap<>();
    private final Deque<Case> ended = new ArrayDeque<>();

    /** Those whose transferee was parked and is not gone, by its uniqueid. */
    private final LinkedHashMap<String, Case> parked = new LinkedHashMap<>();

    private final Map<Case, Instant> wakes = new HashMap<>();
    private final TreeSet<Wake> agenda =
            new TreeSet<>(Comparator.comparing(Wake::at).thenComparing(wake -> wake.who.id));

    private record Wake(Instant at, Case who) {}

    Cases(Limits limits) {
        this.limits = limits;
    }

    /**
     * Adds a new one.
     *
     * @return the oldest one, which must be ended because there are too many, or null
     */
    @Nullable
    Case add(Case one, Set<Source> live) {
        underWay.put(one.id, one);
        byTransferor.computeIfAbsent(one.transferorId, id -> new ArrayList<>()).add(one);
        schedule(one, live);
        return underWay.size() > limits.transfers()
                ? underWay.values().iterator().next()
                : null;
    }

    /** Notes when this one must be looked at again, or that it has ended. */
    void schedule(Case one, Set<Source> live) {
        Instant before = wakes.remove(one);
        if (before != null) {
            agenda.remove(new Wake(before, one));
        }
        if (!one.isEnded()) {
            Instant wake = Verdict.wakeAt(one, live, limits);
            wakes.put(one, wake);
            agenda.add(new Wake(wake, one));
        } else if (underWay.remove(one.id) != null) {
            ended.addLast(one);
            if (one.hasParked() && one.plan != null && one.plan.transferee() != null) {
                parked.put(one.plan.transferee(), one);
                if (parked.size() > limits.transfers()) {
                    parked.pollFirstEntry();
                }
            }
            if (ended.size() > limits.transfers()) {
                drop(ended.removeFirst());
            }
        }
    }

    /**
     * Those that must be looked at now. They are off the agenda until they are scheduled again, so
     * that a defect in one of them does not come up again and again before all others.
     */
    List<Case> due(Instant now) {
        List<Case> due = new ArrayList<>();
        while (!agenda.isEmpty() && !agenda.first().at.isAfter(now)) {
            Case one = agenda.removeFirst().who;
            wakes.remove(one);
            due.add(one);
        }
        return due;
    }

    boolean areNoneUnderWay() {
        return underWay.isEmpty();
    }

    Collection<Case> underWay() {
        return List.copyOf(underWay.values());
    }

    /** Those under way and those that ended lately. */
    Collection<Case> all() {
        List<Case> all = new ArrayList<>(ended);
        all.addAll(underWay.values());
        return all;
    }

    /** Uniqueid of the leg with this Call-ID, where it has asked for a transfer lately. */
    @Nullable
    String transferorOf(String callId) {
        return all().stream()
                .filter(one -> one.plan != null)
                .filter(one -> callId.equals(one.parties.callId(one.transferorId)))
                .map(one -> one.transferorId)
                .findFirst()
                .orElse(null);
    }

    /** The first such transfer that this source has not told of yet. */
    @Nullable
    Case toldByAnother(
            Source source,
            String transferorId,
            Plan plan,
            @Nullable String extension,
            Instant now) {
        for (Case one : byTransferor.getOrDefault(transferorId, List.of())) {
            // Sources may name one goal differently: what comes late and is elsewhere is another.
            boolean isLate = one.isEnded() || !now.isBefore(one.requested.plus(limits.settle()));
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
        for (Case one : byTransferor.getOrDefault(transferorId, List.of())) {
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

    /** The transfer that AMI or ARI told of and that this REFER may have asked for. */
    @Nullable
    Case awaitingRefer(String transferorId, Referral referral, Instant now) {
        for (Case one : byTransferor.getOrDefault(transferorId, List.of())) {
            Instant latest = one.requested.plus(limits.settle().multipliedBy(2));
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
        List<Case> before = byTransferor.get(transferorId);
        return before == null ? 0 : before.getLast().ordinal;
    }

    /**
     * Whether this source has told the very same before.
     *
     * @param connectedAt when it was connected: it repeats nothing from before that
     */
    boolean isRepeated(Fact fact, String transferorId, Instant connectedAt, Instant now) {
        return byTransferor.getOrDefault(transferorId, List.of()).stream()
                .anyMatch(one -> one.isRepeatedBy(fact, connectedAt, now));
    }

    /** Whether the end of a consultation was told already when the one who waited in a bridge left. */
    boolean wasLeft(String transferorId, @Nullable String bridge) {
        return byTransferor.getOrDefault(transferorId, List.of()).stream()
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
                        (other, same) -> same.requested.isBefore(other.requested) ? other : same);
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
        while (!ended.isEmpty() && !memoryEnds(ended.getFirst()).isAfter(now)) {
            drop(ended.removeFirst());
        }
    }

    private Instant memoryEnds(Case one) {
        return Objects.requireNonNull(one.endedAt()).plus(limits.memory());
    }

    private void drop(Case one) {
        byTransferor.computeIfPresent(one.transferorId, (id, list) -> {
            list.remove(one);
            return list.isEmpty() ? null : list;
        });
    }

    /** When time must pass at the latest, or null. */
    @Nullable
    Instant deadline(Collection<View> views) {
        Instant deadline = agenda.isEmpty() ? null : agenda.first().at;
        if (!ended.isEmpty()) {
            deadline = earlier(deadline, memoryEnds(ended.getFirst()));
        }
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
        return underWay.size() + ended.size() + byTransferor.size() + parked.size();
    }
}
