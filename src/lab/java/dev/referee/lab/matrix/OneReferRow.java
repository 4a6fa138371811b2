package dev.referee.lab.matrix;

/** REFERs whose Refer-To is written in unusual ways: each is one transfer. */
enum OneReferRow implements Row {
    WITHOUT_USER(Line.of(
            "blind to an address without a user part: extension s, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    WITHOUT_USER_BUSY(Line.of(
            "blind to an address without a user part: extension s, Cleo is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    AS_PARAMETER(Line.of(
            "attended, the Replaces is a parameter of the URI",
            "Ben talks with Cleo",
            "completed: bridged")),
    OWN_DIALOG(Line.of(
            "attended, the Replaces names the very call that it is sent in",
            "Anna is hung up, Ben is alone",
            "failed: dialog-not-found",
            "replaces-own-dialog")),
    OWN_DIALOG_CONSULTING(Line.of(
            "attended, the Replaces names the consultation that it is sent in",
            "Anna is hung up, Cleo is alone, Ben waits",
            "failed: dialog-not-found",
            "replaces-own-dialog"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    OneReferRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
