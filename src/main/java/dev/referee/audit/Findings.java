package dev.referee.audit;

import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The newest findings, and how many there were. Safe for use by several threads. */
final class Findings {
    /** That are held. */
    static final int MOST = 1_000;

    private final Deque<Numbered> newest = new ArrayDeque<>();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private long number;

    synchronized void add(Finding finding) {
        newest.addLast(new Numbered(++number, finding));
        if (newest.size() > MOST) {
            newest.removeFirst();
        }
        counts.merge(finding.kind(), 1L, Long::sum);
    }

    /**
     * The newest first.
     *
     * @param kind null for all
     * @param before only those with a lower number
     * @param most at least 1
     */
    synchronized List<Numbered> list(@Nullable Kind kind, long before, int most) {
        List<Numbered> found = new ArrayList<>();
        Iterator<Numbered> newer = newest.descendingIterator();
        while (newer.hasNext() && found.size() < most) {
            Numbered one = newer.next();
            if (one.number() < before && (kind == null || one.finding().kind() == kind)) {
                found.add(one);
            }
        }
        return found;
    }

    synchronized long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }
}
