package dev.referee.correlate;

import dev.referee.correlate.Assessment.Ended;
import dev.referee.correlate.Assessment.Finality;
import dev.referee.correlate.Assessment.Pending;
import dev.referee.model.Fact.TransferResult;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** One transfer as one source tells it: who takes part, and what the source's view says of it. */
final class Track {
    /** How many settling times an announcement may take before its end is taken for the end. */
    private static final int ANNOUNCEMENT = 5;

    final Case owner;
    final View view;
    final TransferResult result;
    final Course course;
    final Leg transferor;
    final @Nullable Leg second;
    final @Nullable Leg transferee;
    final @Nullable Leg target;

    /** The bridge that the transferee is being taken out of. */
    final @Nullable String originalBridge;

    /** The application that the second leg ran and the transferee took over. */
    final @Nullable String application;

    private final Set<Leg> watched = new LinkedHashSet<>();
    private Assessment assessment = new Pending(false);
    private Instant since = Instant.EPOCH;
    private @Nullable Instant endedAt;

    Track(
            Case owner,
            View view,
            TransferResult result,
            Course course,
            Leg transferor,
            @Nullable Leg second,
            @Nullable Leg transferee,
            @Nullable Leg target,
            @Nullable String originalBridge,
            @Nullable String application) {
        this.owner = owner;
        this.view = view;
        this.result = result;
        this.course = course;
        this.transferor = transferor;
        this.second = second;
        this.transferee = transferee;
        this.target = target;
        this.originalBridge = originalBridge;
        this.application = application;
    }

    /** How a transfer is to come to its end. */
    enum Course {
        /** The transferee runs the dialplan until it is bridged or served. */
        DIALPLAN,
        /** Transferee and target, who was in a call already, are put into one bridge. */
        JOIN,
        /** Another ARI application has it; Asterisk itself does nothing. */
        HANDED_OVER
    }

    /** Follows a leg from here on: what happens to it is looked at for this transfer. */
    void watch(@Nullable Leg leg) {
        if (leg != null && endedAt == null && watched.add(leg)) {
            leg.watch(this);
        }
    }

    /** Looks at nothing any more. */
    void close() {
        watched.forEach(leg -> leg.unwatch(this));
        watched.clear();
    }

    Assessment assessment() {
        return assessment;
    }

    /** The end, once it is one: then it stays. */
    @Nullable
    Ended ended() {
        return endedAt != null && assessment instanceof Ended ended ? ended : null;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    /** Looks at the view again, or lets time pass. A settled end is never taken back. */
    void reassess(Instant now, Limits limits) {
        if (endedAt != null) {
            return;
        }
        Assessment found = Judge.assess(this);
        if (!sameVerdict(found, assessment)) {
            since = now;
        }
        assessment = found;
        Instant due = settledAt(limits);
        if (due != null && !due.isAfter(now)) {
            endedAt = now;
        }
    }

    /** When the present assessment becomes the end; null while it is none. */
    @Nullable
    Instant settledAt(Limits limits) {
        if (!(assessment instanceof Ended ended)) {
            return null;
        }
        Instant from = transferee != null && transferee.lastStep.isAfter(since)
                ? transferee.lastStep
                : since;
        Duration wait = switch (ended.finality()) {
            case FIRM -> Duration.ZERO;
            case SETTLING -> limits.settle();
            case ANNOUNCING -> limits.settle().multipliedBy(ANNOUNCEMENT);
        };
        return ended.finality() == Finality.FIRM ? since : from.plus(wait);
    }

    private static boolean sameVerdict(Assessment one, Assessment other) {
        if (one instanceof Ended first && other instanceof Ended second) {
            return first.reason() == second.reason() && first.finality() == second.finality();
        }
        return one instanceof Pending && other instanceof Pending;
    }
}
