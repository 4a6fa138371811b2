package dev.referee.correlate;

import dev.referee.correlate.Applications.Result;
import dev.referee.correlate.Applications.Role;
import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Itinerary.Ran;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one leg after a mark of its {@link Itinerary}, read as a dialplan: the applications
 * that it ran, the parties that they dialled, and the results that Asterisk set. A snapshot of one
 * moment.
 */
final class Stretch {
    final Leg leg;
    final List<Attempt> attempts = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<String> entered = new ArrayList<>();

    /** Its previous application, reported once more at its new place: no new information. */
    private final @Nullable String echo;

    /** Whether it is at the place in the dialplan where it was before. */
    private final boolean isWhereItWas;

    /** Whether the last reported name stands for another one. */
    private final boolean hidden;

    /**
     * Whether only the old name was reported again: AMI may leave out the first new one then
     * (22.10.1).
     */
    private final boolean echoed;

    /** The last DIALSTATUS other than the empty one that every Dial begins with. */
    @Nullable
    String dialStatus;

    /** The last QUEUESTATUS. */
    @Nullable
    String queueStatus;

    /** Whether it has been in a parking lot. */
    boolean wasParked;

    /** Whether the last Dial has said how it ended, without an answer. */
    boolean hasGivenUpDialling;

    private boolean hasDialled;

    /** The steps so far, to tell what came before what. */
    private int steps;

    private int lastDial = -1;

    /** The step of the last DIALSTATUS. */
    private int lastStatus = -1;

    private boolean isWithinAScript() {
        Run now = now();
        return now != null && now.role == Role.SCRIPTED && now.over == null;
    }

    /** Time of the last report that it ran an application or dialled. */
    private Instant lastTold = Instant.EPOCH;

    /** When the first step came. */
    private @Nullable Instant first;

    /** When it last took a step in the dialplan or dialled: a sign that more may come. */
    Instant lastStep = Instant.EPOCH;

    /** One application that the leg ran. */
    static final class Run {
        final String application;
        final Role role;
        final @Nullable String data;
        final Instant begun;
        /** Whether a source reported that it ran; false if only its status variable shows it. */
        final boolean isTold;

        private final int step;
        private @Nullable Instant over;
        private @Nullable String status;

        private Run(
                String application,
                @Nullable String data,
                Instant begun,
                int step,
                boolean isTold) {
            this.isTold = isTold;
            this.application = application;
            this.role = Applications.roleOf(application);
            this.data = data;
            this.begun = begun;
            this.step = step;
        }
    }

    private Stretch(Leg leg, Itinerary.Mark mark) {
        this.leg = leg;
        Ran before = leg.itinerary.ranBefore(mark);
        boolean isEcho = before != null && leg.itinerary.isEcho(before, mark);
        boolean atFirst = true;
        String again = null;
        for (Itinerary.Step step : leg.itinerary.since(mark)) {
            steps++;
            first = first == null ? step.at() : first;
            switch (step) {
                case Ran ran -> {
                    if (atFirst && !ran.isLate() && ran.isSameAs(before) && !isEcho) {
                        again = ran.application();
                    } else if (!Applications.hides(ran.application())) {
                        take(ran);
                        atFirst = false;
                    }
                }
                case Itinerary.Dialled dialled -> {
                    attempts.add(dialled.attempt());
                    hasDialled = true;
                    atFirst = false;
                    hasGivenUpDialling = false;
                    lastDial = steps;
                    lastStep = dialled.at();
                    lastTold = dialled.at();
                }
                case Itinerary.Status status -> take(status);
                case Itinerary.Entered bridge -> {
                    entered.add(bridge.bridge());
                    wasParked |= bridge.parking();
                }
                case Itinerary.Left left -> {
                    // What it did after that shows in its other steps.
                }
            }
        }
        isWhereItWas = before != null && !isEcho && before.place().equals(leg.place());
        echo = again == null && before != null && isWhereItWas ? before.application() : again;
        Ran last = leg.itinerary.lastRan();
        hidden = runs.isEmpty() && last != null && Applications.hides(last.application());
        echoed = runs.isEmpty() && (again != null || isEcho);
    }

    /** What a leg has done since a mark of its itinerary. */
    static Stretch of(Leg leg, Itinerary.Mark mark) {
        return new Stretch(leg, mark);
    }

    /** All that a leg has done. */
    static Stretch of(Leg leg) {
        return new Stretch(leg, Itinerary.Mark.BEGINNING);
    }

    private void take(Ran ran) {
        endRun(ran.at());
        boolean isFirst = ran.isLate() && runs.isEmpty();
        Run run = new Run(ran.application(), ran.data(), ran.at(), isFirst ? 0 : steps, true);
        runs.add(run);
        lastStep = ran.at();
        lastTold = ran.at();
        if (run.role == Role.DIALLING && !isFirst) {
            queueStatus = null;
        }
    }

    private void endRun(Instant at) {
        if (!runs.isEmpty() && runs.getLast().over == null) {
            runs.getLast().over = at;
        }
    }

    private void take(Itinerary.Status status) {
        switch (status.variable()) {
            case "DIALSTATUS" -> {
                // The answer of a Dial that began before the mark is no news.
                if (hasDialled || !"ANSWER".equals(status.value())) {
                    dialStatus = status.value().isEmpty() ? null : status.value();
                    lastStatus = steps;
                    hasGivenUpDialling = dialStatus != null && !"ANSWER".equals(dialStatus);
                    hasDialled = true;
                    lastDial = steps;
                    lastStep = status.at();
                }
            }
            case "QUEUESTATUS" -> {
                queueStatus = status.value().isEmpty() ? null : status.value();
                lastDial = steps;
                lastStep = status.at();
            }
            default -> takeOther(status);
        }
    }

    /** What an application said of itself; where its name is hidden, it says the name too. */
    private void takeOther(Itinerary.Status status) {
        String setting = Applications.setting(status.variable());
        if (setting == null || status.value().isEmpty()) {
            return;
        }
        if (Applications.isSharedLine(setting)) {
            runs.removeIf(run -> !run.isTold && Applications.isConference(run.application));
        }
        Run told = null;
        for (Run run : runs) {
            if (Applications.sets(run.application, status.variable())) {
                told = run;
            }
        }
        if (told == null) {
            if (isWithinAScript()) {
                return; // AGI and Stasis play files, too.
            }
            Instant begun = first == null || lastTold.isAfter(first) ? lastTold : first;
            told = new Run(setting, null, begun, steps, false);
            runs.add(told);
        }
        told.status = status.value();
        told.over = told.over == null ? status.at() : told.over;
        lastStep = status.at();
    }

    /** What it runs, or ran last; null where that is not known. */
    @Nullable
    Run now() {
        return runs.isEmpty() ? null : runs.getLast();
    }

    /** The name of what it runs, or ran last. */
    @Nullable
    String application() {
        Run now = now();
        return now == null ? null : now.application;
    }

    /** The role of what it runs, or ran last. */
    Role role() {
        Run now = now();
        return now == null ? Role.HIDDEN : now.role;
    }

    /** Whether it ran something else after it had dialled: Dial and its kin had given up. */
    boolean hasMovedOn() {
        return lastDial >= 0 && !runs.isEmpty() && runs.getLast().step > lastDial;
    }

    /** Whether it has run an application of this name. */
    boolean hasRun(String application) {
        return runs.stream().anyMatch(run -> run.application.equalsIgnoreCase(application));
    }

    /** The last program outside that it was handed to, and that may call somebody for it; or null. */
    @Nullable
    Run program() {
        return lastOf(run -> Applications.mayOriginate(run.application, run.data));
    }

    /** Whether its source names something else than what it runs, or nothing. */
    boolean hides(Source source) {
        return hidden || (echoed && source == Source.AMI);
    }

    /** Whether nothing is known of what it did. */
    boolean isBlank() {
        return runs.isEmpty() && attempts.isEmpty();
    }

    /**
     * What it is being called by: what it runs, or what it ran before where that was told again. It was
     * perhaps sent back to where it was being called for.
     */
    @Nullable
    String callsBy() {
        return runs.isEmpty() ? echo : application();
    }

    /** Whether DIALSTATUS, which only Dial and RetryDial set, says that something else called. */
    boolean isBelied() {
        Run now = now();
        return dialStatus != null
                && lastStatus == lastDial
                && lastStatus > (now == null ? -1 : now.step)
                && !"retrydial".equalsIgnoreCase(callsBy());
    }

    /** Whether it was perhaps sent back to where it was being called for before. */
    boolean isPerhapsCalledForAgain() {
        return runs.isEmpty() && isWhereItWas && Applications.roleOf(echo) == Role.DIALLING;
    }

    /** Whether it has entered this bridge. */
    boolean hasEntered(@Nullable String bridge) {
        return entered.contains(bridge);
    }

    /** Whether it has entered any bridge. */
    boolean hasEnteredAny() {
        return !entered.isEmpty();
    }

    /** The last announcement, menu, script or unknown application that it ran; null for none. */
    @Nullable
    Run heard() {
        return lastOf(run -> Applications.mayServe(run.application) && !hasFailed(run));
    }

    /** Since when it has been in the menu that it is in; null where it is in none. */
    @Nullable
    Instant inMenuSince() {
        Instant since = null;
        for (int i = runs.size() - 1; i >= 0 && Applications.asks(runs.get(i).application); i--) {
            since = runs.get(i).begun;
        }
        return since;
    }

    /** The last application that took the caller and was not over at once; null for none. */
    @Nullable
    Run taken() {
        return lastOf(run -> run.role == Role.TAKING && !hasFailed(run));
    }

    private @Nullable Run lastOf(java.util.function.Predicate<Run> wanted) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (wanted.test(runs.get(i))) {
                return runs.get(i);
            }
        }
        return null;
    }

    /**
     * Why the last application that should have served the caller could not; null where none has
     * failed, or somebody was dialled after that.
     */
    @Nullable
    Failure applicationFailure() {
        Run failed = lastOf(this::hasFailed);
        if (failed == null || failed.step < lastDial || isServedAfter(failed)) {
            return null;
        }
        return new Failure(
                Reason.APPLICATION_FAILED,
                Certainty.STATED,
                null,
                failed.application,
                failed.status == null
                        ? failed.application + " was over at once"
                        : failed.application + " said " + failed.status);
    }

    private boolean isServedAfter(Run failed) {
        Run taken = taken();
        return taken != null && taken.step > failed.step;
    }

    /** Whether an application could not serve the caller: by its own word, or as it was over at once. */
    boolean hasFailed(Run run) {
        if (run.role != Role.TAKING && run.role != Role.SCRIPTED && run.role != Role.DIALLING) {
            return false;
        }
        if (run.role == Role.DIALLING && run == now() && !leg.isLeaving()) {
            return false; // It may still say something else.
        }
        if (run.status != null) {
            return switch (Applications.resultOf(run.application, run.status)) {
                case SERVED, UNKNOWN -> false;
                case FAILED -> true;
                case FAILED_OR_LEFT -> !leg.end.byFarEnd;
            };
        }
        return Applications.isPeers(run.application)
                && !Applications.tellsHowItWent(run.application)
                && !leg.end.byFarEnd
                && wasOverAtOnce(run);
    }

    /** Whether an application was over before it can have served anybody. */
    boolean wasOverAtOnce(Run run) {
        return wasOverWithin(run, Windows.AT_ONCE);
    }

    /** Whether an application took less than a time. */
    boolean wasOverWithin(Run run, Duration time) {
        Instant over = run.over == null ? leg.end.at : run.over;
        return over != null && Duration.between(run.begun, over).compareTo(time) < 0;
    }

    /** Whether Asterisk said of an application that it served the caller. */
    boolean saidToServe(Run run) {
        return run.status != null
                && Applications.resultOf(run.application, run.status) == Result.SERVED;
    }
}
