package dev.referee.bench;

import java.util.ArrayList;
import java.util.List;

/** Measures several things turn by turn, so that whatever else the machine does meets all alike. */
final class Turns {
    private final Effort effort;
    private final Report report;

    Turns(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
    }

    /** One measurement. */
    interface Measurement {
        /** The value, in whatever unit. */
        double measure() throws Exception;
    }

    /**
     * Measures all of them in each round.
     *
     * @param warmUps rounds before that do not count
     * @return what each gave, one value a round, in the order of the measurements
     */
    List<Series> measure(String what, int warmUps, List<? extends Measurement> measurements)
            throws Exception {
        List<List<Double>> values = new ArrayList<>();
        measurements.forEach(one -> values.add(new ArrayList<>()));
        for (int round = -warmUps; round < effort.rounds(); round++) {
            report.progress(what + ": "
                    + (round < 0
                            ? "warming up"
                            : "round %d of %d".formatted(round + 1, effort.rounds())));
            for (int i = 0; i < measurements.size(); i++) {
                double value = measurements.get(i).measure();
                if (round >= 0) {
                    values.get(i).add(value);
                }
            }
        }
        return values.stream().map(Series::new).toList();
    }
}
