package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * The promises of the correlator, kept on simulated PBXes. {@code
 * -Dreferee.simulation.transfers=1000000} judges so many transfers instead of some thousands;
 * {@code -Dreferee.simulation.seed=…} begins with this seed, as a failure names it, instead of 1.
 */
class SimulationTest {
    private static final int TRANSFERS = Integer.getInteger("referee.simulation.transfers", 8_000);
    private static final long SEED = Long.getLong("referee.simulation.seed", 1);

    @Test
    void everySimulatedTransferEndsAsItTrulyDid() {
        long seed = SEED;
        for (int judged = 0; judged < TRANSFERS; seed++) {
            judged += Simulation.run(seed);
        }
        assertTrue(seed > SEED);
    }
}
