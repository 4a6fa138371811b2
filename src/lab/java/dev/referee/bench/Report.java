package dev.referee.bench;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found: a table of ratios. Shows meanwhile that something goes on. */
final class Report {
    private final PrintStream progress;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Report(PrintStream progress) {
        this.progress = progress;
    }

    /**
     * A comparison.
     *
     * @param referee the median, with its unit
     * @param other the median of what it is compared with, with its unit
     * @param ratio Referee's value by the other's, one of each round
     * @param aim null where there is none
     */
    record Row(
            String what,
            String referee,
            String other,
            Series ratio,
            @Nullable Aim aim) {}

    /** What a ratio's median should be. */
    record Aim(String words, double least, double most) {
        static Aim atLeast(double ratio) {
            return new Aim("at least %.3g".formatted(ratio), ratio, Double.MAX_VALUE);
        }

        static Aim atMost(double ratio) {
            return new Aim("at most %.3g".formatted(ratio), 0, ratio);
        }

        /** Of a rate: no more than a quarter is lost. */
        static Aim flatRate() {
            return new Aim("flat (at least 0.75)", 0.75, Double.MAX_VALUE);
        }

        /** Of a cost: no more than a quarter is added. */
        static Aim flatCost() {
            return new Aim("flat (at most 1.25)", 0, 1.25);
        }

        boolean isMetBy(double ratio) {
            return ratio >= least && ratio <= most;
        }
    }

    void progress(String what) {
        progress.println("    " + what);
    }

    /**
     * Adds the comparison of two medians.
     *
     * @param shown the format of a median, with its unit
     * @param aim null where there is none
     */
    void compare(String what, String shown, Series own, Series other, @Nullable Aim aim) {
        add(new Row(
                what,
                shown.formatted(own.median()),
                shown.formatted(other.median()),
                own.per(other),
                aim));
    }

    void add(Row row) {
        rows.add(row);
        progress.println("==> " + row.what + ": " + ratio(row));
    }

    /** Something that is no ratio. */
    void remark(String remark) {
        remarks.add(remark);
        progress.println("==> " + remark);
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** The table in Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| what | Referee | the other | ratio: median (range) | aim | |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            Aim aim = row.aim;
            text.append("| %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            row.what,
                            row.referee,
                            row.other,
                            ratio(row),
                            aim == null ? "" : aim.words,
                            aim == null
                                    ? ""
                                    : aim.isMetBy(row.ratio.median()) ? "met" : "**missed**"));
        }
        remarks.forEach(remark -> text.append("\n- ").append(remark));
        return text.append(remarks.isEmpty() ? "" : "\n").toString();
    }

    private static String ratio(Row row) {
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                row.ratio.median(),
                row.ratio.least(),
                row.ratio.most());
    }
}
