package dev.referee.lab.matrix;

/** Transfers to one whom the transferor talks with already. */
enum AttendedRow implements Row {
    CALLER(Line.of("attended, the caller transfers", "Ben talks with Cleo", "completed: bridged")),
    CALLEE(Line.of("attended, the callee transfers", "Anna talks with Cleo", "completed: bridged")),
    CONSULTATION(Line.of(
            "attended, the REFER on the consultation leg",
            "Ben talks with Cleo",
            "completed: bridged")),
    QUEUE(Line.of(
            "attended, Cleo was reached through a queue",
            "Ben talks with Cleo",
            "completed: bridged")),
    LOCAL(Line.of(
            "attended, Cleo was reached through a Local channel",
            "Ben talks with Cleo",
            "completed: bridged")),
    LOCAL_STAYS(Line.of(
            "attended, Cleo is behind a Local channel that stays",
            "Ben talks with Cleo",
            "completed: bridged")),
    CONFERENCE(
            Line.of("attended to a conference", "Ben hears Dora in it", "completed: application")),
    APPLICATION(
            Line.of("attended to an application", "Ben hears his echo", "completed: application"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    AttendedRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
