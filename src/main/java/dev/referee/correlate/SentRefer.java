package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.SipRequest;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One REFER that the PBX sent, as the SIP messages show it: its response, the far end's reports in
 * NOTIFYs, and the BYE (RFC 3515 section 2.4).
 */
final class SentRefer {
    private static final int FIRST_FAILURE = 300;
    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_AUTHENTICATION = 407;

    final Fact.ReferSeen refer;
    final Instant seenAt;

    /** The transfer that it is about, once that is known. */
    @Nullable
    Redirect redirect;

    /** The same one before it was sent with the password; null for none. */
    @Nullable
    SentRefer challenged;

    /** Whether the PBX has sent another REFER since: it does not wait for this one's answer. */
    boolean isFollowed;

    @Nullable
    Integer answer;

    @Nullable
    Instant answeredAt;

    /** What the last NOTIFY that named a status claimed. */
    @Nullable
    Integer notifyStatus;

    /** What came with the status that counts: Retry-After (RFC 3261 section 20.33). */
    private @Nullable Duration retryAfter;

    /** The CSeq of the last NOTIFY that was heard; null before. */
    private @Nullable Long lastNotify;

    /** The status with which the PBX has refused a NOTIFY; null where it has taken all. */
    @Nullable
    Integer refusal;

    /** Whether the far end has ended its subscription. */
    private boolean isOver;

    /** Whether it has said that the target rings. */
    boolean rang;

    /** When the far end hung up; null before. */
    @Nullable
    Instant farEndLeft;

    /** When the PBX hung up; null before. */
    @Nullable
    Instant pbxLeft;

    /** When anything was last heard of it. */
    Instant lastSign;

    SentRefer(Fact.ReferSeen refer, Instant now) {
        this.refer = refer;
        this.seenAt = now;
        this.lastSign = now;
    }

    SipRequest request() {
        return refer.request();
    }

    String callId() {
        return refer.request().callId();
    }

    /** The header Refer-To as it came, or null. */
    @Nullable
    String referTo() {
        ReferTo referTo = refer.referTo();
        return referTo == null ? null : referTo.raw();
    }

    /** Whether this destination of the application Transfer is an address, and this REFER names another. */
    boolean namesAnother(@Nullable String destination) {
        ReferTo named = refer.referTo();
        if (destination == null || named == null || named.uri() == null) {
            return false;
        }
        String goal = destination.substring(destination.indexOf('/') + 1);
        return ReferTo.of(goal).uri() != null && !Redirect.isSameGoal(destination, named.raw());
    }

    void answered(Fact.ReferAnswered fact, Instant now) {
        if (answer == null) {
            answer = fact.status();
            answeredAt = now;
            lastSign = now;
            if (isRefused()) {
                retryAfter = fact.retryAfter();
            }
        }
    }

    void notified(Fact.NotifySeen notify, Instant now) {
        if (hasHeard(notify)) {
            return;
        }
        lastNotify = notify.request().cseq();
        lastSign = now;
        Integer status = notify.status();
        if (status != null) {
            notifyStatus = status;
            rang |= status == 180;
            if (!isRefused()) {
                retryAfter = notify.retryAfter();
            }
        }
        isOver |= notify.terminated() || (status != null && status >= 200);
    }

    /** Whether a NOTIFY, or a later one of its dialog, was heard to be about it. */
    boolean hasHeard(Fact.NotifySeen notify) {
        return lastNotify != null && notify.request().cseq() <= lastNotify;
    }

    /** The PBX has answered a NOTIFY. */
    void notifyAnswered(int status) {
        if (status >= FIRST_FAILURE) {
            refusal = status;
        }
    }

    /** Whether a NOTIFY is the last that was heard of it. */
    boolean isLastToldBy(SipRequest notify) {
        return lastNotify != null
                && lastNotify == notify.cseq()
                && notify.callId().equals(callId())
                && !notify.fromTag().equals(request().fromTag());
    }

    /**
     * Whether the far end only asked for credentials (RFC 3261 section 22): the next REFER counts.
     */
    boolean isChallenged() {
        return answer != null && (answer == UNAUTHORIZED || answer == PROXY_AUTHENTICATION);
    }

    /** Whether another one is the next request of the dialog, and has the same destination. */
    boolean isJustBefore(SentRefer other) {
        return other.request().cseq() == request().cseq() + 1
                && Objects.equals(referTo(), other.referTo());
    }

    /** Whether another one is this one with the password. */
    boolean isRepeatedBy(SentRefer other) {
        return isChallenged() && Objects.equals(referTo(), other.referTo());
    }

    boolean isRefused() {
        return answer != null && answer >= FIRST_FAILURE;
    }

    boolean isAccepted() {
        return answer != null && answer < FIRST_FAILURE;
    }

    /** Whether the far end has reported anything in a NOTIFY. */
    boolean hasReported() {
        return lastNotify != null;
    }

    /** Whether it may still be reported on. */
    boolean isOpen() {
        return !isRefused() && !isOver;
    }

    /** How it ended, by the far end's own words; null while it has said nothing. */
    @Nullable
    Ruling ruling() {
        if (isRefused() && answer != null) {
            Ruling refusal = Ruling.ofStatus(answer, false, retryAfter, basis());
            return isChallenged() ? refusal.asGuess() : refusal;
        }
        if (!isOver) {
            return null;
        }
        return notifyStatus != null && notifyStatus >= 200
                ? Ruling.ofStatus(notifyStatus, rang, retryAfter, basis())
                : Ruling.stated(Reason.NO_NOTIFY, basis() + ", subscription terminated");
    }

    /** What was seen, for the evidence. */
    String basis() {
        return "REFER " + (answer == null ? "not answered" : "answered " + answer)
                + (notifyStatus == null ? "" : ", NOTIFY " + notifyStatus);
    }
}
