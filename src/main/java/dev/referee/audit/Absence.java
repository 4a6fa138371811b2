package dev.referee.audit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When nobody saw the PBX. A transfer that was missed then is told late; one that was missed although
 * somebody looked is a defect, of which nothing is told but that. Safe for use by several threads.
 */
final class Absence {
    private static final int MOST = 1_000;

    private final Duration skew;
    private final Deque<Span> spans = new ArrayDeque<>();
    /** Since when nobody is there; null while somebody is. */
    private @Nullable Instant since;

    private record Span(Instant from, Instant to) {}

    /**
     * Begins with nobody there.
     *
     * @param since from when on
     * @param skew how far the PBX's clock may be apart
     */
    Absence(Instant since, Duration skew) {
        this.since = since;
        this.skew = skew;
    }

    /** Nobody was there from an earlier time on: until then another Referee was. */
    synchronized void begins(Instant earlier) {
        Span first = spans.peekFirst();
        if (first == null) {
            since = earlier;
        } else {
            spans.removeFirst();
            spans.addFirst(new Span(earlier, first.to()));
        }
    }

    /** Somebody sees the PBX now, or nobody does. */
    synchronized void watched(boolean watched, Instant now) {
        if (watched && since != null) {
            spans.addLast(new Span(since, now));
            since = null;
            if (spans.size() > MOST) {
                spans.removeFirst();
            }
        } else if (!watched && since == null) {
            since = now;
        }
    }

    /** Whether nobody was there at a time of the PBX's clock. */
    synchronized boolean has(Instant at) {
        Instant from = since;
        return (from != null && !at.isBefore(from.minus(skew)))
                || spans.stream()
                        .anyMatch(span -> !at.isBefore(span.from().minus(skew))
                                && !at.isAfter(span.to().plus(skew)));
    }
}
