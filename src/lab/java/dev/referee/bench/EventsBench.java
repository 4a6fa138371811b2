package dev.referee.bench;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many events a second go through intake and correlation, turn by turn with others. */
final class EventsBench {
    static final String EVENTS = "%,.0f";

    /** With so many live calls the collector has to find its size again. */
    static final int GROWTH_WARM_UPS = 3;

    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final OperatingSystemMXBean CPU =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Effort effort;
    private final Report report;
    private final Turns turns;
    private final Map<Contender, List<Double>> cpuPerEvent = new HashMap<>();

    EventsBench(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
        this.turns = new Turns(effort, report);
    }

    void run() throws Exception {
        List<byte[]> passing = Load.passing(effort.frames());
        try (RefereeListener referee = new RefereeListener()) {
            compare(referee, passing);
            grow(referee, passing);
            if (referee.ended() == 0) {
                throw new IllegalStateException("no transfer ended: nothing was correlated");
            }
        }
    }

    private void compare(RefereeListener referee, List<byte[]> passing) throws Exception {
        List<Contender> all = List.of(referee, new AsteriskJavaListener(), new LineReader());
        List<Turns.Measurement> measurements = new ArrayList<>();
        all.forEach(one -> measurements.add(() -> rate(one, List.of(), passing)));
        List<Series> rates = turns.measure("events a second", effort.warmUps(), measurements);
        report.compare(
                "Events a second, against asterisk-java's listener",
                EVENTS,
                rates.get(0),
                rates.get(1),
                Report.Aim.atLeast(8));
        report.compare(
                "Events a second, against a bare line reader",
                EVENTS,
                rates.get(0),
                rates.get(2),
                null);
        Series own = cpu(referee);
        for (Contender other : all.subList(1, all.size())) {
            report.compare(
                    "Processor time of an event, against " + other.name(),
                    "%.1f µs",
                    own,
                    cpu(other),
                    null);
        }
    }

    private void grow(RefereeListener referee, List<byte[]> passing) throws Exception {
        List<Integer> sizes = effort.sizes();
        List<Turns.Measurement> measurements = new ArrayList<>();
        for (int size : sizes) {
            List<byte[]> live = Load.live(size);
            measurements.add(() -> rate(referee, live, passing));
        }
        List<Series> rates =
                turns.measure("events a second with live calls", GROWTH_WARM_UPS, measurements);
        for (int i = 1; i < sizes.size(); i++) {
            report.compare(
                    "Events a second with %,d live calls, against %,d"
                            .formatted(sizes.get(i), sizes.get(0)),
                    EVENTS,
                    rates.get(i),
                    rates.get(0),
                    Report.Aim.flatRate());
        }
    }

    /** Microseconds, the sender's included, of the rounds that count. */
    private Series cpu(Contender one) {
        List<Double> all = cpuPerEvent.getOrDefault(one, List.of());
        return new Series(all.subList(effort.warmUps(), all.size()).stream()
                .map(nanos -> nanos / NANOS_PER_MICRO)
                .toList());
    }

    private double rate(Contender one, List<byte[]> live, List<byte[]> passing) throws Exception {
        Sender sender = new Sender();
        try (FakePbx pbx = new FakePbx()) {
            AutoCloseable listening = one.listen(pbx.port(), sender::dealtWith);
            try {
                FakePbx.Line line = pbx.awaitListening();
                sender.send(line, live);
                long begin = System.nanoTime();
                long cpuBegin = CPU.getProcessCpuTime();
                sender.send(line, passing);
                double seconds = (System.nanoTime() - begin) / NANOS;
                double events = passing.size() * (Load.FRAMES_PER_CHUNK + 1.0);
                cpuPerEvent
                        .computeIfAbsent(one, key -> new ArrayList<>())
                        .add((CPU.getProcessCpuTime() - cpuBegin) / events);
                return events / seconds;
            } finally {
                listening.close();
            }
        }
    }
}
