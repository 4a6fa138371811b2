package dev.referee.lab.matrix;

/** Blind transfers that Asterisk begins and that reach nobody. */
enum BlindFailedRow implements Row {
    BUSY(Line.of("blind, Cleo is busy", "Cleo's phone refuses with 486", "failed: busy")),
    DECLINED(Line.of("blind, Cleo declines", "Cleo's phone refuses with 603", "failed: declined")),
    GIVEN_UP(Line.of(
            "blind, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up")),
    LOCAL_DECLINED(Line.of(
            "blind through a Local channel, Cleo declines",
            "Cleo's phone refuses with 603",
            "failed: declined")),
    UNREGISTERED(Line.of(
            "blind to a phone that is not registered",
            "no phone rings",
            "failed: unreachable",
            "target-not-registered")),
    CONGESTION(Line.of("blind to congestion", "no phone rings", "failed: congestion")),
    REFUSED(Line.of("blind, refused with cause 21", "no phone rings", "failed: declined"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    BlindFailedRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
