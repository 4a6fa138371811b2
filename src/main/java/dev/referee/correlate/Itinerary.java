package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

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
     */
    record Ran(String application, @Nullable String data, String place, Instant at)
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

    /** Behind the last time that it left a bridge; one that it has entered again, only just now. */
    private long whereItLeft(@Nullable String bridge, Instant now) {
        boolean isBack = false;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.step instanceof Entered entered && entered.bridge.equals(bridge)) {
                isBack = true;
            } else if (entry.step instanceof Left left && left.bridge.equals(bridge)) {
                boolean isRecent = !entry.step.at().plus(Windows.APART).isBefore(now);
                return !isBack || isRecent ? entry.number + 1 : next;
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

    /** Whether that is only the one before it, told once more at a new place. */
    boolean isEcho(Ran ran, long mark) {
        Ran earlier = null;
        for (Entry entry : entries) {
            if (entry.number >= mark || entry.step.equals(ran)) {
                break;
            }
            earlier = entry.step instanceof Ran one ? one : earlier;
        }
        return earlier != null && ran.isSameAs(earlier) && !ran.place.equals(earlier.place);
    }

    /** What it was told to run last. */
    @Nullable
    Ran lastRan() {
        return ranBefore(next);
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
