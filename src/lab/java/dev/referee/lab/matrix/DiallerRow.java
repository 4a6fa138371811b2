package dev.referee.lab.matrix;

/** Blind transfers to an ARI program that holds the caller while it calls the target for him. */
enum DiallerRow implements Row {
    HOLDING_BUSY(Line.of(
            "blind to an ARI program with a holding bridge, Cleo is busy",
            "Cleo's phone refuses with 486, the program hangs Ben up",
            "failed: busy")),
    RINGING_ANSWERED(Line.of(
            "blind to an ARI program that lets Ben hear ringing, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    MUSIC_ANSWERED(Line.of(
            "blind to an ARI program that plays music and names no originator, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered")),
    CONTINUED(Line.of(
            "blind to an ARI program, Cleo is busy, Ben goes on in the dialplan",
            "Cleo's phone refuses with 486, Ben hears an announcement and is hung up",
            "failed: busy")),
    MEDIA_BUSY(Line.of(
            "blind to an ARI program with external media in Ben's bridge, Cleo is busy",
            "Cleo's phone refuses with 486, the program hangs Ben up",
            "failed: busy")),
    MEDIA_ANSWERED(Line.of(
            "blind to an ARI program with external media and a recording, Cleo answers",
            "Ben talks with Cleo",
            "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    DiallerRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
