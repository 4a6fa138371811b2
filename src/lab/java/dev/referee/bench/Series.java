package dev.referee.bench;

import java.util.Arrays;
import java.util.List;

/** Measured values of one thing, in the order in which they were measured. */
record Series(List<Double> values) {
    Series {
        values = List.copyOf(values);
    }

    /** The value below which this share of all lies, 0 to 1: the nearest that was measured. */
    double quantile(double share) {
        double[] sorted = sorted();
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least() {
        return quantile(0);
    }

    double most() {
        return quantile(1);
    }

    /** Each value divided by the one that was measured in the same turn. */
    Series per(Series other) {
        Double[] ratios = new Double[values.size()];
        Arrays.setAll(ratios, i -> values.get(i) / other.values.get(i));
        return new Series(List.of(ratios));
    }

    private double[] sorted() {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
