package dev.referee.lab.matrix;

/** SIP messages that reach Referee late, and a phone that hangs up too early. */
enum LateSipRow implements Row {
    ATTENDED(Line.of(
            "attended, SIP messages are heard 250 ms late",
            "Ben talks with Cleo",
            "completed: bridged")),
    BLIND(Line.of(
            "blind, SIP messages are heard half a second late, Cleo answers at once",
            "Ben talks with Cleo",
            "completed: answered")),
    REFUSED(Line.of(
            "blind to a missing extension, SIP messages are heard a second late",
            "Ben still talks with Anna",
            "failed: no-such-extension",
            "extension-missing")),
    LEFT(Line.of(
            "blind to a missing extension, Anna hangs up on the 202",
            "Ben is hung up",
            "failed: no-such-extension",
            "extension-missing"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    LateSipRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
