package dev.referee.lab.matrix;

/** Transfers to a parking lot, where the caller waits until somebody dials the number of its place. */
enum ParkingRow implements Row {
    PARKED(Line.of("blind to a parking lot", "Ben is parked", "completed: application")),
    FETCHED(Line.of(
            "blind to a parking lot, Dora fetches Ben later",
            "Ben talks with Dora",
            "completed: application")),
    GIVEN_UP(Line.of(
            "blind to a parking lot, Ben hangs up later", "Ben is gone", "completed: application")),
    COME_BACK(Line.of(
            "blind to a parking lot, nobody fetches Ben, Anna is called back",
            "Ben talks with Anna again",
            "completed: application")),
    IS_BACK(Line.of(
            "the same, then Anna answers", "Ben talks with Anna again", "completed: answered")),
    ATTENDED(Line.of(
            "attended to a parking lot: Anna is parked, and Ben takes her place",
            "Ben is parked",
            "completed: application"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    ParkingRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
