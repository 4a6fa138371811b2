package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.correlate.RecordedCall.Line;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Every recorded call with some of its lines lost, doubled, cut short or swapped, through the
 * parsers and the correlator: detail may be missing, but nothing false may be said. Known to
 * fail with some other seeds: see Proof in docs/ARCHITECTURE.md. Another seed or
 * more rounds: {@code -Ddamage.seed=7 -Ddamage.rounds=10000}.
 */
class DamagedCallsTest {
    private static final long SEED = Long.getLong("damage.seed", 20_260_101);
    private static final int ROUNDS = Integer.getInteger("damage.rounds", 40);

    /** Longer than any transfer may stay undecided. */
    private static final Duration LONG_AFTER = Duration.ofDays(2);

    @TestFactory
    Stream<DynamicTest> damageTakesDetailAwayAndAddsNothing() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String folder : RecordedCallsTest.FOLDERS) {
            RecordedCallsTest.expected(folder)
                    .properties()
                    .forEach(entry -> tests.add(DynamicTest.dynamicTest(
                            folder + entry.getKey(),
                            () -> damage(folder + entry.getKey(), entry.getValue()))));
        }
        return tests.stream();
    }

    private static void damage(String name, JsonNode truths) {
        List<Line> whole = RecordedCall.lines(name);
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            String told = "round " + round + " of -Ddamage.seed=" + SEED + ", or -Ddamage.seed="
                    + seed + " -Ddamage.rounds=1";
            List<TransferEvent> events = List.of();
            try {
                List<Line> damaged = damaged(whole, new Random(seed));
                events = RecordedCall.of(name, damaged).events(LONG_AFTER);
            } catch (RuntimeException e) {
                fail(told, e);
            }
            compare(events, truths, told + ": " + events);
        }
    }

    private static void compare(List<TransferEvent> events, JsonNode truths, String told) {
        Map<String, Transfer> ends = new HashMap<>();
        Map<String, Transfer> latest = new HashMap<>();
        for (TransferEvent event : events) {
            Transfer transfer = event.transfer();
            assertNull(ends.get(transfer.id()), told);
            latest.put(transfer.id(), transfer);
            if (transfer.state().isEnd()) {
                ends.put(transfer.id(), transfer);
            }
        }
        assertEquals(ends, latest, told);
        assertTrue(ends.size() <= truths.size(), told);
        long completed = 0;
        for (JsonNode truth : truths) {
            completed += truth.get("state").asText().equals("completed") ? 1 : 0;
        }
        long toldCompleted = ends.values().stream()
                .filter(end -> end.state() == State.COMPLETED)
                .count();
        assertFalse(toldCompleted > completed, told);
    }

    /** One line in twenty, or one in two hundred, is not what it was. */
    private static List<Line> damaged(List<Line> whole, Random random) {
        int oneIn = random.nextBoolean() ? 20 : 200;
        List<Line> lines = new ArrayList<>();
        for (Line line : whole) {
            if (random.nextInt(oneIn) != 0) {
                lines.add(line);
                continue;
            }
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> lines.addAll(List.of(line, line));
                case 2 -> lines.add(cutShort(line, random));
                default -> {
                    lines.add(line);
                    swapLast(lines);
                }
            }
        }
        return lines;
    }

    private static Line cutShort(Line line, Random random) {
        String data = line.data();
        return new Line(
                line.at(), line.source(), data.substring(0, random.nextInt(data.length() + 1)));
    }

    /** Two lines change places, and the times stay. */
    private static void swapLast(List<Line> lines) {
        int last = lines.size() - 1;
        if (last < 1) {
            return;
        }
        Line late = lines.get(last);
        Line early = lines.get(last - 1);
        lines.set(last - 1, new Line(early.at(), late.source(), late.data()));
        lines.set(last, new Line(late.at(), early.source(), early.data()));
    }
}
