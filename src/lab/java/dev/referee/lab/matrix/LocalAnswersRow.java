package dev.referee.lab.matrix;

/** Targets behind a Local channel or a queue that answers before anybody does. */
enum LocalAnswersRow implements Row {
    BUSY(Line.of(
            "blind through a Local channel that answers, then Cleo is busy",
            "Ben hears an announcement, Cleo's phone refuses with 486",
            "failed: busy")),
    DECLINED(Line.of(
            "blind through a Local channel that answers, then Cleo declines",
            "Ben hears an announcement, Cleo's phone refuses with 603",
            "failed: declined")),
    NO_ANSWER(Line.of(
            "blind through a Local channel that answers, then Cleo does not",
            "Ben hears an announcement, Cleo's phone rings in vain",
            "failed: no-answer")),
    ANSWERED(Line.of(
            "blind through a Local channel that answers, then Cleo does too",
            "Ben talks with Cleo",
            "completed: answered")),
    GIVEN_UP(Line.of(
            "blind through a Local channel that answers, Ben hangs up while Cleo's phone rings",
            "Ben is gone before Cleo answers",
            "abandoned: transferee-hung-up")),
    STAYING_BUSY(Line.of(
            "blind through a Local channel that answers and stays, then Cleo is busy",
            "Ben hears an announcement, Cleo's phone refuses with 486",
            "failed: busy")),
    CODE_QUEUE_ANSWERED(Line.of(
            "attended by feature code to a queue, Anna hangs up while it rings, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    CODE_QUEUE_GIVEN_UP(Line.of(
            "attended by feature code to a queue, Anna hangs up while it rings, then Ben does",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    LocalAnswersRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
