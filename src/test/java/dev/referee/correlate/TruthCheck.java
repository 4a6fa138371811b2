package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what was told in one weather with the truth.
 *
 * @param sip in which dialogs of that weather nobody can tell whose NOTIFY is whose
 * @param truths what really happened
 * @param failures is told what is wrong
 */
record TruthCheck(Weather weather, HeardSip sip, List<Truth> truths, Failures failures) {
    private static final Duration APART = Duration.ofSeconds(6);
    private static final Duration FAR = Duration.ofSeconds(3);

    /** Throws. */
    interface Failures {
        void fail(String what, Set<String> uniqueids);
    }

    /** Fails unless each end is right, and none is missing. */
    void compare(List<Transfer> ends) {
        List<Transfer> following = new ArrayList<>();
        List<Transfer> askedFor = new ArrayList<>();
        ends.forEach(end -> (end.follows() == null ? askedFor : following).add(end));
        compareAskedFor(askedFor);
        compareFollowing(following, askedFor);
    }

    private void compareAskedFor(List<Transfer> ends) {
        List<Truth> unmatched = new ArrayList<>(truths);
        unmatched.removeIf(Truth::isFollowing);
        List<Transfer> doubtful = new ArrayList<>();
        for (Transfer end : ends) {
            if (isHidden(end) || !match(end, unmatched, true)) {
                doubtful.add(end);
            }
        }
        // First those that must have happened, lest one that is tolerated takes their place.
        doubtful.sort(Comparator.comparing(end -> isHidden(end)));
        for (Transfer end : doubtful) {
            boolean tolerable = isHidden(end);
            check(end, match(end, unmatched, false) || tolerable, "never happened");
        }
        for (Truth missed : unmatched) {
            if (mustBeReported(missed)) {
                failures.fail("was not reported: " + missed, Set.of(missed.transferor()));
            }
        }
    }

    /** Where facts are late or missing, that a caller comes back may be missed, and is not made up. */
    private void compareFollowing(List<Transfer> ends, List<Transfer> askedFor) {
        boolean isCalm = weather.cuts().isEmpty()
                && !weather.isLate()
                && !weather.sources().isEmpty();
        List<Truth> unmatched = new ArrayList<>(truths);
        unmatched.removeIf(truth -> !truth.isFollowing());
        for (Transfer end : ends) {
            Truth truth = unmatched.stream()
                    .filter(one -> isTransferor(end, one))
                    .findFirst()
                    .orElse(null);
            check(end, truth != null, "nobody came back");
            unmatched.remove(truth);
            check(
                    end,
                    askedFor.stream()
                            .anyMatch(first -> first.id().equals(end.follows())
                                    && first.reason() == Reason.APPLICATION),
                    "follows nothing");
            if (isCalm || end.state() != State.UNKNOWN) {
                compare(end, Objects.requireNonNull(truth));
            }
        }
        if (isCalm && !unmatched.isEmpty()) {
            failures.fail(
                    "was not reported: " + unmatched,
                    Set.of(unmatched.getFirst().transferor()));
        }
    }

    /** Whoever tells of a leg whose Call-ID a cut has hidden cannot know its REFER. */
    private boolean isHidden(Transfer end) {
        return end.transferorUniqueid() == null && !weather.cuts().isEmpty();
    }

    private boolean match(Transfer end, List<Truth> unmatched, boolean beyondDoubt) {
        Truth truth = truthOf(end, unmatched);
        if (truth == null || (beyondDoubt && !isOf(end, truth))) {
            return false;
        }
        unmatched.remove(truth);
        compare(end, truth);
        return true;
    }

    private boolean mustBeReported(Truth truth) {
        boolean watched = watched(truth, Source.AMI) || watched(truth, Source.ARI);
        return (watched && truth.shownByPbx())
                || (weather.sip().isWhole() && truth.refer() != null);
    }

    private @Nullable Truth truthOf(Transfer end, List<Truth> candidates) {
        Truth found = null;
        for (Truth truth : candidates) {
            if (!isTransferor(end, truth) || apart(end, truth).compareTo(APART) > 0) {
                continue;
            }
            if (!truth.shownByPbx() && weather.sip().isOff()) {
                continue;
            }
            // Where packets are lost, another REFER of the leg may lend its header.
            boolean known = weather.sip().isWhole() && end.sip().referStatus() != null;
            if (known
                    ? found == null && isOf(end, truth)
                    : found == null || isBetter(end, truth, found)) {
                found = truth;
            }
        }
        return found;
    }

    private static boolean isTransferor(Transfer end, Truth truth) {
        String callId = truth.refer() == null ? null : truth.refer().callId;
        String uniqueid = end.transferorUniqueid();
        return uniqueid == null
                ? callId != null && callId.equals(end.transferorCallId())
                : truth.transferor().equals(uniqueid);
    }

    private static boolean isOf(Transfer end, Truth truth) {
        SimulatedSip.Request refer = truth.refer();
        if (refer == null || end.trigger() == Transfer.Trigger.FEATURE_CODE) {
            return false;
        }
        if (refer.referTo == null) {
            // Only SIP shows one that lacks its header.
            return end.referTo() == null && end.sip().referStatus() != null;
        }
        return refer.referTo.raw().equals(end.referTo());
    }

    private boolean isBetter(Transfer end, Truth truth, Truth other) {
        int better = Integer.compare(rank(end, truth), rank(end, other));
        if (better != 0) {
            return better > 0;
        }
        // Of two that are alike and far from each other, the nearer one.
        Duration nearer = apart(end, other).minus(apart(end, truth));
        if (nearer.abs().compareTo(FAR) > 0) {
            return !nearer.isNegative();
        }
        // Nobody was there to see the one that need not be reported.
        return mustBeReported(truth) && !mustBeReported(other);
    }

    private static Duration apart(Transfer end, Truth truth) {
        return Duration.between(truth.requested(), end.times().requested()).abs();
    }

    private int rank(Transfer end, Truth truth) {
        return (truth.allows(end) ? 8 : 0)
                + (isOf(end, truth) ? 8 : 0)
                + (isShownByPbx(end) == truth.shownByPbx() ? 6 : 0)
                + (end.kind() == truth.kind() ? 2 : 0);
    }

    private static boolean isShownByPbx(Transfer end) {
        return end.evidence().stream().anyMatch(one -> one.source() != Source.HEP);
    }

    private boolean watched(Truth truth, Source source) {
        return weather.watched(
                source,
                truth.since().minusMillis(100).minus(weather.mostLag()),
                truth.ended().plusSeconds(13));
    }

    private void compare(Transfer end, Truth truth) {
        boolean byPbx = isShown(truth);
        SimulatedSip.Request refer = truth.refer();
        boolean mustKnow = byPbx
                || (!truth.shownByPbx()
                        && weather.sip().isWhole()
                        && (refer == null || !sip.crowded().contains(refer.callId)));
        boolean unknown = end.state() == State.UNKNOWN;
        boolean tooLate = weather.isLate() && (truth.hasty() || !mustKnow);
        boolean rightReason = truth.allows(end)
                || (tooLate && isServed(end) && truth.reason() == Reason.APPLICATION_FAILED)
                || (!isShownByPbx(end) && refer != null && sip.muddled().contains(refer.callId));
        compareSip(end, truth);
        boolean isWitnessed = !Objects.requireNonNull(end.sources()).isEmpty();
        check(end, isWitnessed != unknown, "all but the unknown has a witness");
        if (unknown && (!mustKnow || tooLate)) {
            return;
        }
        check(end, rightReason, "but truly " + truth);
        check(
                end,
                truth.kind() == null
                        || end.kind() == truth.kind()
                        || !(byPbx || weather.sip().isWhole()),
                "is another kind than " + truth);
        Transfer.Transferee transferee = end.transferee();
        String uniqueid = transferee == null ? null : transferee.uniqueid();
        boolean mayBeNobody = !byPbx || truth.transferee() == null;
        // Of a REFER that only SIP shows, it is whoever the transferor talks to when it is heard.
        boolean mayBeAnother = !byPbx && !weather.sip().equals(SipWeather.CALM);
        check(
                end,
                uniqueid == null
                        ? mayBeNobody
                        : mayBeAnother
                                || truth.transferee() == null
                                || uniqueid.equals(truth.transferee()),
                "transfers somebody else than " + truth);
        check(
                end,
                !mustKnow
                        || truth.whereabouts() == null
                        || (transferee != null && transferee.whereabouts() == truth.whereabouts()),
                "is somewhere else than in " + truth);
        boolean wasReached = truth.reason() == Reason.ANSWERED || truth.reason() == Reason.BRIDGED;
        if (wasReached && mustKnow) {
            Transfer.Target target = end.target();
            check(
                    end,
                    target != null
                            && truth.target() != null
                            && truth.target().equals(target.uniqueid()),
                    "reached somebody else than " + truth);
        }
    }

    private static boolean isServed(Transfer end) {
        return end.reason() == Reason.APPLICATION;
    }

    /** Whether AMI and ARI, as they were heard, show how it ended. */
    private boolean isShown(Truth truth) {
        long heard =
                Weather.BOTH.stream().filter(source -> watched(truth, source)).count();
        return truth.shownByPbx()
                && (heard == Weather.BOTH.size()
                        || truth.shownBy().stream().anyMatch(source -> watched(truth, source)));
    }

    private void compareSip(Transfer end, Truth truth) {
        Integer answer = end.sip().referStatus();
        Integer claim = end.sip().notifyStatus();
        boolean claimsSuccess = claim != null && claim >= 200 && claim < 300;
        boolean claimsFailure = claim != null && claim >= 300;
        boolean isUnknown = end.state() == State.UNKNOWN;
        boolean contrary =
                end.state() == State.COMPLETED ? claimsFailure : !isUnknown && claimsSuccess;
        check(end, end.notifyMisleading() == contrary, "is it misleading?");
        SimulatedSip.Request refer = truth.refer();
        if (refer == null || weather.sip().isOff()) {
            check(end, answer == null && claim == null, "SIP did not show it");
            check(
                    end,
                    refer != null || end.trigger() != Transfer.Trigger.REFER,
                    "there was no REFER");
            return;
        }
        if (!isOf(end, truth) || sip.muddled().contains(refer.callId)) {
            return;
        }
        check(
                end,
                answer == null || answer.equals(refer.answer),
                "the REFER was answered " + refer.answer);
        boolean wasSent = refer.claims.stream()
                .anyMatch(sent -> Integer.valueOf(sent.status()).equals(claim));
        check(end, claim == null || wasSent, "such a NOTIFY was not sent");
        Instant ended = Objects.requireNonNull(end.times().ended());
        SimulatedSip.Claim last = refer.claims.isEmpty() ? null : refer.claims.getLast();
        if (weather.sip().equals(SipWeather.CALM)
                && last != null
                && last.status() >= 200
                && last.at().plusMillis(50).isBefore(ended)) {
            check(end, claim != null && claim == last.status(), "the NOTIFY was sent");
        }
    }

    /** Fails with the transfer unless it holds. */
    void check(Transfer transfer, boolean holds, String what) {
        if (!holds) {
            Transfer.Transferee transferee = transfer.transferee();
            Transfer.Target target = transfer.target();
            failures.fail(
                    transfer + "\n" + what,
                    Stream.of(
                                    transfer.transferorUniqueid(),
                                    transferee == null ? null : transferee.uniqueid(),
                                    target == null ? null : target.uniqueid())
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet()));
        }
    }
}
