package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The dials on behalf of one leg, down through Local channels to the devices. The innermost dials
 * show what really happened.
 */
final class Dials {
    /** Local channels within Local channels that are followed. */
    private static final int MOST_LEVELS = 16;

    private final View view;
    private final Stretch caller;
    private final Predicate<Leg> transferors;
    private final Predicate<Leg> perhapsTransferors;
    private final List<Attempt> devices = new ArrayList<>();
    private final Set<Leg> called = new LinkedHashSet<>();
    private final Set<Leg> calledBack = new LinkedHashSet<>();
    private final Set<Leg> perhapsBack = new LinkedHashSet<>();
    private final Set<Leg> visited = new HashSet<>();
    private final Stretch innermost;
    private boolean pending;
    private boolean ringing;
    private boolean answered;
    private boolean queued;
    private @Nullable Leg farHalf;

    private Dials(
            Stretch caller,
            View view,
            Predicate<Leg> transferors,
            Predicate<Leg> perhapsTransferors) {
        this.view = view;
        this.caller = caller;
        this.transferors = transferors;
        this.perhapsTransferors = perhapsTransferors;
        collect(caller, false);
        // Behind a Local channel something may be told to ring although the Dial is over.
        pending &= !caller.hasGivenUpDialling;
        ringing &= pending;
        this.innermost = innermost(caller);
    }

    static Dials of(Stretch caller, View view) {
        return new Dials(caller, view, leg -> false, leg -> false);
    }

    /**
     * As above, if a dialplan may call the transferor back.
     *
     * @param track tells the transferor's legs from others
     */
    static Dials of(Stretch caller, Track track) {
        return new Dials(caller, track.view, track::isTransferors, track::mayBeTransferors);
    }

    private void collect(Stretch from, boolean afterFailure) {
        if (!visited.add(from.leg) || visited.size() > MOST_LEVELS) {
            return;
        }
        for (int i = 0; i < from.attempts.size(); i++) {
            Attempt attempt = from.attempts.get(i);
            called.add(attempt.dialled);
            pending |= attempt.isPending();
            ringing |= attempt.isPending() && attempt.ringing;
            queued |= isByQueue(attempt);
            Leg behind = behind(attempt);
            Stretch beyond = behind == null ? null : Stretch.of(behind);
            boolean late = afterFailure || isAfterFailure(from.attempts.subList(0, i), attempt);
            boolean mayBeRecall = mayBeRecall(attempt, late);
            if (mayBeRecall && perhapsTransferors.test(attempt.dialled)) {
                perhapsBack.add(attempt.dialled);
            }
            if (mayBeRecall && transferors.test(attempt.dialled)) {
                calledBack.add(attempt.dialled);
                answered |= attempt.isAnswered();
            } else if (beyond == null || beyond.attempts.isEmpty()) {
                devices.add(attempt);
                answered |= attempt.isAnswered();
                farHalf = attempt.isAnswered() && behind != null ? behind : farHalf;
            } else {
                collect(beyond, late);
            }
        }
    }

    /**
     * Whether it began when all earlier dials had failed; dials made together with it began then,
     * too.
     */
    private static boolean isAfterFailure(List<Attempt> earlier, Attempt attempt) {
        boolean hasFailed = false;
        for (Attempt other : earlier) {
            if (other.hadFailedBefore(attempt)) {
                hasFailed = true;
            } else if (!isTogetherWith(attempt, other, earlier)) {
                return false;
            }
        }
        return hasFailed;
    }

    /** Whether what had failed when one began had failed when the other one began, too. */
    private static boolean isTogetherWith(Attempt one, Attempt other, List<Attempt> earlier) {
        for (Attempt before : earlier) {
            if (before.hadFailedBefore(one) && !before.hadFailedBefore(other)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Leg behind(Attempt attempt) {
        return attempt.behind == null && attempt.dialled.isLocal()
                ? view.otherHalf(attempt.dialled)
                : attempt.behind;
    }

    private static boolean isByQueue(Attempt attempt) {
        Itinerary.Ran ran = attempt.dialled.itinerary.lastRan();
        return ran != null && "AppQueue".equals(ran.application());
    }

    /**
     * A queue calls its members in turn, and the transferor may be a member. A party that picks up
     * another party's call was not called.
     */
    private static boolean mayBeRecall(Attempt attempt, boolean afterFailure) {
        return (afterFailure || !attempt.begun) && !isByQueue(attempt);
    }

    /**
     * The dials whose statuses count: a Local channel that answered first says nothing about the
     * phone behind it.
     */
    private Stretch innermost(Stretch caller) {
        Stretch found = caller;
        for (int level = 0; level < MOST_LEVELS && !found.attempts.isEmpty(); level++) {
            Attempt last = found.attempts.getLast();
            Leg behind = last.isAnswered() ? behind(last) : null;
            Stretch beyond = behind == null ? null : Stretch.of(behind);
            if (beyond == null || beyond.isBlank()) {
                break;
            }
            found = beyond;
        }
        return found;
    }

    boolean isPending() {
        return pending;
    }

    boolean isRinging() {
        return ringing;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean areNone() {
        return devices.isEmpty();
    }

    /**
     * The far half of a Local channel that answered without having called anybody: what it runs
     * serves the caller. Null when there is none.
     */
    @Nullable
    Leg answeringFarHalf() {
        return farHalf;
    }

    /** Everybody who was called, Local channels included. */
    Set<Leg> called() {
        return called;
    }

    /** Whether this leg was called back, or took the caller back by itself. */
    boolean wasCalledBack(Leg leg) {
        return calledBack.contains(leg)
                && devices.stream().anyMatch(attempt -> !transferors.test(attempt.dialled));
    }

    /**
     * Whether this leg was called back if it is the transferor's, which its source cannot decide.
     */
    boolean wasPerhapsCalledBack(Leg leg) {
        return perhapsBack.contains(leg);
    }

    /** Why the target was not reached before the transferor was called back. */
    Failure failureBeforeRecall() {
        return devices.stream()
                .filter(attempt -> !transferors.test(attempt.dialled))
                .reduce((first, second) -> second)
                .map(Failure::of)
                .orElse(new Failure(
                        Reason.NO_ANSWER,
                        Certainty.STATED,
                        lastCalled(),
                        "the transferor took the call back"));
    }

    /** The device that was called last, or null. */
    @Nullable
    Leg lastCalled() {
        return devices.isEmpty() ? null : devices.getLast().dialled;
    }

    /** The last machine that was called and answered: it serves the caller. Null for none. */
    @Nullable
    Leg answeringMachine() {
        return devices.stream()
                .filter(attempt -> attempt.isAnswered() && !attempt.originated)
                .map(attempt -> attempt.dialled)
                .filter(Leg::isMachine)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    /**
     * Whether Asterisk stopped calling because the caller was gone: no party refused. A Dial that
     * gives up by itself reports NOANSWER.
     */
    boolean wereCutShort() {
        boolean cancelled = "CANCEL".equals(innermost.dialStatus)
                || (innermost.dialStatus == null
                        && devices.stream().anyMatch(one -> "CANCEL".equals(one.status())));
        return cancelled
                && !devices.isEmpty()
                && innermost.queueStatus == null
                && !caller.hasMovedOn();
    }

    /** Whether an application that calls in rounds is between two of them. */
    boolean mayCallAgain() {
        return Applications.callsInRounds(innermost.callsBy())
                && !innermost.isBelied()
                && !gaveUpCalling();
    }

    /**
     * Why it failed, once Asterisk has given up dialling; null while it has not, or if it never
     * dialled. A queue continues to call its members until QUEUESTATUS says otherwise.
     */
    @Nullable
    Failure failure() {
        if (pending || answered || mayCallAgain()) {
            return null;
        }
        String dialStatus = innermost.dialStatus;
        boolean cancelled = "CANCEL".equals(dialStatus);
        if (innermost.queueStatus != null) {
            return new Failure(
                    Failure.byQueueStatus(innermost.queueStatus),
                    Certainty.STATED,
                    lastCalled(),
                    "QUEUESTATUS " + innermost.queueStatus);
        }
        if (dialStatus != null && !cancelled && !"ANSWER".equals(dialStatus)) {
            return devices.isEmpty()
                    ? new Failure(
                            Failure.byDialStatus(dialStatus),
                            Certainty.STATED,
                            null,
                            "DIALSTATUS " + dialStatus)
                    : ofDevices(dialStatus);
        }
        if (devices.isEmpty()) {
            return null;
        }
        boolean gaveUp = caller.hasMovedOn() || (!queued && !cancelled && noneCancelled());
        boolean isItsOwn = noneCancelled() || !caller.leg.end.byFarEnd;
        return gaveUp && isItsOwn ? ofDevices(null) : null;
    }

    /** Why the far half of a Local channel that answered first could not serve the caller. */
    @Nullable
    Failure applicationFailure() {
        return pending ? null : innermost.applicationFailure();
    }

    /** Whether an application that calls in rounds has ended, other than by the caller's hangup. */
    private boolean gaveUpCalling() {
        return innermost.queueStatus != null
                || (innermost.leg.isGone() && !innermost.leg.end.byFarEnd);
    }

    private boolean noneCancelled() {
        return devices.stream().noneMatch(attempt -> "CANCEL".equals(attempt.status()));
    }

    /** One word for several devices: theirs when they agree, else the dialplan's. */
    private Failure ofDevices(@Nullable String dialStatus) {
        List<Failure> failures = devices.stream().map(Failure::of).toList();
        Failure last = failures.getLast();
        boolean agreed = failures.stream().allMatch(failure -> failure.reason() == last.reason());
        if (agreed || dialStatus == null) {
            return last;
        }
        return failures.stream()
                .filter(failure -> failure.reason() == Failure.byDialStatus(dialStatus))
                .reduce((first, second) -> second)
                .orElse(last);
    }
}
