package dev.referee.correlate;

import dev.referee.correlate.Assessment.Certainty;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

/**
 * Why a target was not reached: first the device's own hangup cause and SIP status, then what
 * Asterisk's dialplan made of them.
 *
 * <p>A SIP status adds nothing to the cause that Asterisk derives from it. So the reason is the
 * same if the status is unknown: before Asterisk 20.17 and 22.7, and without HEP.
 *
 * @param target the leg that failed, or null when none was even called
 * @param application the application that could not serve the caller, or null
 * @param basis what was seen, for the evidence
 */
record Failure(
        Reason reason,
        Certainty certainty,
        @Nullable Leg target,
        @Nullable String application,
        String basis) {

    /** Of a phone. */
    Failure(Reason reason, Certainty certainty, @Nullable Leg target, String basis) {
        this(reason, certainty, target, null, basis);
    }

    /** No route, for the caller itself: what it was sent to does not exist. */
    static final int UNALLOCATED = 1;

    /** Asterisk's cause for what fits nowhere else: {@code AST_CAUSE_INTERWORKING}. */
    private static final int INTERWORKING = 127;

    private static final int CONGESTION = 34;

    /** For one dial that ended without an answer. */
    static Failure of(Attempt attempt) {
        Reason reason = byDevice(attempt);
        return reason == null
                ? new Failure(
                        byDialStatus(statusOf(attempt)),
                        Certainty.STATED,
                        attempt.dialled,
                        describe(attempt))
                : new Failure(reason, Certainty.SEEN, attempt.dialled, describe(attempt));
    }

    private static @Nullable Reason byDevice(Attempt attempt) {
        if ("CANCEL".equals(attempt.status())) {
            // Asterisk ended it, and handed the caller's cause down (127, TechCause 500: 22.10.1).
            return null;
        }
        Leg target = attempt.dialled;
        Reason reason = byDeviceCause(target.end.cause, attempt.ringing);
        return reason == null
                ? byDeviceCause(causeOf(target.end.sipStatus), attempt.ringing)
                : reason;
    }

    private static @Nullable Reason byDeviceCause(@Nullable Integer cause, boolean rang) {
        Reason reason = byCause(cause, rang);
        if (reason != null || cause == null) {
            return reason;
        }
        return switch (cause) {
            case 102 -> Reason.CONGESTION;
            case 28, 29, 58, INTERWORKING -> Reason.REFUSED;
            default -> null;
        };
    }

    /**
     * The cause that Asterisk gives a leg for a final SIP status from its device: {@code
     * ast_sip_hangup_sip2cause} in res_pjsip.c (22), {@code hangup_sip2cause} in chan_pjsip.c (16).
     * Null for one that does not decide.
     */
    private static @Nullable Integer causeOf(@Nullable Integer status) {
        // 3xx leads elsewhere, and 487 answers Asterisk's own CANCEL: no word of the target.
        if (status == null || status < 400 || status == 487) {
            return null;
        }
        return switch (status) {
            case 404, 485, 604 -> 1;
            case 420 -> 3;
            case 486, 600 -> 17;
            case 408 -> 18;
            case 480, 483 -> 19;
            case 401, 403, 407, 603 -> 21;
            case 410 -> 22;
            case 502 -> 27;
            case 484 -> 28;
            case 501 -> 29;
            case 500 -> 38;
            case 409 -> 41;
            case 488, 606 -> 58;
            case 504 -> 102;
            default -> status >= 500 && status < 600 && status != 505 ? CONGESTION : INTERWORKING;
        };
    }

    /**
     * For a Q.850 cause that the dialplan, or the device that it called, has left on a channel; null
     * for one that does not decide.
     */
    static @Nullable Reason byCause(@Nullable Integer cause, boolean rang) {
        if (cause == null) {
            return null;
        }
        return switch (cause) {
            case 17 -> Reason.BUSY;
            // Seen on 22.10.1: a 603 gives this cause, and DialStatus NOANSWER. So does a 403.
            case 21 -> Reason.DECLINED;
            // Timed out or "temporarily unavailable": phones also say so after ringing in vain.
            case 18, 19 -> rang ? Reason.NO_ANSWER : Reason.UNREACHABLE;
            case 1, 2, 3, 20, 22, 27 -> Reason.UNREACHABLE;
            case CONGESTION, 38, 41, 42, 44, 47 -> Reason.CONGESTION;
            default -> null;
        };
    }

    /** Originate and FollowMe report no end of an unanswered dial (22.10.1). */
    private static @Nullable String statusOf(Attempt attempt) {
        return attempt.status() == null ? "NOANSWER" : attempt.status();
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
            case "UNKNOWN" -> Reason.APPLICATION_FAILED;
            default -> Reason.UNREACHABLE;
        };
    }

    /**
     * For a final SIP status by which a far end says that it has not reached somebody: 300 to 699.
     *
     * @param rang whether it has said before that the target rings
     */
    static Reason byStatus(int status, boolean rang) {
        Reason reason = byDeviceCause(causeOf(status), rang);
        return reason == null ? Reason.REFUSED : reason;
    }

    private static String describe(Attempt attempt) {
        Leg target = attempt.dialled;
        StringBuilder text = new StringBuilder("dial ended ").append(attempt.status());
        if (target.end.cause != null) {
            text.append(", cause ").append(target.end.cause);
        }
        if (target.end.sipStatus != null) {
            text.append(", SIP ").append(target.end.sipStatus);
        }
        return text.toString();
    }
}
