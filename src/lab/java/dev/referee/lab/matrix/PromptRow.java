package dev.referee.lab.matrix;

/** Targets that are asked whether they take the call. */
enum PromptRow implements Row {
    ACCEPTED(Line.of(
            "blind, Cleo is asked and presses 1", "Ben talks with Cleo", "completed: answered")),
    REFUSED(Line.of(
            "blind, Cleo is asked and presses 2: the dialplan calls that busy",
            "Cleo refuses, Ben is hung up",
            "failed: busy")),
    NO_KEY(Line.of(
            "blind, Cleo is asked and presses nothing",
            "Cleo hears the prompt, Ben is hung up",
            "failed: refused")),
    HUNG_UP(Line.of(
            "blind, Cleo is asked and hangs up",
            "Cleo hears the prompt, Ben is hung up",
            "failed: target-gone")),
    NEXT_ACCEPTS(Line.of(
            "blind, Cleo is asked and presses 2, then Dora is asked and presses 1",
            "Ben talks with Dora",
            "completed: answered")),
    FOLLOW_ME(Line.of(
            "blind to FollowMe, Cleo is asked and presses 1",
            "Ben talks with Cleo",
            "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    PromptRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
