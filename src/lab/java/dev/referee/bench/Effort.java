package dev.referee.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param warmUps rounds of events that do not count
 * @param rounds rounds that count; each measures everything that is compared once
 * @param frames AMI frames of one round
 * @param served transfers that a server has seen before its latency counts
 * @param transfers whose end is waited for, in each round and at each size
 * @param hooked transfers that webhooks tell, in each round
 * @param pacedSeconds how long a turn takes in which the PBX speaks at a steady pace
 * @param sizes live calls and connections, the smallest first
 * @param mostConnections where to stop looking for the most connections
 */
record Effort(
        int warmUps,
        int rounds,
        int frames,
        int served,
        int transfers,
        int hooked,
        int pacedSeconds,
        List<Integer> sizes,
        int mostConnections) {
    static final Effort FULL = new Effort(
            40, 5, 100_000, 5_000, 150, 5_000, 60, List.of(100, 1_000, 10_000), 1_000_000);

    /** Minutes less, and less sure. */
    static final Effort QUICK =
            new Effort(20, 3, 50_000, 1_000, 60, 3_000, 10, List.of(100, 1_000), 2_000);

    /** Shows only that everything works. */
    static final Effort TINY = new Effort(0, 1, 2_000, 20, 5, 20, 4, List.of(5, 20), 40);
}
