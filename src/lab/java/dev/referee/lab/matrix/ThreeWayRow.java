package dev.referee.lab.matrix;

/** Three-way calls by feature code that begin while the target rings. */
enum ThreeWayRow implements Row {
    BUSY(Line.of(
            "three-way by feature code while it rings, Cleo is busy",
            "Cleo's phone refuses with 486, Ben talks with Anna",
            "failed: busy")),
    DECLINED(Line.of(
            "three-way by feature code while it rings, Cleo declines",
            "Cleo's phone refuses with 603, Ben talks with Anna",
            "failed: declined")),
    ANSWERED(Line.of(
            "three-way by feature code while it rings, Cleo answers",
            "Ben talks with Anna and Cleo",
            "completed: bridged"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    ThreeWayRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
