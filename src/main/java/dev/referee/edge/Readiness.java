package dev.referee.edge;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Whether Referee sees what it must see: what {@code /readyz} answers.
 *
 * @param sources every source that there can be
 * @param warnings which transfers are not reported as things stand; they make nothing unready
 */
public record Readiness(List<Source> sources, List<Warning> warnings) {
    public Readiness {
        sources = List.copyOf(sources);
        warnings = List.copyOf(warnings);
    }

    /** Without a warning. */
    public Readiness(List<Source> sources) {
        this(sources, List.of());
    }

    /** Whether all of them are up that are needed. */
    public boolean ready() {
        return sources.stream().allMatch(source -> source.up() || !source.needed());
    }

    /** How a source stands. */
    public enum State {
        /** It tells what happens. */
        CONNECTED,
        /** It hears what is sent to it, if anything is: UDP knows no connection. */
        LISTENING,
        /** It never was connected, or is just being connected again. */
        CONNECTING,
        /** It was connected and is not any more. */
        LOST,
        /** It is not to be listened to. */
        NOT_CONFIGURED
    }

    /**
     * What is not reported as things stand, although all that is needed is up.
     *
     * @param code for programs; a contract
     * @param message for an administrator: what is missed and what to do; holds no secret
     */
    public record Warning(String code, String message) {}

    /**
     * One source.
     *
     * @param name for example {@code main/ami}
     * @param needed false for one that only adds detail, or is not configured
     * @param since when it was connected or lost; null where that is not known or has no meaning
     * @param lastHeard when something was last heard of a source that knows no connection; null for
     *     never and for the others
     * @param detail one sentence for an administrator; anybody can read it, so it holds no secret
     */
    public record Source(
            String name,
            State state,
            boolean needed,
            @Nullable Instant since,
            @Nullable Instant lastHeard,
            String detail) {
        /** Whether it does its work. */
        public boolean up() {
            return state == State.CONNECTED || state == State.LISTENING;
        }
    }
}
