package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.log.DialogBook;
import dev.referee.log.MemoryLog;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One Asterisk that runs on and on, and one Referee beside it. One million calls instead of some
 * thousands: {@code mvn -B test -Dtest=NothingOutlivesItsCallsTest
 * -Dreferee.simulation.calls=1000000}.
 */
@Isolated("it measures the heap that all tests share")
class NothingOutlivesItsCallsTest {
    private static final int CALLS = Integer.getInteger("referee.simulation.calls", 20_000);
    private static final int CALLS_AT_ONCE = 50;
    private static final int DIALOGS = 1_000;

    /** What the heap may differ by between two moments at which nothing is remembered. */
    private static final double FLAT = 1.1;

    private static final Duration LAG = Duration.ofMillis(1_500);
    private static final SipWeather LOSSY =
            new SipWeather("lossy HEP", 4, 4, LAG, Duration.ofMillis(20));

    private final Pace pace = new Pace("calls", CALLS);
    private final Random random = new Random(1);
    private final Correlator correlator = new Correlator("main", Limits.DEFAULT);
    private final DialogBook dialogs = new DialogBook(DIALOGS);
    private final MemoryLog log = new MemoryLog(10_000, Duration.ofMinutes(10), () -> this.now);
    private SimulatedPbx pbx = new SimulatedPbx(random, "one", Instant.EPOCH.plusSeconds(10));
    private Instant now = Instant.EPOCH;
    private @Nullable Instant deadline;
    private int calls;
    private int ends;
    private int most;

    @Test
    void afterManyCallsNoMoreIsLeftThanAfterAFew() {
        connect();
        goOnUntil(CALLS / 10);
        Map<String, Integer> leftOfFew = leftWhenAllIsOver();
        long heapAfterFew = usedHeap();
        int mostOfFew = most;

        goOnUntil(CALLS);
        Map<String, Integer> leftOfMany = leftWhenAllIsOver();
        long heapAfterMany = usedHeap();

        assertTrue(ends > CALLS / 2, "only " + ends + " transfers in " + calls + " calls");
        assertEquals(0, correlator.size());
        assertEquals(leftOfFew, leftOfMany);
        assertTrue(most < 2 * mostOfFew, "up to " + most + " at a time, before " + mostOfFew);
        assertTrue(
                heapAfterMany < FLAT * heapAfterFew,
                () -> "heap of " + heapAfterMany + " bytes, before " + heapAfterFew);
        System.out.printf(
                "After %,d and %,d calls (%,d transfers): heap %,d and %,d KiB, left %s%n",
                CALLS / 10, calls, ends, heapAfterFew >> 10, heapAfterMany >> 10, leftOfMany);
    }

    private void connect() {
        for (Source source : Weather.BOTH) {
            hear(new Heard(now, new Fact.Connected(source, pbx.life)));
            hear(new Heard(now, new Fact.Snapshot(source, List.of())));
        }
    }

    private void goOnUntil(int goal) {
        while (calls < goal) {
            pbx = pbx.goingOn(now.plusSeconds(1));
            SimulatedCalls made = new SimulatedCalls(pbx);
            Instant start = pbx.now();
            for (int i = 0; i < CALLS_AT_ONCE; i++) {
                pbx.at(start.plusMillis(random.nextInt(CALLS_AT_ONCE * 1_500)));
                made.makeOne();
            }
            calls += CALLS_AT_ONCE;
            // The greeting of a connection that was there before is not repeated.
            weather(start).over(Lives.one(pbx), random).stream()
                    .filter(heard -> heard.at().isAfter(Instant.EPOCH))
                    .forEach(this::hear);
            most = Math.max(most, correlator.size());
            pace.reached(calls, ends + " transfers ended, remembered " + correlator.size());
        }
    }

    /** Good and bad by turns. */
    private Weather weather(Instant start) {
        return switch (calls / CALLS_AT_ONCE % 4) {
            case 0 -> Weather.calm("calm", Weather.BOTH).with(SipWeather.CALM);
            case 1 -> new Weather("storm", Weather.BOTH, LAG, 5, List.of(), LOSSY);
            case 2 -> new Weather("cuts", Weather.BOTH, LAG, 0, cuts(start), LOSSY);
            default -> Weather.calm("without HEP", Weather.BOTH);
        };
    }

    private List<Weather.Cut> cuts(Instant start) {
        List<Weather.Cut> cuts = new ArrayList<>();
        for (Source source : Weather.BOTH) {
            Instant from = start.plusMillis(random.nextInt(60_000));
            cuts.add(new Weather.Cut(source, from, from.plusMillis(100 + random.nextInt(20_000))));
        }
        return cuts;
    }

    private void hear(Heard heard) {
        passUntil(heard.at());
        now = heard.at();
        if (heard.fact() instanceof Fact.DialogRead read) {
            dialogs.learn(read.uniqueid(), read.asThePhoneSeesIt());
        }
        publish(correlator.step(heard.fact(), now));
    }

    private void passUntil(Instant time) {
        while (deadline != null && deadline.isBefore(time)) {
            now = deadline;
            publish(correlator.advance(now));
        }
    }

    private void publish(Step step) {
        deadline = step.deadline();
        step.events().forEach(event -> {
            log.append(event);
            ends += event.transfer().state().isEnd() ? 1 : 0;
        });
    }

    private Map<String, Integer> leftWhenAllIsOver() {
        passUntil(Instant.MAX);
        now = now.plus(Duration.ofHours(1));
        assertEquals(List.of(), log.current().newest());
        // What the last hour was made of is the simulation's and not Referee's.
        pbx = pbx.goingOn(now);
        return Remembered.by(correlator, dialogs, log);
    }

    private static long usedHeap() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        while (garbage.get() != null) {
            System.gc();
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
