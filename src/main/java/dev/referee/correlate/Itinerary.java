package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The steps of a channel, in the order in which its source reported them. Append-only: a transfer
 * is a {@link #mark} in it, and the steps after the mark show how the transfer went. At its limit,
 * the oldest finished dial is dropped, otherwise the oldest step.
 *
 * <p>For example: Bob ran Dial, left bridge 1 (the mark of a transfer), ran Queue, dialled Carol.
 */
final class Itinerary {
    /** The most steps kept for one channel: a queue that rings for an hour makes thousands. */
    static final int MOST_STEPS = 128;

    private final List<Step> steps = new ArrayList<>(4);

    /** Where transfers of this channel began, in the order of the steps. */
    private List<Mark> marks = List.of();

    private boolean hasForgotten;

    /** A place between two steps: what comes after it belongs to the transfer that set it. */
    static final class Mark {
        /** Before all that the channel did. */
        static final Mark BEGINNING = new Mark(0);

        /** How many of the steps that are kept come before it. */
        private int at;

        private Mark(int at) {
            this.at = at;
        }
    }

    /** One thing that the channel did. */
    sealed interface Step {
        /** When it was reported. */
        Instant at();
    }

    /**
     * It runs an application.
     *
     * @param place the context and extension where it did
     * @param data what the application was started with, or null
     * @param isLate whether it was reported only when the channel was about to end, or in a
     *     snapshot: it may have run since its last step
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

    void add(Step step) {
        if (steps.size() == MOST_STEPS) {
            forget(leastNeeded());
        }
        steps.add(step);
    }

    private int leastNeeded() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Dialled dialled && dialled.attempt.isInVain()) {
                return i;
            }
        }
        return 0;
    }

    private void forget(int index) {
        steps.remove(index);
        hasForgotten = true;
        for (Mark mark : marks) {
            if (mark.at > index) {
                mark.at--;
            }
        }
    }

    /**
     * Records that a transfer takes the channel away. Asterisk reports the transfer from another
     * thread than the dialplan's, so the channel may have moved on before the report (seen on
     * 22.10.1): then the transfer began where the channel left the bridge.
     *
     * @param bridge the one that the transfer took it out of; null when that is not known
     * @return where the transfer began
     */
    Mark mark(@Nullable String bridge, Instant now) {
        int at = whereItLeft(bridge, now);
        int index = 0;
        while (index < marks.size() && marks.get(index).at <= at) {
            index++;
        }
        if (index > 0 && marks.get(index - 1).at == at) {
            return marks.get(index - 1);
        }
        Mark mark = at == 0 && !hasForgotten ? Mark.BEGINNING : new Mark(at);
        marks = marks.isEmpty() ? new ArrayList<>(1) : marks;
        marks.add(index, mark);
        if (marks.size() > MOST_STEPS) {
            marks.removeFirst();
        }
        return mark;
    }

    /** Behind the last time that it left a bridge; where it is back in there, only if just now. */
    private int whereItLeft(@Nullable String bridge, Instant now) {
        Instant back = now;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (step instanceof Entered entered && entered.bridge.equals(bridge)) {
                back = entered.at;
            } else if (step instanceof Left left && left.bridge.equals(bridge)) {
                int behind = i + 1;
                boolean isOld = back.plus(Windows.PUT_BACK).isBefore(now)
                        || (back.isBefore(now) && marks.stream().anyMatch(one -> one.at == behind));
                return isOld ? steps.size() : behind;
            }
        }
        return steps.size();
    }

    /** Whether a later transfer has taken the channel away again. */
    boolean hasMarkAfter(Mark mark) {
        return after(mark) != null;
    }

    /** The next one. */
    private @Nullable Mark after(Mark mark) {
        int next = marks.indexOf(mark) + 1;
        return next == marks.size() ? null : marks.get(next);
    }

    boolean hasMark() {
        return !marks.isEmpty();
    }

    /** What came since a mark, up to the next one: a view, to be read at once. */
    List<Step> since(Mark mark) {
        Mark next = after(mark);
        int end = next == null ? steps.size() : next.at;
        return steps.subList(Math.min(mark.at, end), end); // It may be an old one, not kept.
    }

    /** What it ran last before a mark; null for nothing that is known. */
    @Nullable
    Ran ranBefore(Mark mark) {
        return lastRanOf(mark.at);
    }

    private @Nullable Ran lastRanOf(int first) {
        for (int i = first - 1; i >= 0; i--) {
            if (steps.get(i) instanceof Ran ran) {
                return ran;
            }
        }
        return null;
    }

    /**
     * Whether this is only its previous application, reported once more at a new place: by the same
     * name, or while it was in a bridge, where it runs no application.
     */
    boolean isEcho(Ran ran, Mark mark) {
        Ran earlier = null;
        boolean isBridged = false;
        for (Step step : steps.subList(0, mark.at)) {
            if (step.equals(ran)) {
                break;
            }
            switch (step) {
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

    /** Whether it left a bridge after that. */
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
        for (int i = steps.size() - 1; i >= 0 && !steps.get(i).equals(ran); i--) {
            if (wanted.test(steps.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The application that it ran last. */
    @Nullable
    Ran lastRan() {
        return lastRanOf(steps.size());
    }

    /** Whether it left a bridge and did not enter it again. */
    boolean hasLeft(String bridge) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
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
        for (Step step : steps) {
            if (step instanceof Left one) {
                left.add(one.bridge);
            }
        }
        return left;
    }

    /** All that it dialled, or was dialled for it. */
    List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Dialled dialled) {
                attempts.add(dialled.attempt);
            }
        }
        return attempts;
    }
}
