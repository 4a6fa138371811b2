package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.Seeds;
import dev.referee.correlate.RecordedCall.Line;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every recorded call with some of its lines lost, doubled, cut short or swapped, through the
 * parsers and the correlator: detail may be missing, but nothing false may be said. Another seed or
 * more rounds: {@code -Ddamage.seed=7 -Ddamage.rounds=10000}.
 *
 * <p>No more ends than there were transfers, and no {@code completed} that was none, holds on a
 * condition: that the damage has left the {@link #DECIDING} lines alone. One of those may be the only
 * one that says the contrary. Where only it tells that the target had hung up before the two were
 * joined, what is left shows two who share a bridge; and a uniqueid that is cut short is another
 * channel's. That nothing throws, that every transfer ends once, and that nothing is told of a plain
 * call, holds whatever is damaged.
 */
@ParameterizedClass
@Seeds("damage.seed")
class DamagedCallsTest {
    private static final int ROUNDS = Integer.getInteger("damage.rounds", 40);

    /**
     * The lines that say who is in a bridge, who hangs up or is gone, whom somebody begins to dial, what
     * runs and what it said of itself, that a transfer took place, and a leg's Call-ID: one that is cut
     * short is another dialog's. Not among them are, in AMI, how
     * a dial goes on and ends, and in both ringing, who left a bridge, new channels, their states, and
     * snapshots.
     */
    private static final Pattern DECIDING = Pattern.compile("^Event: (?:Attended|Blind)Transfer\r"
            + "|^Event: (?:BridgeEnter|DialBegin|Hangup|HangupRequest|SoftHangupRequest|Newexten|VarSet)\r"
            + "|#referee-dialog-callid-"
            + "|\"type\":\"(?:BridgeAttendedTransfer|BridgeBlindTransfer|ChannelEnteredBridge"
            + "|ChannelHangupRequest|ChannelDestroyed|ChannelDialplan|ChannelVarset|Dial"
            + "|RefereeChannelRead)\"");

    /** Longer than any transfer may stay undecided. */
    private static final Duration LONG_AFTER = Duration.ofDays(2);

    private final long firstSeed;

    DamagedCallsTest(long firstSeed) {
        this.firstSeed = firstSeed;
    }

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

    private void damage(String name, JsonNode truths) {
        List<Line> whole = RecordedCall.lines(name);
        for (int round = 0; round < ROUNDS; round++) {
            long seed = firstSeed + round;
            String told = "round " + round + " of -Ddamage.seed=" + firstSeed
                    + ", or -Ddamage.seed=" + seed + " -Ddamage.rounds=1";
            Collection<Transfer> ends = ends(name, damaged(whole, new Random(seed), false), told);
            if (!isTrue(ends, truths) && !truths.isEmpty()) {
                ends = ends(name, damaged(whole, new Random(seed), true), told);
            }
            assertTrue(isTrue(ends, truths), told + ": " + ends);
        }
    }

    private static Collection<Transfer> ends(String name, List<Line> damaged, String told) {
        List<TransferEvent> events = List.of();
        try {
            events = RecordedCall.of(name, damaged).events(LONG_AFTER);
        } catch (RuntimeException e) {
            fail(told, e);
        }
        return endsOnce(events, told + ": " + events);
    }

    private static Collection<Transfer> endsOnce(List<TransferEvent> events, String told) {
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
        return ends.values().stream().filter(end -> end.follows() == null).toList();
    }

    private static boolean isTrue(Collection<Transfer> ends, JsonNode truths) {
        long completed = 0;
        for (JsonNode truth : truths) {
            completed += truth.get("state").asText().equals("completed") ? 1 : 0;
        }
        long toldCompleted =
                ends.stream().filter(end -> end.state() == State.COMPLETED).count();
        return ends.size() <= truths.size() && toldCompleted <= completed;
    }

    /**
     * One line in twenty, or one in two hundred, is not what it was.
     *
     * @param spared whether the deciding lines are left alone, and the others damaged as else
     */
    private static List<Line> damaged(List<Line> whole, Random random, boolean spared) {
        int oneIn = random.nextBoolean() ? 20 : 200;
        List<Line> lines = new ArrayList<>();
        for (Line line : whole) {
            if (random.nextInt(oneIn) != 0) {
                lines.add(line);
                continue;
            }
            int manner = random.nextInt(4);
            Line shorter = manner == 2 ? cutShort(line, random) : line;
            boolean isSpared = spared && DECIDING.matcher(line.data()).find();
            switch (isSpared ? -1 : manner) {
                case -1 -> lines.add(line);
                case 0 -> {}
                case 1 -> lines.addAll(List.of(line, line));
                case 2 -> lines.add(shorter);
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
