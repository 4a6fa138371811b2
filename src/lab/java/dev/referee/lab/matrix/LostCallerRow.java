package dev.referee.lab.matrix;

/** Transfers whose transferee is gone: the PBX ends its call, or it hangs up during a consultation. */
enum LostCallerRow implements Row {
    AMI_HANGUP(Line.of(
            "blind, a program hangs Ben up by AMI while it rings",
            "Ben is hung up before anybody answers",
            "abandoned: transferee-lost")),
    ARI_HANGUP(Line.of(
            "blind, a program hangs Ben up by ARI while it rings",
            "Ben is hung up before anybody answers",
            "abandoned: transferee-lost")),
    TIME_LIMIT(Line.of(
            "blind, Ben's time is over (TIMEOUT) while it rings",
            "Ben is hung up before anybody answers",
            "abandoned: transferee-lost")),
    MEDIA_TIMEOUT(Line.of(
            "blind, Olga's audio stops while it rings (rtp_timeout)",
            "Olga is hung up before anybody answers",
            "abandoned: transferee-lost")),
    CONSULTATION_RINGS(Line.of(
            "attended by feature code, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up")),
    CONSULTATION_ANSWERED(Line.of(
            "attended by feature code, Ben hangs up while Anna and Cleo talk",
            "Ben is gone, Anna and Cleo talk on",
            "abandoned: transferee-hung-up")),
    SWAPPED(Line.of(
            "attended by feature code, Anna swaps back to Ben, who hangs up",
            "Ben is gone, Asterisk ends the others' calls too",
            "abandoned: transferee-hung-up"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    LostCallerRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
