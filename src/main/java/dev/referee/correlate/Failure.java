package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.correlate.Leg.Attempt;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

/**
 * Why a target was not reached: the device's own words first (SIP status, hangup cause), then what
 * Asterisk's dialplan made of them.
 *
 * @param target the leg that failed, or null when none was even called
 * @param basis what was seen, for the evidence
 */
record Failure(Reason reason, Certainty certainty, @Nullable Leg target, String basis) {

    /** For one dial that ended without an answer. */
    static Failure of(Attempt attempt) {
        Leg target = attempt.dialled;
        Reason reason = bySip(target.sipStatus, attempt.ringing);
        if (reason == null) {
            reason = byCause(target.cause, attempt.ringing);
        }
        if (reason != null) {
            return new Failure(reason, Certainty.SEEN, target, describe(attempt));
        }
        return new Failure(
                byDialStatus(attempt.status), Certainty.STATED, target, describe(attempt));
    }

    /** For a final SIP status from the target's device; null for one that does not decide. */
    private static @Nullable Reason bySip(@Nullable Integer status, boolean rang) {
        if (status == null || status < 300) {
            return null;
        }
        return switch (status) {
            // RFC 3261 sections 21.4.24 and 21.6.1.
            case 486, 600 -> Reason.BUSY;
            // RFC 3261 section 21.6.2, RFC 8197 (607), RFC 8688 (608).
            case 603, 607, 608 -> Reason.DECLINED;
            // Timed out or "temporarily unavailable": phones also say so after ringing in vain.
            case 408, 480 -> rang ? Reason.NO_ANSWER : Reason.UNREACHABLE;
            case 503 -> Reason.CONGESTION;
            // The answer to our own CANCEL says nothing about the target.
            case 487 -> null;
            default -> Reason.REFUSED;
        };
    }

    /** For a Q.850 cause; null for one that does not decide. */
    static @Nullable Reason byCause(@Nullable Integer cause, boolean rang) {
        if (cause == null) {
            return null;
        }
        return switch (cause) {
            case 17 -> Reason.BUSY;
            // Seen on 22.10.1: a 603 gives this cause, and DialStatus NOANSWER.
            case 21 -> Reason.DECLINED;
            case 18, 19 -> rang ? Reason.NO_ANSWER : Reason.UNREACHABLE;
            case 1, 2, 3, 20, 22, 27 -> Reason.UNREACHABLE;
            case 34, 38, 41, 42, 44, 47 -> Reason.CONGESTION;
            default -> null;
        };
    }

    /** For Asterisk's DIALSTATUS. */
    static Reason byDialStatus(@Nullable String status) {
        if (status == null) {
            return Reason.INTERNAL_ERROR;
        }
        return switch (status) {
            case "BUSY" -> Reason.BUSY;
            case "NOANSWER", "CANCEL" -> Reason.NO_ANSWER;
            case "CHANUNAVAIL" -> Reason.UNREACHABLE;
            case "CONGESTION" -> Reason.CONGESTION;
            case "DONTCALL", "TORTURE" -> Reason.DECLINED;
            case "INVALIDARGS" -> Reason.INTERNAL_ERROR;
            default -> Reason.REFUSED;
        };
    }

    /** For Asterisk's QUEUESTATUS. */
    static Reason byQueueStatus(String status) {
        return switch (status) {
            case "TIMEOUT" -> Reason.NO_ANSWER;
            case "FULL" -> Reason.CONGESTION;
            default -> Reason.UNREACHABLE;
        };
    }

    private static String describe(Attempt attempt) {
        Leg target = attempt.dialled;
        StringBuilder text = new StringBuilder("dial ended ").append(attempt.status);
        if (target.cause != null) {
            text.append(", cause ").append(target.cause);
        }
        if (target.sipStatus != null) {
            text.append(", SIP ").append(target.sipStatus);
        }
        return text.toString();
    }
}
