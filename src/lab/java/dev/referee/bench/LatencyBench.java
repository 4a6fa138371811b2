package dev.referee.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From the last byte of the AMI frame that decides a transfer to the browser's frame. */
final class LatencyBench {
    private static final double MOST = 0.99;
    private static final String LATENCY = "%,.0f µs";

    private final Effort effort;
    private final Report report;

    LatencyBench(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
    }

    void run() throws Exception {
        Path folder = Files.createTempDirectory("referee-relay");
        List<Rig> rigs = new ArrayList<>();
        try (RelayLine relay = new RelayLine();
                RelayLine writing = new RelayLine(folder.resolve("relayed").toString())) {
            try {
                report.progress("latency: starting servers, with their calls and connections");
                rigs.add(new Rig("sqlite", effort.sizes().get(0)));
                for (int size : effort.sizes()) {
                    rigs.add(new Rig("memory", size));
                }
                for (Rig rig : rigs) {
                    report.progress("latency: %,d transfers before it counts, server %d of %d"
                            .formatted(effort.served(), rigs.indexOf(rig) + 1, rigs.size()));
                    rig.serve(effort.served());
                }
                measure(relay, writing, rigs);
            } finally {
                for (Rig rig : rigs) {
                    rig.close();
                }
            }
        }
    }

    /** One transfer of one server, or one frame through a relay, in microseconds. */
    private interface Sample {
        double take() throws Exception;
    }

    private void measure(RelayLine relay, RelayLine writing, List<Rig> rigs) throws Exception {
        byte[] frame = Rig.frame();
        List<Sample> samples = new ArrayList<>();
        samples.add(() -> relay.sample(frame));
        samples.add(() -> writing.sample(frame));
        rigs.forEach(rig -> samples.add(rig::sample));

        List<List<Double>> medians = lists(samples.size());
        List<List<Double>> mosts = lists(samples.size());
        for (int round = 0; round < effort.rounds(); round++) {
            report.progress("latency: round %d of %d".formatted(round + 1, effort.rounds()));
            List<Series> found = inTurn(samples);
            for (int i = 0; i < found.size(); i++) {
                medians.get(i).add(found.get(i).median());
                mosts.get(i).add(found.get(i).quantile(MOST));
            }
        }
        tell("p50", medians);
        tell("p99", mosts);
    }

    private List<Series> inTurn(List<Sample> samples) throws Exception {
        List<List<Double>> values = lists(samples.size());
        for (int transfer = 0; transfer < effort.transfers(); transfer++) {
            for (int i = 0; i < samples.size(); i++) {
                values.get(i).add(samples.get(i).take());
            }
        }
        return values.stream().map(Series::new).toList();
    }

    /** In the order in which they are measured: two relays, the disk, memory at each size. */
    private void tell(String which, List<List<Double>> values) {
        List<Series> all = values.stream().map(Series::new).toList();
        Report.Aim threeTimes = which.equals("p99") ? Report.Aim.atMost(3) : null;
        Series memory = all.get(3);
        report.compare(
                which + " latency, log in memory, against a relay",
                LATENCY,
                memory,
                all.get(0),
                threeTimes);
        report.compare(
                which + " latency, log on disk, against a relay that writes to disk first",
                LATENCY,
                all.get(2),
                all.get(1),
                threeTimes);
        List<Integer> sizes = effort.sizes();
        for (int i = 1; i < sizes.size(); i++) {
            report.compare(
                    "%s latency with %,d live calls and connections, against %,d"
                            .formatted(which, sizes.get(i), sizes.get(0)),
                    LATENCY,
                    all.get(3 + i),
                    memory,
                    Report.Aim.flatCost());
        }
    }

    private static List<List<Double>> lists(int count) {
        List<List<Double>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }
}
