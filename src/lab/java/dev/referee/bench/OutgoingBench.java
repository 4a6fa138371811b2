package dev.referee.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * The processor time of transfers that the PBX asks for, beside that of incoming ones: a PBX that
 * speaks at a steady pace, with REFERs to its callers and without. The legs that are sent REFERs are
 * up both times.
 */
final class OutgoingBench {
    private static final int EVENTS_A_SECOND = 1_000;
    private static final int REFERS_A_SECOND = 200;

    /** Each is sent a REFER every ten seconds. */
    private static final int LEGS = 2_000;

    private static final int MOST_ROUNDS = 3;
    private static final int TICKS_A_SECOND = 50;
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / TICKS_A_SECOND;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MICRO = 1e3;

    /** Numbers of calls beyond those of the load. */
    private static final int FIRST_LEG = 8_000_000;

    private static final String TRANSFER = "Application: Transfer\r\n";
    private static final Traffic CALL = Traffic.recorded("outgoing/out_app_603");
    private static final Traffic LEG = CALL.before(TRANSFER);
    private static final Traffic REFER = CALL.only(TRANSFER);
    private static final Traffic REFUSAL = CALL.only("Variable: TRANSFERSTATUS");

    private final Effort effort;
    private final Report report;

    OutgoingBench(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
    }

    /**
     * What one turn took of the listener.
     *
     * @param percent of one core, for as long as the turn took
     * @param micros of processor time for an event
     * @param ended how many transfers it saw the end of
     */
    private record Turn(double percent, double micros, long ended) {}

    void run() throws Exception {
        List<List<Turn>> turns = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<byte[]>> feeds = List.of(ticks(false), ticks(true));
        try (ListenerProcess referee =
                ListenerProcess.of("this build", System.getProperty("java.class.path"))) {
            int rounds = Math.min(effort.rounds(), MOST_ROUNDS);
            for (int round = -1; round < rounds; round++) {
                report.progress("outgoing transfers: "
                        + (round < 0
                                ? "warming up"
                                : "round %d of %d".formatted(round + 1, rounds)));
                for (int i = 0; i < feeds.size(); i++) {
                    int which = Math.floorMod(round + i, feeds.size());
                    Turn turn = turn(referee, feeds.get(which), events(which == 1));
                    if (round >= 0) {
                        turns.get(which).add(turn);
                    }
                }
            }
        }
        tell(turns.get(0), turns.get(1));
    }

    private int events(boolean outgoing) {
        int ofOne = REFER.size() + REFUSAL.size();
        return effort.pacedSeconds() * (EVENTS_A_SECOND + (outgoing ? REFERS_A_SECOND * ofOne : 0));
    }

    private void tell(List<Turn> incoming, List<Turn> both) {
        String beside =
                ", %,d outgoing REFERs a second beside %,d incoming events, against those alone"
                        .formatted(REFERS_A_SECOND, EVENTS_A_SECOND);
        report.compare(
                "Processor time" + beside,
                "%.2f %% of a core",
                series(both, Turn::percent),
                series(incoming, Turn::percent),
                Report.Aim.atMost(1.1));
        report.compare(
                "Processor time of an event" + beside,
                "%.1f µs",
                series(both, Turn::micros),
                series(incoming, Turn::micros),
                null);
        long ended = both.getLast().ended;
        long endedAlone = incoming.getLast().ended;
        report.remark(
                "In %d s with outgoing REFERs %,d transfers ended of %,d events, without them %,d of %,d."
                        .formatted(
                                effort.pacedSeconds(),
                                ended,
                                events(true),
                                endedAlone,
                                events(false)));
        // Those of the last seconds are still waited for.
        if (ended <= endedAlone) {
            throw new IllegalStateException("no outgoing transfer ended");
        }
    }

    private static Series series(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return new Series(turns.stream().map(value::applyAsDouble).toList());
    }

    private static Turn turn(ListenerProcess referee, List<byte[]> ticks, int events)
            throws Exception {
        Sender sender = new Sender();
        double cpu;
        double took;
        try (FakePbx pbx = new FakePbx()) {
            AutoCloseable listening = referee.listen(pbx.port(), sender::dealtWith);
            try {
                FakePbx.Line line = pbx.awaitListening();
                sender.send(line, legs());
                line.awaitQuiet();
                long begin = System.nanoTime();
                long cpuBegin = referee.figures().processorTime().toNanos();
                pace(line, ticks);
                sender.send(line, List.of(FakePbx.bytesAndMarker(List.of())));
                cpu = referee.figures().processorTime().toNanos() - cpuBegin;
                took = System.nanoTime() - begin;
            } finally {
                listening.close();
            }
        }
        return new Turn(PERCENT * cpu / took, cpu / events / NANOS_PER_MICRO, referee.ended());
    }

    private static void pace(FakePbx.Line line, List<byte[]> ticks) {
        long next = System.nanoTime();
        for (byte[] tick : ticks) {
            next += TICK_NANOS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            line.send(tick);
        }
    }

    private static List<byte[]> legs() {
        List<byte[]> chunks = new ArrayList<>();
        for (int leg = 0; leg < LEGS; leg++) {
            chunks.add(FakePbx.bytesAndMarker(LEG.call(FIRST_LEG + leg)));
        }
        return chunks;
    }

    /** What is said at each tick. The answer to a REFER comes one tick after it. */
    private List<byte[]> ticks(boolean outgoing) {
        Iterator<String> incoming =
                Load.frames(effort.pacedSeconds() * EVENTS_A_SECOND).iterator();
        List<byte[]> ticks = new ArrayList<>();
        for (int tick = 0; tick < effort.pacedSeconds() * TICKS_A_SECOND; tick++) {
            List<String> frames = new ArrayList<>();
            for (int i = 0; i < EVENTS_A_SECOND / TICKS_A_SECOND; i++) {
                frames.add(incoming.next());
            }
            for (int i = 0; outgoing && i < REFERS_A_SECOND / TICKS_A_SECOND; i++) {
                frames.addAll(REFUSAL.call(leg(tick - 1, i)));
                frames.addAll(REFER.call(leg(tick, i)));
            }
            ticks.add(FakePbx.bytes(frames));
        }
        return ticks;
    }

    private static int leg(int tick, int which) {
        return FIRST_LEG + Math.floorMod(tick * REFERS_A_SECOND / TICKS_A_SECOND + which, LEGS);
    }
}
