package dev.referee.lab.matrix;

/** Transfers in which a Local channel stands before Anna, or in which she gets Ben back. */
enum LocalChannelRow implements Row {
    AGENT_BUSY(Line.of(
            "blind by an agent behind a Local channel, Cleo is busy",
            "Cleo's phone refuses with 486, Ben is hung up",
            "failed: busy")),
    AGENT_ANSWERED(Line.of(
            "blind by an agent behind a Local channel, Cleo answers",
            "Ben talks with Cleo through the Local channel",
            "completed: answered")),
    AGENT_ATTENDED(Line.of(
            "attended by an agent behind a Local channel",
            "Ben talks with Cleo through the Local channel",
            "completed: bridged")),
    AGENT_CODE_BUSY(Line.of(
            "blind by feature code by an agent behind a Local channel, Cleo is busy",
            "Cleo's phone refuses with 486, Ben is hung up",
            "failed: busy")),
    AGENT_GIVEN_UP(Line.of(
            "blind by an agent behind a Local channel, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up")),
    RECALLED(Line.of(
            "blind, Dora does not answer, Anna is called back, both through Local channels",
            "Ben talks with Anna again",
            "failed: no-answer")),
    RECALLED_BUSY(Line.of(
            "blind, Cleo is busy, Anna is called back through a Local channel that stays",
            "Ben talks with Anna again",
            "failed: busy")),
    TAKEN_BACK(Line.of(
            "blind, Cleo's phone rings, Anna picks the call up",
            "Ben talks with Anna again",
            "failed: no-answer")),
    PICKED_UP(Line.of(
            "blind, Cleo's phone rings behind a Local channel, Dora picks the call up",
            "Ben talks with Dora",
            "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    LocalChannelRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
