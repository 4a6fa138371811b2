package dev.referee.lab.matrix;

/** Blind transfers to applications that fail at once or serve, and to announcements. */
enum ApplicationRow implements Row {
    STASIS_NOBODY(failed(
            "blind to an ARI application that nobody has registered", "Ben is hung up at once")),
    FASTAGI_REFUSED(failed("blind to a FastAGI server that refuses", "Ben is hung up at once")),
    EXTERNALIVR_REFUSED(failed(
            "blind to an ExternalIVR server that refuses, which sets no status",
            "Ben is hung up at once")),
    NO_MAILBOX(failed("blind to a mailbox that is not there", "Ben is hung up at once")),
    CONFERENCE_LOCKED(failed(
            "blind to a conference that is locked", "Ben hears that it is locked and is hung up")),
    AFTER_A_RING(failed(
            "blind, Cleo does not answer, then a mailbox that is not there",
            "Cleo's phone rings in vain, Ben is hung up")),
    ATTENDED(failed(
            "attended to an announcement, then a FastAGI server that refuses",
            "Ben hears the announcement and is hung up")),
    OPERATOR(Line.of(
            "blind to a FastAGI server that refuses, then Cleo is called",
            "Ben talks with Cleo",
            "completed: answered")),
    SERVED(Line.of(
            "blind to an AGI script that serves",
            "Ben hears the script",
            "completed: application")),
    ANNOUNCED_BUSY(Line.of(
            "blind to an announcement, then Cleo is called, who is busy",
            "Ben hears the announcement, Cleo's phone refuses with 486",
            "failed: busy")),
    ANNOUNCED_ANSWERED(Line.of(
            "blind to an announcement, then Cleo is called, who answers",
            "Ben hears the announcement and talks with Cleo",
            "completed: answered")),
    HEARD_OUT(Line.of(
            "blind to an announcement with nothing after it",
            "Ben hears all of it and is hung up",
            "completed: application")),
    INVALID(Line.of(
            "blind to Asterisk's announcement that the extension is invalid",
            "Ben hears it and is hung up",
            "failed: no-such-extension")),
    UNALLOCATED(Line.of(
            "blind to an announcement, then a hangup with cause 1",
            "Ben hears the announcement and is hung up",
            "failed: no-such-extension"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    ApplicationRow(Line line) {
        this.line = line;
    }

    private static Line failed(String title, String truth) {
        return Line.of(title, truth, "failed: application-failed", "application-failed");
    }

    @Override
    public Line line() {
        return line;
    }
}
