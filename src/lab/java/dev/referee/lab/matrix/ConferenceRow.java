package dev.referee.lab.matrix;

/** Transfers out of a conference. */
enum ConferenceRow implements Row {
    ATTENDED(Line.of(
            "attended out of a conference",
            "Cleo is in the conference in Anna's place",
            "completed: application")),
    BLIND(Line.of(
            "blind out of a conference of three: Asterisk refuses",
            "Anna, Ben and Emil talk on",
            "failed: not-bridged",
            "leg-in-conference"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    ConferenceRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
