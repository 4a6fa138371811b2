package dev.referee.bench;

import java.util.ArrayList;
import java.util.List;

/** From the last byte of the AMI frame that decides a transfer to the browser's frame. */
final class LatencyBench {
    private static final String LATENCY = "%,.0f µs";
    private static final double MOST = 0.99;

    private final Effort effort;
    private final Report report;

    LatencyBench(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
    }

    void run() throws Exception {
        List<Rig> rigs = new ArrayList<>();
        try (RelayLine relay = new RelayLine()) {
            try {
                report.progress("latency: starting servers, with their calls and connections");
                rigs.add(new Rig("memory", effort.sizes().get(0)));
                rigs.add(new Rig("sqlite", effort.sizes().get(0)));
                for (int size : effort.sizes().subList(1, effort.sizes().size())) {
                    rigs.add(new Rig("memory", size));
                }
                measure(relay, rigs);
            } finally {
                for (Rig rig : rigs) {
                    rig.close();
                }
            }
        }
    }

    /** Each sample of all of them in turn. */
    private void measure(RelayLine relay, List<Rig> rigs) throws Exception {
        List<List<Double>> medians = lists(rigs.size() + 1);
        List<List<Double>> mosts = lists(rigs.size() + 1);
        for (int round = -effort.warmUps(); round < effort.rounds(); round++) {
            report.progress("latency: "
                    + (round < 0
                            ? "warming up"
                            : "round %d of %d".formatted(round + 1, effort.rounds())));
            List<List<Double>> samples = lists(rigs.size() + 1);
            for (int i = 0; i < effort.transfers(); i++) {
                samples.get(0).add(relay.sample(rigs.get(0).frame()));
                for (int rig = 0; rig < rigs.size(); rig++) {
                    samples.get(rig + 1).add(rigs.get(rig).sample());
                }
            }
            for (int i = 0; round >= 0 && i < samples.size(); i++) {
                Series all = new Series(samples.get(i));
                medians.get(i).add(all.median());
                mosts.get(i).add(all.quantile(MOST));
            }
        }
        tell("p50", medians);
        tell("p99", mosts);
    }

    private void tell(String which, List<List<Double>> values) {
        List<Series> all = values.stream().map(Series::new).toList();
        Report.Aim threeTimes = which.equals("p99") ? Report.Aim.atMost(3) : null;
        report.compare(
                which + " latency, log in memory, against a relay",
                LATENCY,
                all.get(1),
                all.get(0),
                threeTimes);
        report.compare(
                which + " latency, log on disk, against a relay",
                LATENCY,
                all.get(2),
                all.get(0),
                threeTimes);
        List<Integer> sizes = effort.sizes();
        for (int i = 1; i < sizes.size(); i++) {
            report.compare(
                    "%s latency with %,d live calls and connections, against %,d"
                            .formatted(which, sizes.get(i), sizes.get(0)),
                    LATENCY,
                    all.get(i + 2),
                    all.get(1),
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
