package dev.referee.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How long an event takes to a receiver that is well, alone and beside others that are not. */
final class WebhooksBench {
    private static final int PER_SECOND = 1_000;
    private static final double MOST = 0.99;
    private static final double BYTES_PER_MEGABYTE = 1024.0 * 1024.0;

    private final Effort effort;
    private final Report report;

    WebhooksBench(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
    }

    void run() throws Exception {
        List<Double> medians = new ArrayList<>();
        List<Double> mediansBeside = new ArrayList<>();
        List<Double> mosts = new ArrayList<>();
        List<Double> mostsBeside = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        try (HookSite alone = new HookSite(false);
                HookSite beside = new HookSite(true)) {
            report.progress("webhooks: warming up");
            alone.transfers(effort.hooked(), PER_SECOND);
            beside.transfers(effort.hooked(), PER_SECOND);
            for (int round = 0; round < effort.rounds(); round++) {
                report.progress("webhooks: round %d of %d, %,d transfers a second"
                        .formatted(round + 1, effort.rounds(), PER_SECOND));
                Series one = alone.transfers(effort.hooked(), PER_SECOND);
                Series other = beside.transfers(effort.hooked(), PER_SECOND);
                medians.add(one.median());
                mediansBeside.add(other.median());
                mosts.add(one.quantile(MOST));
                mostsBeside.add(other.quantile(MOST));
                heap.add(liveMegabytes());
            }
        }
        tell("p50", mediansBeside, medians);
        tell("p99", mostsBeside, mosts);
        report.compare(
                "Heap after %,d transfers, a receiver being dead all the time, against after %,d"
                        .formatted((effort.rounds() + 1) * effort.hooked(), 2 * effort.hooked()),
                "%,.1f MB",
                new Series(heap.subList(heap.size() - 1, heap.size())),
                new Series(heap.subList(0, 1)),
                Report.Aim.flatCost());
    }

    private void tell(String which, List<Double> beside, List<Double> alone) {
        report.compare(
                which + " latency of a webhook beside a dead and a slow receiver, against alone",
                "%,.0f µs",
                new Series(beside),
                new Series(alone),
                Report.Aim.atMost(2));
    }

    private static double liveMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                / BYTES_PER_MEGABYTE;
    }
}
