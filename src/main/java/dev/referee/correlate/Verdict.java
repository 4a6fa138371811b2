package dev.referee.correlate;

import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;

/**
 * When the verdict on a case falls, and which source decides it: each source has its own view of
 * the transfer, and another source may still be about to report more. Changes nothing.
 */
final class Verdict {
    private final Case one;
    private final @Nullable Referral referral;
    private final Set<Source> live;
    private final Limits limits;

    private Verdict(Case one, Set<Source> live, Limits limits) {
        this.one = one;
        this.referral = one.referral;
        this.live = live;
        this.limits = limits;
    }

    /**
     * The end that is due by now; null while there is none.
     *
     * @param live the sources that are connected
     */
    static @Nullable Ended of(Case one, Set<Source> live, Limits limits, Instant now) {
        return new Verdict(one, live, limits).by(now);
    }

    /** When {@link #of} may have another answer without a new report. */
    static Instant wakeAt(Case one, Set<Source> live, Limits limits) {
        return new Verdict(one, live, limits).wakeAt();
    }

    private @Nullable Ended by(Instant now) {
        Instant due = due();
        if (due != null && !due.isAfter(now)) {
            return strongest();
        }
        if (isDue(one.orphanedAt, limits.reconnect(), now)) {
            return lost("no source was left to tell the end");
        }
        if (one.orphanedAt != null && one.isOutOfSight) {
            return lost("the transferee was gone when all sources were back");
        }
        if (one.isOnlySip() && isDue(one.progress.requested, limits.reconnect(), now)) {
            return lost("neither AMI nor ARI told of it");
        }
        return isDue(one.progress.requested, limits.expiry(), now) ? expired() : null;
    }

    private Instant wakeAt() {
        Instant wake = one.progress.requested.plus(limits.expiry());
        for (Track track : one.tracks()) {
            wake = earlier(wake, track.ended() == null ? track.settledAt(limits) : null);
        }
        wake = earlier(wake, due());
        wake = earlier(wake, one.firstStepAwaitedUntil(limits));
        wake = earlier(
                wake, one.isOnlySip() ? one.progress.requested.plus(limits.reconnect()) : null);
        return earlier(
                wake, one.orphanedAt == null ? null : one.orphanedAt.plus(limits.reconnect()));
    }

    static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private static boolean isDue(@Nullable Instant from, Duration wait, Instant now) {
        return from != null && !from.plus(wait).isAfter(now);
    }

    /**
     * When the verdict falls: at once if all sources that can report have reported, otherwise after
     * a settling time.
     */
    private @Nullable Instant due() {
        if (one.isOnlySip()) {
            return sipDue();
        }
        Instant first = one.tracks().stream()
                .map(Track::endedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (first == null) {
            return null;
        }
        Reason reason = strongest().reason();
        boolean allHaveTold = live.stream().allMatch(source -> {
            Track track = one.track(source);
            return track == null ? !one.expects(source) : track.sayOn(reason) != null;
        });
        if (!allHaveTold && isContradicted()) {
            return null;
        }
        Instant due = allHaveTold ? first : first.plus(limits.settle());
        return later(due, graceEnds(due));
    }

    /** Until when HEP may still add to it: its messages come late, and all about as late. */
    private Instant graceEnds(Instant due) {
        if (one.isMissingItsRefer()) {
            Instant late = one.progress.requested.plus(Windows.HEP_LATE);
            return one.awaitsItsRefer ? later(late, due.plus(Windows.HEP_GRACE)) : late;
        }
        if (referral == null) {
            return one.awaitsItsRefer ? due.plus(Windows.HEP_GRACE) : due;
        }
        if (!referral.awaitsNotify()) {
            return due;
        }
        Duration lag = Duration.between(one.progress.requested, referral.heardAt());
        boolean isLate = !lag.isNegative() && lag.compareTo(Windows.HEP_LATE) < 0;
        return later(
                one.progress.requested.plus(Windows.HEP_LATE),
                due.plus(Windows.HEP_GRACE).plus(isLate ? lag : Duration.ZERO));
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Whether a source sees that somebody is still being called, where no other one has seen the end
     * with its own eyes but concludes it from what the dialplan runs.
     */
    private boolean isContradicted() {
        return strongest().certainty() != Assessment.Certainty.SEEN
                && one.tracks().stream()
                        .anyMatch(track ->
                                track.assessment() instanceof Pending pending && pending.calling());
    }

    private @Nullable Instant sipDue() {
        if (referral == null || referral.failure() == null) {
            return null;
        }
        Instant resultAt = referral.resultAt();
        if (referral.isRefused() || resultAt == null) {
            return referral.answeredAt;
        }
        // After a 202 the other sources may be about to tell more, or the phone hangs up on it.
        return referral.neverBegan() && referral.kind() == Kind.BLIND && isTransfereeGone()
                ? resultAt
                : resultAt.plus(limits.settle());
    }

    private boolean isTransfereeGone() {
        return one.parties.whereabouts(one.transfereeId, one.transferorId) == Whereabouts.GONE;
    }

    /** Of differing verdicts the better known one; the first source's when equally well known. */
    private Ended strongest() {
        Reason refused = one.isOnlySip() && referral != null ? referral.failure() : null;
        if (refused != null && referral != null) {
            return sipEnd(refused, referral.basis());
        }
        Ended best = null;
        for (Track track : one.tracks()) {
            Ended found = track.ended();
            if (found != null && (best == null || isStronger(found, best))) {
                best = found;
            }
        }
        return Objects.requireNonNull(best, "a verdict is due only when a source has told one");
    }

    private static boolean isStronger(Ended found, Ended best) {
        int known = found.certainty().compareTo(best.certainty());
        if (known != 0) {
            return known > 0;
        }
        if (found.reason() == best.reason()) {
            return best.application() == null && found.application() != null;
        }
        return found.reason().state() == State.COMPLETED
                && best.reason().state() != State.COMPLETED;
    }

    private Ended sipEnd(Reason reason, String basis) {
        return new Ended(
                reason,
                one.parties.whereabouts(one.transfereeId, one.transferorId),
                null,
                null,
                Assessment.Finality.FIRM,
                Assessment.Certainty.SEEN,
                basis);
    }

    private Ended lost(String basis) {
        return undecided(one, Reason.OBSERVER_LOST, basis);
    }

    private Ended expired() {
        boolean handedOver = one.tracks().stream()
                .anyMatch(track -> track.plan.course() == Plan.Course.HANDED_OVER);
        return undecided(
                one,
                handedOver ? Reason.NOT_HANDLED : Reason.EXPIRED,
                "nothing decided it in time");
    }

    /** That of one that nothing has decided. */
    static Ended undecided(Case one, Reason reason, String basis) {
        Whereabouts where = one.tracks().stream()
                .map(track -> Scene.whereabouts(track))
                .findFirst()
                .orElseGet(() -> one.parties.whereabouts(one.transfereeId, one.transferorId));
        return new Ended(
                reason,
                where,
                null,
                null,
                Assessment.Finality.FIRM,
                Assessment.Certainty.BLIND,
                basis);
    }
}
