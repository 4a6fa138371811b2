package dev.referee.lab.matrix;

/** Blind transfers that Asterisk begins and that reach nobody. */
enum BlindFailedRow implements Row {
    BUSY(Line.of("blind, Cleo is busy", "Cleo's phone refuses with 486", "failed: busy")),
    DECLINED(Line.of("blind, Cleo declines", "Cleo's phone refuses with 603", "failed: declined")),
    GIVEN_UP(Line.of(
            "blind, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up")),
    NO_ANSWER(Line.of(
            "blind, Dora does not answer", "Dora's phone rings in vain", "failed: no-answer")),
    UNAVAILABLE(Line.of(
            "blind, Cleo's phone says 480", "Cleo's phone does not ring", "failed: unreachable")),
    NOT_FOUND(Line.of(
            "blind, Cleo's phone says 404", "Cleo's phone does not ring", "failed: unreachable")),
    FORBIDDEN(Line.of(
            "blind, Cleo's phone says 403", "Cleo's phone does not ring", "failed: declined")),
    CALLED_BACK(Line.of(
            "blind, Cleo is busy, the dialplan calls Anna",
            "Ben talks with Anna again",
            "failed: busy")),
    NOT_ACCEPTABLE(Line.of(
            "blind, Cleo's phone says 488", "Cleo's phone does not ring", "failed: refused")),
    SERVER_ERROR(Line.of(
            "blind, Cleo's phone says 500", "Cleo's phone does not ring", "failed: congestion")),
    EARLY_MEDIA_BUSY(Line.of(
            "blind, Cleo's phone is heard, then busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    BUSY_TONE(Line.of(
            "blind, Cleo is busy, Ben hangs up after it was told",
            "Ben hears the busy tone and hangs up",
            "failed: busy")),
    BUSY_GONE(Line.of(
            "blind, Cleo is busy, Ben hangs up at once",
            "Cleo's phone refuses with 486, then Ben is gone",
            "failed: busy")),
    GROUP_BUSY(Line.of(
            "blind to a ring group, all are busy",
            "Cleo's and Dora's phones refuse with 486",
            "failed: busy")),
    FAILOVER_BUSY(Line.of(
            "blind, Dora does not answer, the dialplan calls Cleo, who is busy",
            "Dora's phone rings in vain, Cleo's refuses with 486",
            "failed: busy")),
    BYE_AT_202(Line.of(
            "blind, Anna hangs up on the 202, Cleo is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
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
