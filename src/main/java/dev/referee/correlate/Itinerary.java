package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a channel did, in the order in which its source told it. Only ever added to: a transfer is a
 * {@link #mark} in it, and what came since says how the transfer went. At its limit the oldest dial
 * that is over is forgotten, else the oldest step.
 *
 * <p>For example: Bob ran Dial, left bridge 1 (the mark of a transfer), ran Queue, dialled Carol.
 */
final class Itinerary {
    /** The most steps kept for one channel: a queue that rings for an hour makes thousands. */
    static final int MOST_STEPS = 128;

    private final List<Entry> entries = new ArrayList<>(4);

    /** Where transfers of this channel began. */
    private NavigableSet<Long> marks = Collections.emptyNavigableSet();

    private long next;

    /** One thing that the channel did. */
    sealed interface Step {
        /** When it was told. */
        Instant at();
    }

    /**
     * It was told to run something.
     *
     * @param place the context and extension where it did
     * @param data what the application was started with, or null
     * @param isLate whether it was told only when the channel was to end, or in a snapshot: it may have
     *     run since its last step
     */
    record Ran(String application, @Nullable String data, String place, boolean isLate, Instant at)
            implements Step {
        /** Whether this names the same as another, at whatever place. */
        boolean isSameAs(@Nullable Ran other) {
            return other != null
                    && application.equals(other.application)
                    && (data == null || other.data == null || data.equals(other.data));
        }
    }

    /** It dialled somebody, or an ARI application did so on its behalf. */
    record Dialled(Attempt attempt, Instant at) implements Step {}

    /** An application of it said how it went: a variable such as DIALSTATUS, or empty at its start. */
    record Status(String variable, String value, Instant at) implements Step {}

    /** It entered a bridge, perhaps a parking lot. */
    record Entered(String bridge, boolean parking, Instant at) implements Step {}

    /** It left a bridge, for the dialplan or for another bridge. */
    record Left(String bridge, Instant at) implements Step {}

    private record Entry(long number, Step step) {}

    void add(Step step) {
        if (entries.size() == MOST_STEPS) {
            entries.remove(leastNeeded());
        }
        entries.add(new Entry(next++, step));
    }

    private int leastNeeded() {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).step instanceof Dialled dialled && dialled.attempt.isInVain()) {
                return i;
            }
        }
        return 0;
    }

    /**
     * Notes that a transfer takes the channel away. Another thread of Asterisk tells the transfer than
     * runs the dialplan, so the channel may have gone on before the transfer is told (seen on 22.10.1):
     * then the transfer began where the channel left the bridge.
     *
     * @param bridge the one that the transfer took it out of; null when that is not known
     * @return where the transfer began
     */
    long mark(@Nullable String bridge, Instant now) {
        long mark = whereItLeft(bridge, now);
        marks = marks.isEmpty() ? new TreeSet<>() : marks;
        marks.add(mark);
        if (marks.size() > MOST_STEPS) {
            marks.pollFirst();
        }
        return mark;
    }

    /** Behind the last time that it left a bridge; where it is back in there, only if just now. */
    private long whereItLeft(@Nullable String bridge, Instant now) {
        Instant back = now;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.step instanceof Entered entered && entered.bridge.equals(bridge)) {
                back = entered.at;
            } else if (entry.step instanceof Left left && left.bridge.equals(bridge)) {
                boolean isOld = back.plus(Windows.PUT_BACK).isBefore(now)
                        || (back.isBefore(now) && marks.contains(entry.number + 1));
                return isOld ? next : entry.number + 1;
            }
        }
        return next;
    }

    /** Whether a later transfer has taken the channel away again. */
    boolean hasMarkAfter(long mark) {
        return marks.higher(mark) != null;
    }

    boolean hasMark() {
        return !marks.isEmpty();
    }

    /** What came since a mark, up to the next one. */
    List<Step> since(long mark) {
        Long end = marks.higher(mark);
        List<Step> steps = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.number >= mark && (end == null || entry.number < end)) {
                steps.add(entry.step);
            }
        }
        return steps;
    }

    /** What it ran last before a mark; null for nothing that is known. */
    @Nullable
    Ran ranBefore(long mark) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).number < mark && entries.get(i).step instanceof Ran ran) {
                return ran;
            }
        }
        return null;
    }

    /**
     * Whether that is only what it had run before, told once more at a new place: by the same name, or
     * while it was in a bridge, where it runs nothing.
     */
    boolean isEcho(Ran ran, long mark) {
        Ran earlier = null;
        boolean isBridged = false;
        for (Entry entry : entries) {
            if (entry.number >= mark || entry.step.equals(ran)) {
                break;
            }
            switch (entry.step) {
                case Ran one -> earlier = one;
                case Entered entered -> isBridged = true;
                case Left left -> isBridged = false;
                case Dialled dialled -> {}
                case Status status -> {}
            }
        }
        return earlier != null
                && (isBridged || ran.isSameAs(earlier))
                && !ran.place.equals(earlier.place);
    }

    /** Whether it was told to leave a bridge after that. */
    boolean hasMovedSince(@Nullable Ran ran) {
        return hasSince(ran, step -> step instanceof Left);
    }

    /** Whether it has dialled after that, or an application said how it went. */
    boolean hasDialledSince(@Nullable Ran ran) {
        return hasSince(
                ran,
                step -> step instanceof Dialled
                        || (step instanceof Status status && !status.value.isEmpty()));
    }

    private boolean hasSince(@Nullable Ran ran, Predicate<Step> wanted) {
        for (int i = entries.size() - 1; i >= 0 && !entries.get(i).step.equals(ran); i--) {
            if (wanted.test(entries.get(i).step)) {
                return true;
            }
        }
        return false;
    }

    /** What it was told to run last. */
    @Nullable
    Ran lastRan() {
        return ranBefore(next);
    }

    /** Whether it was told to leave a bridge, and not to enter it again. */
    boolean hasLeft(String bridge) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Step step = entries.get(i).step;
            if (step instanceof Entered entered && entered.bridge.equals(bridge)) {
                return false;
            }
            if (step instanceof Left left && left.bridge.equals(bridge)) {
                return true;
            }
        }
        return false;
    }

    /** The bridges that it left. */
    List<String> bridgesLeft() {
        List<String> left = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.step instanceof Left one) {
                left.add(one.bridge);
            }
        }
        return left;
    }

    /** All that it dialled, or was dialled for it. */
    List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.step instanceof Dialled dialled) {
                attempts.add(dialled.attempt);
            }
        }
        return attempts;
    }
}
