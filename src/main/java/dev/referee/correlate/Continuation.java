package dev.referee.correlate;

import dev.referee.correlate.Plan.Course;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Origin;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A transfer that an earlier process followed, continued from that process's last event. The
 * request is reconstructed from the event if it is unambiguous; otherwise the transfer waits for no
 * party and ends as unknown.
 */
final class Continuation {
    private final TransferEvent last;
    private final Transfer transfer;
    private final Origin.Live origin;

    Continuation(TransferEvent last, Origin.Live origin) {
        this.last = last;
        this.transfer = last.transfer();
        this.origin = origin;
    }

    /** The channel that requested it. */
    String transferorId() {
        return origin.transferor();
    }

    int ordinal() {
        return origin.ordinal();
    }

    boolean isUnderWay() {
        return !transfer.state().isEnd();
    }

    /** Whether the PBX requested it. */
    boolean isOutgoing() {
        return transfer.outgoing();
    }

    Trigger trigger() {
        return transfer.trigger();
    }

    Instant requested() {
        return transfer.times().requested();
    }

    /** The same for a transfer that the PBX requested. */
    void continueWith(Redirect one, Instant now) {
        one.goOnFrom(last, now);
    }

    /** The transfer, about which no source has reported anything to this process. */
    Case go(Parties parties, Instant now) {
        Case one = new Case(
                transfer.pbx(),
                transfer.kind(),
                transferorId(),
                ordinal(),
                transfer.times().requested(),
                parties);
        one.trigger = transfer.trigger();
        one.plan = plan();
        one.transfereeId = transferee();
        one.extension = transfer.target() == null ? null : transfer.target().extension();
        one.follows = transfer.follows();
        one.referTo = transfer.referTo();
        one.referredBy = transfer.referredBy();
        one.goOnFrom(last, target(), now);
        remember(parties, one.plan);
        return one;
    }

    private @Nullable Plan plan() {
        boolean byFeatureCode = transfer.trigger() == Trigger.FEATURE_CODE;
        return switch (transfer.kind()) {
            case BLIND -> throughTheDialplan(null);
            case ATTENDED -> join();
            case SEMI_ATTENDED -> byFeatureCode ? join() : throughTheDialplan(second());
        };
    }

    /** Until it was accepted, it may be in the hands of an ARI application, or refused. */
    private @Nullable Plan throughTheDialplan(@Nullable String second) {
        return transfer.times().accepted() == null || transferee() == null
                ? null
                : plan(Course.DIALPLAN, second, null);
    }

    private @Nullable Plan join() {
        return transferee() == null || target() == null
                ? null
                : plan(Course.JOIN, second(), target());
    }

    private Plan plan(Course course, @Nullable String second, @Nullable String target) {
        return new Plan(
                TransferResult.SUCCESS, course, second, transferee(), target, null, null, null);
    }

    /** The transferor's other leg is the one that has no name of its own among the parties. */
    private @Nullable String second() {
        if (transfer.trigger() == Trigger.FEATURE_CODE) {
            return transferorId();
        }
        return last.legs().stream()
                .filter(leg -> !leg.equals(transferorId()))
                .filter(leg -> !leg.equals(transferee()) && !leg.equals(target()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable String transferee() {
        return transfer.transferee() == null ? null : transfer.transferee().uniqueid();
    }

    private @Nullable String target() {
        return transfer.target() == null ? null : transfer.target().uniqueid();
    }

    private void remember(Parties parties, @Nullable Plan plan) {
        Transfer.Transferor transferor = transfer.transferor();
        if (transferor != null) {
            parties.remember(transferorId(), transferor.channel(), transferor.callId());
            if (plan != null && plan.second() != null) {
                parties.remember(plan.second(), null, transferor.consultationCallId());
            }
        }
        Transfer.Transferee transferee = transfer.transferee();
        if (transferee != null) {
            parties.remember(transferee.uniqueid(), transferee.channel(), transferee.callId());
        }
        Transfer.Target target = transfer.target();
        if (target != null) {
            parties.remember(target.uniqueid(), target.channel(), target.callId());
        }
    }
}
