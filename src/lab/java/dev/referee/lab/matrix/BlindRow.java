package dev.referee.lab.matrix;

/** Blind transfers that reach somebody, or something. */
enum BlindRow implements Row {
    ANSWERED(Line.of("blind, Cleo answers", "Ben talks with Cleo", "completed: answered")),
    APPLICATION(Line.of("blind to an application", "Ben hears his echo", "completed: application")),
    CONFERENCE(
            Line.of("blind to a conference", "Ben is in the conference", "completed: application")),
    VOICEMAIL(Line.of("blind to voicemail", "Ben hears the voicemail", "completed: application")),
    ANNOUNCEMENT(Line.of(
            "blind to an announcement", "Ben hears the announcement", "completed: application")),
    QUEUE(Line.of(
            "blind to a queue, its member answers", "Ben talks with Cleo", "completed: answered")),
    GROUP(Line.of(
            "blind to a ring group, one is busy, the other answers",
            "Ben talks with Dora",
            "completed: answered")),
    LOCAL(Line.of("blind through a Local channel", "Ben talks with Cleo", "completed: answered")),
    EARLY_MEDIA(Line.of(
            "blind, Cleo's phone is heard before she answers",
            "Ben talks with Cleo",
            "completed: answered")),
    BYE_AT_202(Line.of(
            "blind, Anna hangs up on the 202", "Ben talks with Cleo", "completed: answered")),
    REDIRECTED(Line.of(
            "blind, Cleo's phone redirects to Emil (302)",
            "Ben talks with Emil",
            "completed: answered")),
    MAILBOX(Line.of(
            "blind, Cleo does not answer, her voicemail does",
            "Ben hears the voicemail",
            "completed: application")),
    FAILOVER(Line.of(
            "blind, Dora does not answer, the dialplan calls Cleo",
            "Ben talks with Cleo",
            "completed: answered")),
    RETRIED(Line.of(
            "blind, Cleo is busy, the dialplan waits and calls her again",
            "Ben talks with Cleo",
            "completed: answered")),
    WAITING_ROOM(Line.of(
            "blind to a waiting room", "Ben waits in a holding bridge", "completed: application")),
    MUSIC(Line.of("blind to music", "Ben hears music", "completed: application"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    BlindRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
