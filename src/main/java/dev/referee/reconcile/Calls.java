package dev.referee.reconcile;

import dev.referee.model.CallRecord.Gone;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The calls that a dialplan makes for a transferee, one after the other or several at once, and the
 * time in between: without any, no application has served the transferee.
 */
final class Calls {
    /** In a second nobody is served: neither voicemail nor a menu gets to its first question. */
    private static final Duration NO_TIME = Duration.ofSeconds(1);

    private static final int MOST = 100;
    private static final int DECLINED = 21;
    private static final int BUSY = 17;

    private final Set<String> legs = new HashSet<>();
    private Instant idleSince;
    private Duration idle = Duration.ZERO;
    private boolean called;
    private boolean doubtful;

    /**
     * @param transferred from when on it counts
     */
    Calls(Instant transferred) {
        this.idleSince = transferred;
    }

    /** A leg came to be. */
    void begun(String leg, Instant at) {
        if (legs.size() == MOST) {
            doubtful = true;
            return;
        }
        if (legs.isEmpty()) {
            idle = idle.plus(Duration.between(idleSince, at));
        }
        called = true;
        legs.add(leg);
    }

    /** A leg is gone, which may be another's. */
    void ended(String leg, Instant at) {
        if (legs.remove(leg) && legs.isEmpty()) {
            idleSince = at;
        }
    }

    /** It cannot be told any more whose calls these are. */
    void doubt() {
        doubtful = true;
    }

    /**
     * Why nobody was reached by a transferee who has hung up; null where an application may have
     * served it, or the records do not say.
     */
    @Nullable
    Reason inVain(Instant at, Gone gone) {
        Duration unattended = legs.isEmpty() ? idle.plus(Duration.between(idleSince, at)) : idle;
        if (!called || doubtful || unattended.compareTo(NO_TIME) > 0) {
            return null;
        }
        Integer cause = gone.cause();
        return switch (gone.dialStatus()) {
            case "CANCEL" -> Reason.TRANSFEREE_HUNG_UP;
            case "BUSY" -> Reason.BUSY;
            // Asterisk hands the cause of the last call down: 21 for a 603 or 403 (16.28, 22.10.1).
            case "NOANSWER" ->
                cause == null
                        ? Reason.NO_ANSWER
                        : switch (cause) {
                            case DECLINED -> Reason.DECLINED;
                            case BUSY -> Reason.BUSY;
                            default -> Reason.NO_ANSWER;
                        };
            case "CHANUNAVAIL" -> Reason.UNREACHABLE;
            case "CONGESTION" -> Reason.CONGESTION;
            default -> null;
        };
    }
}
