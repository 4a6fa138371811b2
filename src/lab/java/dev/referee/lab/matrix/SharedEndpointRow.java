package dev.referee.lab.matrix;

/** Transfers by Anna whose endpoint is that of a proxy, which others share. */
enum SharedEndpointRow implements Row {
    FAILOVER(Line.of(
            "blind from behind a proxy, Cleo does not answer, the dialplan calls Dora behind it",
            "Ben talks with Dora",
            "completed: answered")),
    FAILOVER_BUSY(Line.of(
            "blind from behind a proxy, Cleo does not answer, Dora behind it is busy",
            "Cleo's phone rings in vain, Dora's refuses with 486",
            "failed: busy")),
    CALLED_BACK(Line.of(
            "blind from behind a proxy, Cleo does not answer, the dialplan calls Anna behind it",
            "Ben talks with Anna again",
            "failed: no-answer")),
    ANSWERED(Line.of(
            "blind from behind a proxy to Dora behind it",
            "Ben talks with Dora",
            "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    SharedEndpointRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
