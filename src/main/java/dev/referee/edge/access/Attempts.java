package dev.referee.edge.access;

import dev.referee.edge.client.RateLimit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts the tries to get in with what may be a guess, by the address that they come from. Bounded:
 * of too many addresses the one that tried longest ago is forgotten. Used on the edge's context only.
 */
final class Attempts {
    static final int MOST_ADDRESSES = 10_000;

    private final int mostOfOne;
    private final int mostOfAddress;
    private final LongSupplier clock;
    private final Map<String, RateLimit> byAddress = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates one that has counted none.
     *
     * @param mostOfOne per connection and minute
     * @param mostOfAddress per address and minute
     * @param clock milliseconds since any fixed moment
     */
    Attempts(int mostOfOne, int mostOfAddress, LongSupplier clock) {
        this.mostOfOne = mostOfOne;
        this.mostOfAddress = mostOfAddress;
        this.clock = clock;
    }

    /**
     * Counts one more, of a connection and of its address.
     *
     * @return false when either had as many as it may
     */
    boolean take(RateLimit ofOne, String address) {
        long now = clock.getAsLong();
        RateLimit ofAddress = byAddress.computeIfAbsent(address, key -> new RateLimit());
        if (byAddress.size() > MOST_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        return ofOne.take(mostOfOne, now) && ofAddress.take(mostOfAddress, now);
    }

    /** Counts one less: it was no guess. */
    void giveBack(RateLimit ofOne, String address) {
        ofOne.giveBack();
        RateLimit ofAddress = byAddress.get(address);
        if (ofAddress != null) {
            ofAddress.giveBack();
        }
    }

    /** How many addresses it remembers. */
    int size() {
        return byAddress.size();
    }
}
