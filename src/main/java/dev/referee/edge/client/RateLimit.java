package dev.referee.edge.client;

/** Counts how often something happened in the current minute. Used on the edge's context only. */
public final class RateLimit {
    private static final long MINUTE_MS = 60_000;

    private long since;
    private int used;

    /**
     * Counts one more.
     *
     * @param most allowed in a minute, 0 or more
     * @param nowMs milliseconds since any fixed moment
     * @return false if the limit is reached; then it is not counted
     */
    public boolean take(int most, long nowMs) {
        if (isUnused(nowMs)) {
            since = nowMs;
            used = 0;
        }
        if (used >= most) {
            return false;
        }
        used++;
        return true;
    }

    /** Counts one less. */
    public void giveBack() {
        used = Math.max(0, used - 1);
    }

    /** Whether there was none within the present minute. */
    boolean isUnused(long nowMs) {
        return used == 0 || nowMs - since >= MINUTE_MS;
    }
}
