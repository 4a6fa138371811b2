package dev.referee.lab.matrix;

/** Transfers by feature code: Anna types it, and Asterisk plays the transferor's part. */
enum FeatureRow implements Row {
    BLIND(Line.of(
            "blind by feature code, Cleo answers", "Ben talks with Cleo", "completed: answered")),
    BLIND_BUSY(Line.of(
            "blind by feature code, Cleo is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    BLIND_MISSING(Line.of(
            "blind by feature code to a missing extension",
            "Ben still talks with Anna; Asterisk asks her again and tells nobody",
            "nothing")),
    ATTENDED(Line.of(
            "attended by feature code, Anna hangs up",
            "Ben talks with Cleo",
            "completed: bridged")),
    ATTENDED_BUSY(Line.of(
            "attended by feature code, Cleo is busy",
            "Ben talks with Anna again; nothing was transferred",
            "nothing")),
    ATTENDED_GIVEN_BACK(Line.of(
            "attended by feature code, Cleo hangs up before Anna does",
            "Ben talks with Anna again; nothing was transferred",
            "nothing")),
    THREE_WAY(Line.of(
            "attended by feature code, then all three talk",
            "Ben talks with Anna and Cleo",
            "completed: bridged")),
    SEMI_ATTENDED(Line.of(
            "attended by feature code, Anna hangs up while it rings, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    SEMI_ATTENDED_BUSY(Line.of(
            "attended by feature code, Anna hangs up while it rings, Cleo is busy",
            "Cleo's phone refuses with 486",
            "failed: busy")),
    SEMI_ATTENDED_GIVEN_UP(Line.of(
            "attended by feature code, Anna hangs up while it rings, then Ben does",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up")),
    RECALL_NO_ANSWER(Line.of(
            "attended by feature code, Cleo does not answer, Anna is called back",
            "Ben talks with Anna again",
            "failed: no-answer")),
    RECALL_BUSY(Line.of(
            "attended by feature code, Cleo is busy, Anna is called back",
            "Ben talks with Anna again",
            "failed: busy")),
    RECALL_IN_VAIN(Line.of(
            "attended by feature code, neither Cleo nor, called back, Anna answers, twice",
            "Ben is hung up",
            "failed: no-answer")),
    CALLED_AGAIN(Line.of(
            "attended by feature code, neither Cleo nor Anna answers, then Cleo does",
            "Ben talks with Cleo",
            "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    FeatureRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
