package dev.referee.lab.matrix;

/** Transfers to applications that are seldom seen. */
enum SeldomRow implements Row {
    CONDITION(Line.of(
                    "blind, Cleo is busy, then If() and Wait() of the dialplan",
                    "Cleo's phone refuses with 486",
                    "failed: busy")
            .notOn16("no If()")),
    DIAL_TONE(Line.of(
            "blind to a dial tone (DISA), Ben dials Cleo, who answers",
            "Ben talks with Cleo",
            "completed: answered")),
    AGENT(Line.of(
            "blind to an agent who waits for calls (AgentRequest)",
            "Ben talks with Cleo",
            "completed: answered")),
    AGENT_MISSING(Line.of(
            "blind to an agent who is not there (AgentRequest)",
            "Ben is hung up",
            "failed: application-failed",
            "application-failed"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    SeldomRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
