package dev.referee.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Intake and correlation of this build beside those of another, each in a process of its own that is
 * fed alike, in turns whose order alternates.
 */
final class BesideBench {
    private static final String MEGABYTES = "%,.1f MB";
    private static final int MOST_MEMORY_ROUNDS = 3;

    private static final double NANOS = 1e9;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double BYTES_PER_MEGABYTE = 1024.0 * 1024.0;

    private final Effort effort;
    private final Report report;
    private final String own;
    private final String other;

    /**
     * @param own what the class path of this build begins with
     * @param other what that of the other build begins with: its jar
     */
    BesideBench(Effort effort, Report report, String own, String other) {
        this.effort = effort;
        this.report = report;
        this.own = own;
        this.other = other;
    }

    /**
     * What one turn showed.
     *
     * @param events a second, until every question about a dialog was asked
     * @param heard events a second, until the last event was dealt with: questions may wait
     * @param micros of the listener's processor time for an event
     * @param asked the share of its questions that it had asked by the last event, in percent
     */
    private record Turn(double events, double heard, double micros, double asked) {}

    /** What a listener takes that has just been started and has heard everything once. */
    private record Memory(double liveBytes, double peakResidentBytes) {}

    void run() throws Exception {
        List<byte[]> passing = Load.passing(effort.frames() * 2);
        List<Integer> sizes = List.of(effort.sizes().getFirst(), effort.sizes().getLast());
        List<List<List<Turn>>> turns;
        try (ListenerProcess mine = mine();
                ListenerProcess theirs = theirs()) {
            List<ListenerProcess> both = List.of(mine, theirs);
            warmUp(both, passing);
            turns = takeTurns(both, sizes, passing);
        }
        List<List<Series>> rates = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            compareRates(sizes.get(i), turns.get(i));
            rates.add(series(turns.get(i), Turn::events));
        }
        report.add(growth("this build", sizes, rates, 0, Report.Aim.atLeast(0.9)));
        report.add(growth("the other build", sizes, rates, 1, null));
        compareMemory(sizes.getLast(), passing);
    }

    private ListenerProcess mine() throws IOException {
        return ListenerProcess.of("this build", own);
    }

    private ListenerProcess theirs() throws IOException {
        return ListenerProcess.of("the other build", other);
    }

    private void warmUp(List<ListenerProcess> both, List<byte[]> passing) throws Exception {
        for (int i = 0; i < effort.warmUps() / 2; i++) {
            report.progress("events of two builds: warming up");
            for (ListenerProcess one : both) {
                turn(one, List.of(), passing);
            }
        }
    }

    /** What each build showed, by the number of live calls: every round has all of them. */
    private List<List<List<Turn>>> takeTurns(
            List<ListenerProcess> both, List<Integer> sizes, List<byte[]> passing)
            throws Exception {
        List<List<byte[]>> lives = sizes.stream().map(Load::live).toList();
        List<List<List<Turn>>> turns = sizes.stream()
                .map(size -> List.<List<Turn>>of(new ArrayList<>(), new ArrayList<>()))
                .toList();
        int rounds = effort.rounds() * 2;
        // With so many live calls the collectors have to find their sizes again.
        for (int round = -EventsBench.GROWTH_WARM_UPS; round < rounds; round++) {
            report.progress("events of two builds: round %d of %d".formatted(round + 1, rounds));
            for (int size = 0; size < sizes.size(); size++) {
                for (int i = 0; i < both.size(); i++) {
                    int which = Math.floorMod(round + i, both.size());
                    Turn turn = turn(both.get(which), lives.get(size), passing);
                    if (round >= 0) {
                        turns.get(size).get(which).add(turn);
                    }
                }
            }
        }
        return turns;
    }

    private void compareRates(int size, List<List<Turn>> turns) {
        String beside = ", %,d live calls, against the other build".formatted(size);
        List<Series> rates = series(turns, Turn::events);
        report.compare(
                "Events a second" + beside,
                EventsBench.EVENTS,
                rates.get(0),
                rates.get(1),
                Report.Aim.atLeast(1.3));
        List<Series> heard = series(turns, Turn::heard);
        report.compare(
                "The same, while questions about dialogs may wait" + beside,
                EventsBench.EVENTS,
                heard.get(0),
                heard.get(1),
                null);
        List<Series> asked = series(turns, Turn::asked);
        report.compare(
                "Of its questions asked by then" + beside,
                "%.0f %%",
                asked.get(0),
                asked.get(1),
                null);
        List<Series> micros = series(turns, Turn::micros);
        report.compare(
                "Its own processor time of an event" + beside,
                "%.2f µs",
                micros.get(0),
                micros.get(1),
                null);
    }

    private void compareMemory(int size, List<byte[]> passing) throws Exception {
        List<byte[]> live = Load.live(size);
        List<List<Memory>> memory = List.of(new ArrayList<>(), new ArrayList<>());
        int rounds = Math.min(effort.rounds(), MOST_MEMORY_ROUNDS);
        for (int round = 0; round < rounds; round++) {
            report.progress("memory of two builds: round %d of %d".formatted(round + 1, rounds));
            for (int i = 0; i < 2; i++) {
                int which = (round + i) % 2;
                try (ListenerProcess one = which == 0 ? mine() : theirs()) {
                    memory.get(which).add(memory(one, live, passing));
                }
            }
        }
        String beside = ", %,d live calls, against the other build".formatted(size);
        List<Series> heap = series(memory, one -> one.liveBytes() / BYTES_PER_MEGABYTE);
        report.compare(
                "Live heap after a full collection" + beside,
                MEGABYTES,
                heap.get(0),
                heap.get(1),
                Report.Aim.atMost(1));
        List<Series> peak = series(memory, one -> one.peakResidentBytes() / BYTES_PER_MEGABYTE);
        report.compare("Most resident memory" + beside, MEGABYTES, peak.get(0), peak.get(1), null);
    }

    private static Memory memory(ListenerProcess one, List<byte[]> live, List<byte[]> passing)
            throws Exception {
        return hear(one, live, line -> {
            line.send(passing);
            return new Memory(one.figures().liveBytes(), one.figures().peakResidentBytes());
        });
    }

    private static Turn turn(ListenerProcess one, List<byte[]> live, List<byte[]> passing)
            throws Exception {
        return hear(one, live, line -> {
            long begin = System.nanoTime();
            long cpuBegin = one.figures().processorTime().toNanos();
            Done done = line.send(passing);
            double cpu = one.figures().processorTime().toNanos() - cpuBegin;
            double events = passing.size() * (Load.FRAMES_PER_CHUNK + 1.0);
            return new Turn(
                    events / (done.asked() - begin) * NANOS,
                    events / (done.heard() - begin) * NANOS,
                    cpu / events / NANOS_PER_MICRO,
                    done.sharePercent());
        });
    }

    /** Sends on one line. */
    private interface Feed {
        /**
         * Returns when everything was dealt with and the listener asks nothing more: a build that lets
         * its questions wait is not the faster one.
         */
        Done send(List<byte[]> chunks) throws InterruptedException;
    }

    /**
     * When a listener was done, as {@link System#nanoTime}.
     *
     * @param heard with the last event
     * @param asked with its last question
     * @param sharePercent of its questions, how many it had asked when it was done with the last event
     */
    private record Done(long heard, long asked, double sharePercent) {}

    private interface Measurement<T> {
        T take(Feed feed) throws Exception;
    }

    /** Takes a measurement while one listens to the live calls. */
    private static <T> T hear(ListenerProcess one, List<byte[]> live, Measurement<T> measurement)
            throws Exception {
        Sender sender = new Sender();
        try (FakePbx pbx = new FakePbx()) {
            AutoCloseable listening = one.listen(pbx.port(), sender::dealtWith);
            T taken;
            try {
                FakePbx.Line line = pbx.awaitListening();
                send(sender, line, live);
                taken = measurement.take(chunks -> send(sender, line, chunks));
            } finally {
                listening.close();
            }
            if (one.ended() == 0) {
                throw new IllegalStateException("no transfer ended: nothing was correlated");
            }
            return taken;
        }
    }

    private static Done send(Sender sender, FakePbx.Line line, List<byte[]> chunks)
            throws InterruptedException {
        long before = line.questions();
        sender.send(line, chunks);
        long dealtWith = System.nanoTime();
        // Neither is nothing: ratios are made of it.
        double meanwhile = line.questions() - before + 1.0;
        line.awaitQuiet();
        return new Done(
                dealtWith,
                Math.max(dealtWith, line.lastAskedNanos()),
                PERCENT * meanwhile / (line.questions() - before + 1.0));
    }

    private static <T> List<Series> series(List<List<T>> turns, ToDoubleFunction<T> what) {
        return turns.stream()
                .map(all -> new Series(all.stream().map(what::applyAsDouble).toList()))
                .toList();
    }

    /** A build's rate with the most live calls by its rate with the fewest. */
    private static Report.Row growth(
            String build,
            List<Integer> sizes,
            List<List<Series>> rates,
            int which,
            Report.@Nullable Aim aim) {
        Series many = rates.getLast().get(which);
        Series few = rates.getFirst().get(which);
        return new Report.Row(
                "Events a second of %s with %,d live calls, against itself with %,d"
                        .formatted(build, sizes.getLast(), sizes.getFirst()),
                EventsBench.EVENTS.formatted(many.median()),
                EventsBench.EVENTS.formatted(few.median()),
                many.per(few),
                aim);
    }
}
