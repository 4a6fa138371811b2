package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * The promises of the correlator, kept on simulated PBXes: every simulated hour is watched whole,
 * late, doubled and cut, with HEP's packets whole, late, lossy and off, and every end is compared
 * with the truth. One million of them, instead of some thousands:
 *
 * <pre>mvn -B test -Dtest=SimulationTest -Dreferee.simulation.transfers=1000000</pre>
 *
 * <p>{@code -Dreferee.simulation.seed=…} begins with this seed, as a failure names it, alone.
 * {@code -Dreferee.simulation.kinds=new} makes the calls that reports from the field are about alone,
 * {@code old} the plain ones alone, {@code outgoing} those in which the PBX itself asks for a transfer,
 * {@code all}, the default, all of them. {@code
 * -Dreferee.simulation.calls.together=1} puts each call on a PBX of its own, for a short story.
 */
@ParameterizedClass
@Seeds("referee.simulation.seed")
class SimulationTest {
    private static final int TRANSFERS = Integer.getInteger("referee.simulation.transfers", 8_000);

    private final long firstSeed;

    SimulationTest(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    @Test
    void everySimulatedTransferEndsAsItTrulyDid() {
        Pace pace = new Pace("transfers", TRANSFERS);
        long seed = firstSeed;
        for (int judged = 0; judged < TRANSFERS; seed++) {
            judged += Simulation.run(seed);
            pace.reached(judged, "next seed " + (seed + 1));
        }
        assertTrue(seed > firstSeed);
    }
}
