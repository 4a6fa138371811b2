package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The dials on behalf of one leg, down through Local channels to the devices: the innermost say
 * what really happened.
 */
final class Dials {
    private final Leg caller;
    private final Predicate<Leg> transferors;
    private final List<Attempt> devices = new ArrayList<>();
    private boolean pending;
    private boolean ringing;
    private boolean answered;
    private boolean queued;
    private @Nullable Leg farHalf;
    private final Set<Leg> called = new HashSet<>();
    private final Set<Leg> calledBack = new HashSet<>();

    private Dials(Leg caller, Predicate<Leg> transferors) {
        this.caller = caller;
        this.transferors = transferors;
    }

    static Dials of(Leg caller, View view) {
        return of(caller, view, leg -> false);
    }

    /**
     * As above, where a dialplan may call the transferor back.
     *
     * @param transferors tells the transferor's legs from others
     */
    static Dials of(Leg caller, View view, Predicate<Leg> transferors) {
        Dials dials = new Dials(caller, transferors);
        dials.collect(caller, view, new HashSet<>());
        return dials;
    }

    private void collect(Leg from, View view, Set<Leg> visited) {
        if (!visited.add(from)) {
            return;
        }
        for (Attempt attempt : from.attempts()) {
            called.add(attempt.dialled);
            pending |= attempt.isPending();
            answered |= attempt.isAnswered();
            ringing |= attempt.isPending() && attempt.ringing;
            queued |= "AppQueue".equals(attempt.dialled.application);
            Leg behind = attempt.behind;
            if (behind == null && attempt.dialled.isLocal()) {
                behind = view.otherHalf(attempt.dialled);
            }
            if (attempt.isAnswered() && behind != null && behind.attempts().isEmpty()) {
                farHalf = behind;
            }
            if (isRecall(attempt)) {
                calledBack.add(attempt.dialled);
            } else if (behind == null || behind.attempts().isEmpty()) {
                devices.add(attempt);
            } else {
                collect(behind, view, visited);
            }
        }
    }

    /** A queue goes through its members, of whom the transferor may be one. */
    private boolean isRecall(Attempt attempt) {
        return attempt.afterFailure
                && !"AppQueue".equals(attempt.dialled.application)
                && transferors.test(attempt.dialled);
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

    /** Why the target was not reached, if this leg was called back for it; else null. */
    @Nullable
    Failure failureBeforeRecallOf(Leg leg) {
        if (!calledBack.contains(leg)) {
            return null;
        }
        return devices.stream()
                .filter(attempt -> !transferors.test(attempt.dialled))
                .reduce((first, second) -> second)
                .map(Failure::of)
                .orElse(null);
    }

    /** The device that was called last, or null. */
    @Nullable
    Leg lastCalled() {
        return devices.isEmpty() ? null : devices.getLast().dialled;
    }

    /**
     * Why it failed, once Asterisk has given up dialling; null while it has not, or when it never
     * dialled. A queue goes on calling its members until QUEUESTATUS says otherwise.
     *
     * @param runs the application that the caller runs or ran last; null for none known
     */
    @Nullable
    Failure failure(@Nullable String runs) {
        if (pending || answered || (Applications.callsInRounds(runs) && !gaveUpCalling())) {
            return null;
        }
        String dialStatus = caller.dialStatus;
        boolean cancelled = "CANCEL".equals(dialStatus);
        if (caller.queueStatus != null) {
            return new Failure(
                    Failure.byQueueStatus(caller.queueStatus),
                    Certainty.STATED,
                    lastCalled(),
                    "QUEUESTATUS " + caller.queueStatus);
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
        boolean gaveUp = !devices.isEmpty() && !queued && !cancelled && noneCancelled();
        return gaveUp ? ofDevices(null) : null;
    }

    /** Whether an application that calls in rounds has ended, other than by the caller's hangup. */
    private boolean gaveUpCalling() {
        return caller.queueStatus != null || (caller.gone && !caller.hungUpByFarEnd);
    }

    private boolean noneCancelled() {
        return devices.stream().noneMatch(attempt -> "CANCEL".equals(attempt.status));
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
