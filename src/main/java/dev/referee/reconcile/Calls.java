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
    /** Those that were called before any of them was over. */
    private final Set<String> first = new HashSet<>();

    private boolean anyOver;
    private Instant idleSince;
    private Duration idle = Duration.ZERO;
    private int begun;
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
        legs.add(leg);
        if (!anyOver && !hadTime()) {
            first.add(leg);
        }
        begun++;
    }

    /** A leg is gone, which may be another's. */
    void ended(String leg, Instant at) {
        if (legs.remove(leg)) {
            anyOver = true;
            if (legs.isEmpty()) {
                idleSince = at;
            }
        }
    }

    /** Whether an application may have served the transferee in between. */
    private boolean hadTime() {
        return idle.compareTo(NO_TIME) > 0;
    }

    /** Whether a leg is one of those that the transfer itself called, and no dialplan after it. */
    boolean isGoal(String leg) {
        return !doubtful && first.contains(leg);
    }

    /** The one leg that was called, or null where there were several, or none. */
    @Nullable
    String only() {
        return !doubtful && begun == 1 ? first.stream().findFirst().orElse(null) : null;
    }

    /** It cannot be told any more whose calls these are. */
    void doubt() {
        doubtful = true;
    }

    /**
     * Why nobody was reached by a transferee who has hung up; null where an application may have
     * served it, or the records do not say.
     *
     * @param channel its name
     */
    @Nullable
    Reason inVain(Instant at, String channel, Gone gone) {
        if (legs.isEmpty()) {
            idle = idle.plus(Duration.between(idleSince, at));
            idleSince = at;
        }
        if (begun == 0 || doubtful || hadTime()) {
            return null;
        }
        boolean hungUp = gone.source().equals(channel);
        if (gone.dialStatus().equals("CANCEL")) {
            return hungUp ? Reason.TRANSFEREE_HUNG_UP : null;
        }
        if (hungUp) {
            // In that second the target may have refused just after it: Dial takes whichever of
            // the two it reads first (22.10.1).
            return null;
        }
        Integer cause = gone.cause();
        // A stopping Asterisk ends calls as if nobody had answered, and without a cause (AMI's
        // Hangup of 22.10.1). That the called leg is over may be written a moment after the
        // caller's hangup.
        if (cause == null) {
            return null;
        }
        return switch (gone.dialStatus()) {
            case "BUSY" -> Reason.BUSY;
            // Asterisk hands the cause of the last call down: 21 for a 603 or 403 (16.28, 22.10.1).
            case "NOANSWER" ->
                switch (cause) {
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
