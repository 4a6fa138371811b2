package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.ReferTo;
import dev.referee.model.Replaces;
import dev.referee.model.SipRequest;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/**
 * One REFER as the SIP messages show it: its response, and the claims of the NOTIFYs. It adds
 * details to the reports of AMI and ARI, and is the only report of a REFER that Asterisk refuses or
 * gives up before a transfer begins. It never says that a transfer succeeded: neither a 202 nor a
 * NOTIFY 200 does (RFC 3515 section 2.4.5; seen to be false on 22.10.1).
 */
final class Referral {
    /** Where Asterisk sends who is transferred to an address without a user (22.10.1). */
    private static final String WITHOUT_USER = "s";

    final Fact.ReferSeen refer;

    private final Instant seenAt;

    private final ReferDialog dialog;

    /** The transfer that it requested, once there is one. */
    @Nullable
    Case transfer;

    @Nullable
    Integer answer;

    /** Whether the answer says that it is the result, and no refusal before anything was tried. */
    private boolean answerIsResult;

    @Nullable
    Instant answeredAt;

    /** What the last NOTIFY that named a status claimed. */
    private @Nullable Integer notifyStatus;

    /** The CSeq of the NOTIFY that began its subscription, once it was heard. */
    private @Nullable Long begunBy;

    /** Whether another one began a subscription although its own had begun. */
    private boolean begunTwice;

    /** Whether the last NOTIFY said which REFER it is about. */
    private boolean named;

    /** The CSeq of the last NOTIFY that was heard. */
    private @Nullable Long lastNotify;

    private @Nullable Instant lastNotifyAt;

    /** When the NOTIFY with a final status, or the last one, was seen. */
    @Nullable
    Instant notifiedAt;

    /** Whether the phone said BYE, or forgot its REFER (481), before the final NOTIFY. */
    boolean phoneGone;

    Referral(Fact.ReferSeen refer, ReferDialog dialog, Instant now) {
        this.refer = refer;
        this.dialog = dialog;
        seenAt = now;
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
        if (referTo == null || referTo.uri() == null) {
            return null;
        }
        return referTo.user() == null ? WITHOUT_USER : referTo.user();
    }

    void answered(Fact.ReferAnswered seen, Instant now) {
        if (answer == null) {
            answer = seen.status();
            answerIsResult = seen.isResult();
            answeredAt = now;
        }
    }

    /** Whether this NOTIFY was heard before, or one that was sent after it. */
    boolean isPast(Fact.NotifySeen notify) {
        return lastNotify != null && notify.request().cseq() <= lastNotify;
    }

    /** Takes one that came late, after the one with the result, if it is the one before that. */
    void notifiedLate(Fact.NotifySeen notify) {
        if (begunBy == null && lastNotify != null && notify.request().cseq() == lastNotify - 1) {
            begun(notify);
        }
    }

    private void begun(Fact.NotifySeen notify) {
        if (isBeginning(notify)) {
            begunTwice |= begunBy != null;
            begunBy = begunBy == null ? Long.valueOf(notify.request().cseq()) : begunBy;
        }
    }

    /** The first NOTIFY of a subscription says 100 (RFC 3515 section 2.4.4; 16.28 and 22.10.1). */
    private static boolean isBeginning(Fact.NotifySeen notify) {
        return notify.status() != null && notify.status() == 100;
    }

    void notified(Fact.NotifySeen notify, Instant now) {
        lastNotify = notify.request().cseq();
        lastNotifyAt = now;
        named = notify.referCseq() != null;
        begun(notify);
        if (notify.status() != null) {
            notifyStatus = notify.status();
        }
        boolean last = notify.terminated() || (notify.status() != null && notify.status() >= 200);
        if (last && notifiedAt == null) {
            notifiedAt = now;
        }
    }

    /** What the NOTIFYs claim; null while it is not known or may be the claim on another REFER. */
    @Nullable
    Integer notifyStatus() {
        return isCertain() ? notifyStatus : null;
    }

    /**
     * Whether this is the last NOTIFY that was heard of it, and its own for certain. A phone counts
     * its own requests apart, so that one of its may have the same number.
     */
    boolean isLastToldBy(SipRequest notify) {
        return lastNotify != null
                && lastNotify == notify.cseq()
                && !notify.fromTag().equals(refer.request().fromTag())
                && isCertain();
    }

    /**
     * Whether the last NOTIFY is its own for certain. Where nothing was heard of another REFER's NOTIFY,
     * this may have been it.
     */
    private boolean isCertain() {
        Instant heard = lastNotifyAt;
        return named
                || heard == null
                || (isWhole()
                        && dialog.referrals().stream()
                                .noneMatch(
                                        other -> other != this && other.lacksNotify(heard, this)));
    }

    /** Whether all NOTIFYs of one subscription were heard, up to the last one. */
    private boolean isWhole() {
        return lastNotify != null && !begunTwice && dialog.isComplete(begunBy, lastNotify);
    }

    /** Whether its own NOTIFY was not heard, and may be the one that another REFER was given. */
    private boolean lacksNotify(Instant heard, Referral given) {
        Instant ended = transfer == null ? null : transfer.endedAt();
        // AMI and ARI may be ahead of HEP.
        Instant told = ended == null || ended.isBefore(seenAt) ? seenAt : ended;
        boolean over = ended != null && told.plus(Windows.DISORDER).isBefore(given.seenAt);
        return refer.subscribes()
                && !isRefused()
                && !(notifiedAt != null && (named || isWhole()))
                && !hasBegunAfter(given)
                && !seenAt.isAfter(heard.plus(Windows.DISORDER))
                && !over
                && isOfSamePhone(given)
                && mayBeNotifiedOf(given.notifyStatus);
    }

    /** As it should, being the later REFER: Asterisk begins with them in their order. */
    private boolean hasBegunAfter(Referral given) {
        return begunBy != null
                && given.lastNotify != null
                && begunBy > given.lastNotify
                && refer.request().cseq() > given.refer.request().cseq();
    }

    private boolean isOfSamePhone(Referral other) {
        return Objects.equals(refer.request().fromTag(), other.refer.request().fromTag());
    }

    /** Whether a NOTIFY fits to what it has heard of its subscription. */
    boolean isNextIn(Fact.NotifySeen notify) {
        return (begunBy == null) == isBeginning(notify);
    }

    /**
     * Whether another NOTIFY is to come that may still be heard. While its 202 was not heard, a
     * NOTIFY may as well be about another REFER that was not heard at all. The first may cross the
     * phone's BYE.
     */
    boolean awaitsNotify() {
        return refer.subscribes()
                && answer != null
                && !isRefused()
                && notifiedAt == null
                && !(phoneGone && begunBy != null);
    }

    /** Whether the reports of AMI and ARI about its transfer allow such a claim. */
    boolean mayBeNotifiedOf(@Nullable Integer status) {
        Plan told = transfer == null ? null : transfer.plan;
        return told == null || status == null || status < 200 || agrees(status, told.result());
    }

    /**
     * Whether it was accepted before this time and no transfer came of it, or one that has ended by
     * then: Asterisk says so at once (22.10.1).
     */
    boolean hasMissedItsNotify(Instant time) {
        if (transfer == null || transfer.plan == null) {
            return answeredAt != null && answeredAt.isBefore(time);
        }
        return transfer.endedAt() != null && transfer.endedAt().isBefore(time);
    }

    /** When it was heard; not when it became a transfer, which may be later. */
    Instant heardAt() {
        return seenAt;
    }

    /** Whether Asterisk answered that it will not even try. */
    boolean isRefused() {
        return refer.subscribes() && answer != null && answer >= 300;
    }

    /** Whether it can still turn out to be a transfer that AMI and ARI report. */
    boolean mayStillBegin() {
        return !isRefused() && !hasFailed();
    }

    private boolean hasFailed() {
        Integer result = result();
        return resultAt() != null && result != null && result >= 300;
    }

    /** The final status: of the last NOTIFY, or of the response if there is no subscription. */
    private @Nullable Integer result() {
        return refer.subscribes() ? notifyStatus() : answer;
    }

    /** When that was said; null before. */
    @Nullable
    Instant resultAt() {
        return refer.subscribes() ? notifiedAt : answeredAt;
    }

    /**
     * Whether a report of AMI or ARI may be about this REFER.
     *
     * @param kind of transfer that they report
     * @param extension where a blind one goes, or null
     * @param secondCallId of the transferor's other leg, or null
     */
    boolean isMeantBy(
            Plan words, Kind kind, @Nullable String extension, @Nullable String secondCallId) {
        if (isRefused() || !agreesWith(words.result())) {
            return false;
        }
        if (words.course() == Plan.Course.HANDED_OVER) {
            return true;
        }
        if (kind == Kind.BLIND) {
            // A Replaces that names a call of another server goes through this extension.
            return kind() == Kind.BLIND
                    ? extension == null || extension.equals(extension())
                    : "external_replaces".equals(extension);
        }
        Replaces replaces = refer.referTo() == null ? null : refer.referTo().replaces();
        return kind() != Kind.BLIND
                && replaces != null
                && (secondCallId == null || secondCallId.equals(replaces.callId()));
    }

    /** Asterisk derives its claim from the result that AMI and ARI report too (22.10.1). */
    private boolean agreesWith(TransferResult result) {
        Integer claimed = resultAt() == null ? null : result();
        return claimed == null || agrees(claimed, result);
    }

    private static boolean agrees(int claimed, TransferResult result) {
        return switch (claimed) {
            case 400 -> result == TransferResult.INVALID;
            case 403 -> result == TransferResult.NOT_PERMITTED;
            case 500 -> result == TransferResult.FAIL;
            // Where it began, the claim may tell how it ends or not.
            default -> mayHaveBegun(claimed) && result == TransferResult.SUCCESS;
        };
    }

    /** Whether the final status means that no other source reports it. */
    boolean neverBegan() {
        Integer result = result();
        return result != null && !mayHaveBegun(result);
    }

    private static boolean mayHaveBegun(int claimed) {
        return switch (claimed) {
            case 404, 481, 501, 603 -> false;
            default -> true;
        };
    }

    /** Why it failed before a transfer began; null while it is not known to have. */
    @Nullable
    Reason failure() {
        if (isRefused() && answer != null) {
            return byAnswer(answer);
        }
        Integer result = result();
        if (result == null || !hasFailed()) {
            return null;
        }
        return refer.subscribes() || answerIsResult ? byNotify(result) : byAnswer(result);
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

    /**
     * The final NOTIFYs of transfers that never began (22.10.1). Null for others, as 503: the
     * dialplan ended unanswered, and only AMI and ARI know why.
     */
    private @Nullable Reason byNotify(int status) {
        return switch (status) {
            case 400 -> kind() == Kind.BLIND ? Reason.NOT_BRIDGED : Reason.MALFORMED_REFER;
            case 403 -> Reason.NOT_PERMITTED;
            case 404 -> kind() == Kind.BLIND ? Reason.NO_SUCH_EXTENSION : Reason.DIALOG_NOT_FOUND;
            case 486, 600 -> Reason.BUSY;
            case 500 -> Reason.INTERNAL_ERROR;
            case 603 -> kind() == Kind.BLIND ? null : Reason.TARGET_GONE;
            default -> null;
        };
    }

    /** What was seen, for the evidence. */
    String basis() {
        return notifyStatus() == null
                ? "REFER answered " + answer
                : "REFER answered " + answer + ", NOTIFY claims " + notifyStatus;
    }
}
