package dev.referee.lab.matrix;

/** Transfers one after the other in one call. */
enum SeveralRow implements Row {
    REFUSED_FIRST(Line.of(
            "two in one dialog: first to a missing extension",
            "Ben still talks with Anna",
            "failed: no-such-extension",
            "extension-missing")),
    GOOD_SECOND(Line.of(
            "two in one dialog: then to Cleo, who answers",
            "Ben talks with Cleo",
            "completed: answered")),
    CHAIN_FIRST(Line.of(
            "chained: Anna transfers Ben to Cleo", "Ben talks with Cleo", "completed: answered")),
    CHAIN_SECOND(Line.of(
            "chained: Cleo transfers Ben to Dora", "Ben talks with Dora", "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    SeveralRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
