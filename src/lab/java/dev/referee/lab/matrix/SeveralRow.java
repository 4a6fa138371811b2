package dev.referee.lab.matrix;

/** Several transfers, one after the other or at once. */
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
            "chained: Cleo transfers Ben to Dora", "Ben talks with Dora", "completed: answered")),
    BACK_FIRST(Line.of(
            "there and back: Anna transfers Ben to Cleo",
            "Ben talks with Cleo",
            "completed: answered")),
    BACK_SECOND(Line.of(
            "there and back: Cleo transfers Ben to Anna",
            "Ben talks with Anna",
            "completed: answered")),
    TWO_CALLS_ANNA(Line.of(
            "two calls at once: Anna transfers Ben to Dora",
            "Ben talks with Dora",
            "completed: answered")),
    TWO_CALLS_EMIL(Line.of(
            "two calls at once: Emil transfers Cleo to Nora, who is busy",
            "Nora's phone refuses with 486",
            "failed: busy")),
    BOTH_FIRST(Line.of(
            "both of one call at once: Asterisk takes one's REFER first",
            "the other talks with that one's target",
            "completed: answered")),
    BOTH_SECOND(Line.of(
            "both of one call at once: then the other's",
            "nobody is left to be transferred",
            "failed: not-bridged",
            "leg-not-bridged")),
    TEN_REFUSED(Line.of(
            "ten at once in one dialog: nine to a missing extension",
            "no phone rings",
            "failed: no-such-extension",
            "extension-missing")),
    TEN_GOOD(Line.of(
            "ten at once in one dialog: the last to Cleo, who answers",
            "Ben talks with Cleo",
            "completed: answered"));

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
