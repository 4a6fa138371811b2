package dev.referee.lab.matrix;

/** Transfers to one whose phone rings for the transferor. */
enum SemiAttendedRow implements Row {
    ANSWERED(Line.of("semi-attended, Cleo answers", "Ben talks with Cleo", "completed: answered")),
    BUSY(Line.of("semi-attended, Cleo is busy", "Cleo's phone refuses with 486", "failed: busy")),
    DECLINED(Line.of(
            "semi-attended, Cleo declines", "Cleo's phone refuses with 603", "failed: declined")),
    NO_ANSWER(Line.of(
            "semi-attended, Dora does not answer",
            "Dora's phone rings in vain",
            "failed: no-answer")),
    GIVEN_UP(Line.of(
            "semi-attended, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up"));

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
