package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.Transfer.Whereabouts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares what was told in one weather of the transfers that the PBX asked for with the truth. An end
 * may say only what a source that was heard has shown; what none has shown is unknown.
 *
 * @param sip in which dialogs of that weather nobody can tell whose NOTIFY is whose
 * @param failures is told what is wrong
 */
record RedirectCheck(
        Weather weather, HeardSip sip, List<RedirectTruth> truths, TruthCheck.Failures failures) {
    private static final Set<Reason> NOTHING_SHOWN =
            EnumSet.of(Reason.OBSERVER_LOST, Reason.NO_NOTIFY);

    /** Fails unless each end is that of one transfer of its own, and none is missing. */
    void compare(Collection<Transfer> ends) {
        Map<String, List<Transfer>> endsOf = new LinkedHashMap<>();
        Map<String, List<RedirectTruth>> truthsOf = new LinkedHashMap<>();
        truths.forEach(one -> put(truthsOf, one.leg(), one));
        ends.forEach(one -> put(endsOf, legOf(one), one));
        truthsOf.keySet().forEach(leg -> endsOf.computeIfAbsent(leg, none -> new ArrayList<>()));
        endsOf.forEach((leg, told) -> {
            List<RedirectTruth> real = truthsOf.getOrDefault(leg, List.of());
            if (!explain(told, real)) {
                StringBuilder text = new StringBuilder();
                real.forEach(one -> text.append("truly ").append(one).append('\n'));
                told.forEach(one -> text.append("told ").append(one).append('\n'));
                failures.fail(text + "do not fit", Set.of(leg));
            }
        });
    }

    private static <T> void put(Map<String, List<T>> map, String key, T value) {
        map.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
    }

    /** The leg that was asked to go, which only its dialog may name. */
    private String legOf(Transfer end) {
        Transfer.Transferee leg = Objects.requireNonNull(end.transferee());
        String uniqueid = leg.uniqueid();
        return uniqueid != null
                ? uniqueid
                : truths.stream()
                        .filter(one -> one.callId().equals(leg.callId()))
                        .map(RedirectTruth::leg)
                        .findFirst()
                        .orElse(leg + " is unknown");
    }

    /** Whether each end can be given a truth of its own, so that only those are left that may be. */
    private boolean explain(List<Transfer> ends, List<RedirectTruth> real) {
        if (real.isEmpty()) {
            return ends.stream().allMatch(end -> isHidden(end) || isTorn(end));
        }
        RedirectTruth first = real.getFirst();
        List<RedirectTruth> others = real.subList(1, real.size());
        for (Transfer end : ends) {
            List<Transfer> rest = new ArrayList<>(ends);
            rest.remove(end);
            if (allows(first, end) && explain(rest, others)) {
                return true;
            }
        }
        return !mustBeReported(first) && explain(ends, others);
    }

    /**
     * Whoever tells of a leg whose Call-ID a cut has hidden cannot know its REFER; nor can a status tell
     * whose it is where a cut has hidden how Transfer began.
     */
    private boolean isHidden(Transfer end) {
        boolean isOfNoCall = Objects.requireNonNull(end.transferee()).uniqueid() == null;
        return !weather.cuts().isEmpty() && (isOfNoCall || end.target() == null);
    }

    /**
     * Where packets are lost or swapped, nobody can know that two REFERs are one, sent once more with
     * the password.
     */
    private boolean isTorn(Transfer end) {
        String callId = Objects.requireNonNull(end.transferee()).callId();
        boolean wasChallenged = truths.stream()
                .anyMatch(one -> one.callId().equals(callId)
                        && one.refer() != null
                        && one.refer().wasChallenged());
        return (wasChallenged || sip.muddled().contains(callId))
                && !weather.sip().isWhole();
    }

    private boolean mustBeReported(RedirectTruth truth) {
        boolean byPbx = truth.byPbx() != null && heard(truth) > 0;
        return byPbx || (truth.refer() != null && weather.sip().isWhole());
    }

    // --- one end and one truth -----------------------------------------------------------------

    private boolean allows(RedirectTruth truth, Transfer end) {
        return isOf(truth, end)
                && allowsReason(truth, Objects.requireNonNull(end.reason()))
                && allowsSip(truth, end)
                && allowsPlace(truth, end)
                && (!isKnownByPbx(truth) || end.trigger() == truth.trigger())
                && (truth.trigger() == Trigger.DIALPLAN
                        || end.trigger() != Trigger.DIALPLAN
                        || !isCalm())
                && Objects.requireNonNull(end.sources()).isEmpty() == isUnknown(end);
    }

    private static boolean isUnknown(Transfer end) {
        return end.state() == State.UNKNOWN;
    }

    private static boolean isOf(RedirectTruth truth, Transfer end) {
        Transfer.Target target = end.target();
        String referTo = end.referTo();
        return (target == null || truth.number().equals(target.extension()))
                && (referTo == null || referTo.contains(":" + truth.number() + "@"));
    }

    private boolean allowsReason(RedirectTruth truth, Reason reason) {
        if (truth.bySip() != null && isShownBySip(truth)) {
            return reason == truth.bySip();
        }
        if (isShown(truth, reason)) {
            return true;
        }
        boolean isMuddled = truth.refer() != null && sip.muddled().contains(truth.callId());
        if (isMuddled && isOfAnother(truth, reason)) {
            return true;
        }
        return !isKnownByPbx(truth) && (NOTHING_SHOWN.contains(reason) || isMuddled);
    }

    /** Whether it is the end of another one in the same dialog, whose REFER may be the one lost. */
    private boolean isOfAnother(RedirectTruth truth, Reason reason) {
        return truths.stream()
                .anyMatch(one -> one.leg().equals(truth.leg()) && reason == one.bySip());
    }

    /** Whether a source that may have been heard has shown it. */
    private boolean isShown(RedirectTruth truth, Reason reason) {
        return (reason == truth.byPbx() && !weather.sources().isEmpty())
                || (reason == truth.bySip() && !weather.sip().isOff())
                || (truth.bySip() == Reason.NO_ANSWER
                        && reason == Reason.UNREACHABLE // 180 is lost.
                        && !weather.sip().isOff());
    }

    /** How many of AMI and ARI have told all of it. */
    private long heard(RedirectTruth truth) {
        return Weather.BOTH.stream().filter(source -> watched(truth, source)).count();
    }

    private boolean watched(RedirectTruth truth, Source source) {
        return weather.watched(
                source,
                truth.requested().minusMillis(100).minus(weather.mostLag()),
                truth.ended().plusSeconds(13));
    }

    private boolean isKnownByPbx(RedirectTruth truth) {
        return truth.byPbx() != null
                && (heard(truth) == Weather.BOTH.size()
                        || truth.shownBy().stream().anyMatch(source -> watched(truth, source)));
    }

    /**
     * Whether the SIP messages have shown it beyond doubt: all of them, and in time where AMI and ARI
     * say something else. Nothing in them says that nothing was answered: that a hangup shows.
     */
    private boolean isShownBySip(RedirectTruth truth) {
        boolean isInTime = weather.sip().equals(SipWeather.CALM)
                || truth.byPbx() == null
                || (truth.byPbx() == Reason.NO_NOTIFY && truth.bySip() != Reason.NO_NOTIFY);
        boolean isAnswered = truth.refer() != null && !truth.refer().answers.isEmpty();
        return weather.sip().isWhole()
                && isInTime
                && !sip.crowded().contains(truth.callId())
                && (isAnswered || heard(truth) > 0);
    }

    private boolean allowsSip(RedirectTruth truth, Transfer end) {
        Integer answer = end.sip().referStatus();
        Integer report = end.sip().notifyStatus();
        if (end.notifyMisleading()) {
            return false;
        }
        SimulatedSentRefer refer = truth.refer();
        if (refer == null || weather.sip().isOff()) {
            return answer == null && report == null;
        }
        return sip.muddled().contains(truth.callId())
                || ((answer == null || refer.answers.contains(answer))
                        && (report == null || refer.reports.contains(report)));
    }

    private boolean allowsPlace(RedirectTruth truth, Transfer end) {
        Whereabouts place = Objects.requireNonNull(end.transferee()).whereabouts();
        return switch (end.state()) {
            case COMPLETED -> place == Whereabouts.HANDED_OFF;
            case FAILED -> !isCalm() || !truth.stays() || place == Whereabouts.WAITING;
            case REQUESTED, ACCEPTED, RINGING, ABANDONED -> false;
            case UNKNOWN -> true;
        };
    }

    private boolean isCalm() {
        return weather.cuts().isEmpty()
                && !weather.isLate()
                && !weather.sources().isEmpty()
                && (weather.sip().isOff() || weather.sip().equals(SipWeather.CALM));
    }
}
