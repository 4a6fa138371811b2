package dev.referee.lab.matrix;

/** REFERs that are seldom seen. */
enum OddReferRow implements Row {
    UNSUBSCRIBED(Line.of(
            "blind, Refer-Sub: false, Cleo answers", "Ben talks with Cleo", "completed: answered")),
    UNSUBSCRIBED_BUSY(Line.of(
            "blind, Refer-Sub: false, Cleo is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    UNSUBSCRIBED_MISSING(Line.of(
            "blind, Refer-Sub: false, to a missing extension",
            "Ben still talks with Anna",
            "failed: no-such-extension",
            "extension-missing")),
    UNSUBSCRIBED_ATTENDED(
            Line.of("attended, Refer-Sub: false", "Ben talks with Cleo", "completed: bridged")),
    OUTSIDE_OF_CALLS(
            Line.of("a REFER outside of any call", "Ben still talks with Anna", "failed: refused")),
    OTHER_SERVER(Line.of(
            "attended, the Replaces names a call of another server",
            "Ben still talks with Anna",
            "failed: dialog-not-found",
            "replaces-unknown-call")),
    OTHER_SERVER_ANSWERED(Line.of(
            "the same with an extension external_replaces, which calls Cleo, who answers",
            "Ben talks with Cleo",
            "completed: answered")),
    OTHER_SERVER_BUSY(Line.of(
            "the same with an extension external_replaces, which calls Cleo, who is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    ARI_CARRIES_OUT(Line.of(
                    "handed to an ARI application, which carries it out",
                    "Ben talks with Cleo",
                    "completed: answered")
            .notOn16("no handing over"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    OddReferRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
