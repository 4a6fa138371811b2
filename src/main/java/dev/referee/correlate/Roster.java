package dev.referee.correlate;

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
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Remembered transfers: those under way, sorted by the time of their next check, and those that
 * ended recently. Bounded by {@link Limits#transfers} and {@link Limits#memory}.
 *
 * @param <T> what is followed
 */
final class Roster<T extends Roster.Followed> {
    private final Limits limits;
    private final Consumer<T> forgotten;
    private final LinkedHashMap<String, T> underWay = new LinkedHashMap<>();
    private final Deque<T> ended = new ArrayDeque<>();
    private final Map<String, List<T>> byLeg = new HashMap<>();
    private final Map<T, Instant> wakes = new HashMap<>();
    private final TreeSet<Wake<T>> agenda = new TreeSet<>(
            Comparator.<Wake<T>, Instant>comparing(Wake::at).thenComparing(wake -> wake.who.id()));

    private record Wake<T>(Instant at, T who) {}

    /** A transfer. */
    interface Followed {
        String id();

        /** Uniqueid of the leg that requested it, or that the PBX transferred. */
        String legId();

        /** Null while it is under way. */
        @Nullable
        Instant endedAt();
    }

    /**
     * Creates an empty roster.
     *
     * @param forgotten is told of each that is not remembered any more
     */
    Roster(Limits limits, Consumer<T> forgotten) {
        this.limits = limits;
        this.forgotten = forgotten;
    }

    void add(T one) {
        underWay.put(one.id(), one);
        byLeg.computeIfAbsent(one.legId(), id -> new ArrayList<>(1)).add(one);
    }

    /** The oldest one under way, where there are too many: it must be ended. Null else. */
    @Nullable
    T tooMany() {
        return underWay.size() > limits.transfers()
                ? underWay.values().iterator().next()
                : null;
    }

    /** Notes when this one must be looked at again. */
    void wake(T one, Instant at) {
        doNotWake(one);
        wakes.put(one, at);
        agenda.add(new Wake<>(at, one));
    }

    private void doNotWake(T one) {
        Instant before = wakes.remove(one);
        if (before != null) {
            agenda.remove(new Wake<>(before, one));
        }
    }

    /**
     * Notes that this one has ended.
     *
     * @return whether that is news
     */
    boolean end(T one) {
        doNotWake(one);
        if (underWay.remove(one.id()) == null) {
            return false;
        }
        ended.addLast(one);
        if (ended.size() > limits.transfers()) {
            drop(ended.removeFirst());
        }
        return true;
    }

    /**
     * Transfers that are due for a check now. They are off the agenda until they are added again,
     * so that a defect in one of them does not block all others.
     */
    List<T> due(Instant now) {
        List<T> due = new ArrayList<>(0);
        while (!agenda.isEmpty() && !agenda.first().at.isAfter(now)) {
            T one = agenda.removeFirst().who;
            wakes.remove(one);
            due.add(one);
        }
        return due;
    }

    /** Those of a leg, oldest first. */
    List<T> of(String legId) {
        return byLeg.getOrDefault(legId, List.of());
    }

    boolean areNoneUnderWay() {
        return underWay.isEmpty();
    }

    Collection<T> underWay() {
        return List.copyOf(underWay.values());
    }

    /** Those under way and those that ended lately. */
    Collection<T> all() {
        List<T> all = new ArrayList<>(ended);
        all.addAll(underWay.values());
        return all;
    }

    /** Forgets what ended long enough ago. */
    void forget(Instant now) {
        for (Instant end = memoryEnds(); end != null && !end.isAfter(now); end = memoryEnds()) {
            drop(ended.removeFirst());
        }
    }

    private @Nullable Instant memoryEnds() {
        Instant end = ended.isEmpty() ? null : ended.getFirst().endedAt();
        return end == null ? null : end.plus(limits.memory());
    }

    private void drop(T one) {
        byLeg.computeIfPresent(one.legId(), (id, list) -> {
            list.remove(one);
            return list.isEmpty() ? null : list;
        });
        forgotten.accept(one);
    }

    /** When time must pass at the latest, or null. */
    @Nullable
    Instant deadline() {
        return Cases.earlier(agenda.isEmpty() ? null : agenda.first().at, memoryEnds());
    }

    int size() {
        return underWay.size() + ended.size() + byLeg.size();
    }
}
