package dev.referee.edge;

import java.util.List;

/**
 * Whether Referee sees what it must see: what {@code /readyz} answers.
 *
 * @param sources every configured connection to a PBX
 */
public record Readiness(List<Source> sources) {
    public Readiness {
        sources = List.copyOf(sources);
    }

    /** Whether all of them are up that are needed. */
    public boolean ready() {
        return sources.stream().allMatch(source -> source.up() || !source.needed());
    }

    /**
     * One connection.
     *
     * @param name for example {@code main/ami}
     * @param needed false for one that only adds detail
     * @param detail one sentence for an administrator; anybody can read it, so it holds no secret
     */
    public record Source(String name, boolean up, boolean needed, String detail) {}
}
