package dev.referee.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./lab bench}: measures and prints ratios. */
public final class Bench {
    private Bench() {}

    /**
     * Runs the benchmarks that are named, all when none is, and prints a table.
     *
     * @param args {@code events}, {@code latency}, {@code outgoing}, {@code webhooks}, {@code connections},
     *     {@code --quick}, {@code --write} with the file to write the table into, and {@code
     *     --beside} with the jars of this build and of another, which alone are compared then
     */
    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        Effort effort = words.remove("--quick") ? Effort.QUICK : Effort.FULL;
        int write = words.indexOf("--write");
        Path document = null;
        if (write >= 0) {
            document = Path.of(words.get(write + 1));
            words.subList(write, write + 2).clear();
        }
        Report report = new Report(System.out);
        int beside = words.indexOf("--beside");
        if (beside >= 0) {
            new BesideBench(effort, report, words.get(beside + 1), words.get(beside + 2)).run();
        } else {
            run(words, effort, report);
        }
        System.out.println();
        System.out.println(report.markdown());
        if (document != null) {
            Document.write(document, report);
        }
        // asterisk-java's threads would go on.
        System.exit(0);
    }

    /** Runs those that are named, all when none is. */
    static void run(List<String> names, Effort effort, Report report) throws Exception {
        if (names.isEmpty() || names.contains("events")) {
            new EventsBench(effort, report).run();
        }
        if (names.isEmpty() || names.contains("latency")) {
            new LatencyBench(effort, report).run();
        }
        if (names.isEmpty() || names.contains("outgoing")) {
            new OutgoingBench(effort, report).run();
        }
        if (names.isEmpty() || names.contains("webhooks")) {
            new WebhooksBench(effort, report).run();
        }
        if (names.isEmpty() || names.contains("connections")) {
            new ConnectionsBench(effort, report).run();
        }
    }
}
