package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.fail;

import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The simulation is worth what its facts are worth: each recorded call is, told by AMI and by ARI,
 * one of those that the simulation makes. A fact that the simulation leaves out or invents fails it.
 */
class SimulatedAsRecordedTest {
    private static final int CALLS = 50_000;

    /** By source, story and reason: the different outlines of such a call. */
    private static final Map<String, Set<List<String>>> SIMULATED = new HashMap<>();

    @BeforeAll
    static void simulate() {
        for (int seed = 0; seed < CALLS; seed++) {
            SimulatedPbx pbx = new SimulatedPbx(new Random(seed), "one", Instant.EPOCH);
            SimulatedCalls calls = new SimulatedCalls(pbx);
            calls.makeOne();
            if (calls.truths().size() == 1) {
                Truth truth = calls.truths().getFirst();
                for (Source source : Weather.BOTH) {
                    SIMULATED
                            .computeIfAbsent(
                                    key(source, truth.story(), truth.reason()),
                                    one -> new LinkedHashSet<>())
                            .add(Outline.of(pbx.toldBy(source)));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "blind-busy, blind to PHONE_IS_BUSY, BUSY",
        "blind-answered, blind to PHONE_ANSWERS, ANSWERED",
        "blind-declined, blind to PHONE_DECLINES, DECLINED",
        "blind-noanswer, blind to PHONE_RINGS_IN_VAIN, NO_ANSWER",
        "attended-bridge, attended, BRIDGED",
        "attended-refer-on-consult-leg, attended, BRIDGED",
        "attended-to-app, attended to Echo, APPLICATION",
        "attended-early-ringing, 'semi-attended, ANSWERS', ANSWERED",
        "refer-on-unbridged-leg, not bridged, NOT_BRIDGED",
        "dtmf-attended, attended by feature code, BRIDGED",
    })
    void theRecordedCallIsOneOfTheSimulated(String recorded, String story, Reason reason) {
        StringBuilder differences = new StringBuilder();
        for (Source source : Weather.BOTH) {
            List<String> real =
                    Outline.of(RecordedCall.read(recorded).only(source).heard());
            Set<List<String>> simulated =
                    SIMULATED.getOrDefault(key(source, story, reason), Set.of());
            if (!simulated.contains(real)) {
                differences.append(source).append(": recorded\n  ");
                differences.append(String.join("\n  ", real)).append("\nnearest of ");
                differences.append(simulated.size()).append(" simulated\n  ");
                differences
                        .append(String.join("\n  ", nearest(real, simulated)))
                        .append('\n');
            }
        }
        if (!differences.isEmpty()) {
            fail(differences.toString());
        }
    }

    private static List<String> nearest(List<String> real, Set<List<String>> simulated) {
        List<String> nearest = List.of();
        int fewest = Integer.MAX_VALUE;
        for (List<String> one : simulated) {
            List<String> left = words(real);
            List<String> more = words(one);
            words(one).forEach(left::remove);
            words(real).forEach(more::remove);
            if (left.size() + more.size() < fewest) {
                fewest = left.size() + more.size();
                nearest = one;
            }
        }
        return nearest;
    }

    private static List<String> words(List<String> outline) {
        List<String> words = new ArrayList<>();
        outline.forEach(line -> words.addAll(List.of(line.split(", "))));
        return words;
    }

    private static String key(Source source, String story, Reason reason) {
        return source + " " + story + " " + reason;
    }
}
