package dev.referee.lab.matrix;

/** Transfers to one whose phone rings for the transferor. */
enum SemiAttendedRow implements Row {
    ANSWERED(Line.of("semi-attended, Cleo answers", "Ben talks with Cleo", "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    SemiAttendedRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
