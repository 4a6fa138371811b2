package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One REFER as the SIP messages show it: its answer, and what the NOTIFYs claim. It adds to what
 * AMI and ARI tell, and alone tells those that Asterisk refuses or gives up before a transfer
 * begins. It never says that a transfer succeeded: neither a 202 nor a NOTIFY 200 does (RFC 3515
 * section 2.4.5; seen to be false on 22.10.1).
 */
final class Referral {
    final Fact.ReferSeen refer;

    /** The transfer that it asked for, once there is one. */
    @Nullable
    Case transfer;

    @Nullable
    Integer answer;

    @Nullable
    Instant answeredAt;

    /** What the last NOTIFY that named a status claimed. */
    @Nullable
    Integer notifyStatus;

    /** When the NOTIFY with a final status, or the last one, was seen. */
    @Nullable
    Instant notifiedAt;

    /** Whether the phone said BYE, or forgot its REFER (481), before the final NOTIFY. */
    boolean phoneGone;

    Referral(Fact.ReferSeen refer) {
        this.refer = refer;
    }

    String callId() {
        return refer.request().callId();
    }

    Kind kind() {
        ReferTo referTo = refer.referTo();
        return referTo == null || referTo.form() == ReferTo.Form.NONE ? Kind.BLIND : Kind.ATTENDED;
    }

    @Nullable
    String extension() {
        ReferTo referTo = refer.referTo();
        return referTo == null ? null : referTo.user();
    }

    void answered(int status, Instant now) {
        if (answer == null) {
            answer = status;
            answeredAt = now;
        }
    }

    void notified(Fact.NotifySeen notify, Instant now) {
        if (notify.status() != null) {
            notifyStatus = notify.status();
        }
        boolean last = notify.terminated() || (notify.status() != null && notify.status() >= 200);
        if (last && notifiedAt == null) {
            notifiedAt = now;
        }
    }

    /** Whether another NOTIFY is to come that may still be heard. */
    boolean awaitsNotify() {
        return refer.subscribes() && !isRefused() && notifiedAt == null && !phoneGone;
    }

    /** Whether Asterisk answered that it will not even try. */
    boolean isRefused() {
        return answer != null && answer >= 300;
    }

    /** Whether it can still turn out to be a transfer that AMI and ARI tell of. */
    boolean mayStillBegin() {
        return !isRefused() && !hasFailed();
    }

    private boolean hasFailed() {
        return notifiedAt != null && notifyStatus != null && notifyStatus >= 300;
    }

    /** Why it failed before a transfer began; null while it is not known to have. */
    @Nullable
    Reason failure() {
        if (isRefused() && answer != null) {
            return byAnswer(answer);
        }
        return hasFailed() && notifyStatus != null ? byNotify(notifyStatus) : null;
    }

    /** The direct answers of res_pjsip_refer (22.10.1). */
    private static Reason byAnswer(int status) {
        return switch (status) {
            case 400 -> Reason.MALFORMED_REFER;
            case 404 -> Reason.NOT_BRIDGED;
            case 481 -> Reason.DIALOG_NOT_FOUND;
            case 403, 603 -> Reason.NOT_PERMITTED;
            case 500 -> Reason.INTERNAL_ERROR;
            default -> Reason.REFUSED;
        };
    }

    /** The final NOTIFYs of transfers that never began (22.10.1). */
    private Reason byNotify(int status) {
        return switch (status) {
            case 400 -> kind() == Kind.BLIND ? Reason.NOT_BRIDGED : Reason.MALFORMED_REFER;
            case 403 -> Reason.NOT_PERMITTED;
            case 404 -> kind() == Kind.BLIND ? Reason.NO_SUCH_EXTENSION : Reason.DIALOG_NOT_FOUND;
            case 486, 600 -> Reason.BUSY;
            case 500 -> Reason.INTERNAL_ERROR;
            case 603 -> kind() == Kind.BLIND ? Reason.DECLINED : Reason.TARGET_GONE;
            default -> Reason.REFUSED;
        };
    }

    /** What was seen, for the evidence. */
    String basis() {
        return notifyStatus == null
                ? "REFER answered " + answer
                : "REFER answered " + answer + ", NOTIFY claims " + notifyStatus;
    }
}
