package dev.referee.bench;

import java.util.List;

/** {@code ./lab bench}: measures and prints ratios. */
public final class Bench {
    private Bench() {}

    /** Runs the benchmarks that are named. */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        Effort effort = words.contains("--quick") ? Effort.QUICK : Effort.FULL;
        Report report = new Report(System.out);
        new EventsBench(effort, report).run();
        System.out.println(report.markdown());
        System.exit(0);
    }
}
