package dev.referee.lab.matrix;

/** Transfers to one who rings, asked for in the consultation, and to a queue. */
enum SecondLegRow implements Row {
    ANSWERED(Line.of(
            "semi-attended, asked for in the consultation, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    BUSY(Line.of(
            "semi-attended, asked for in the consultation, Cleo is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    NO_ANSWER(Line.of(
            "semi-attended, asked for in the consultation, Cleo does not answer",
            "Cleo's phone rings in vain",
            "failed: no-answer")),
    GIVEN_UP(Line.of(
            "semi-attended, asked for in the consultation, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up")),
    QUEUE_ANSWERED(Line.of(
            "semi-attended to a queue, asked for in the consultation, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    QUEUE_TIMED_OUT(Line.of(
            "semi-attended to a queue, Cleo does not answer",
            "the queue gives up, Ben is hung up",
            "failed: no-answer"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    SecondLegRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
