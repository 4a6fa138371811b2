package dev.referee.lab.matrix;

/** REFERs that Asterisk refuses, or does nothing about. */
enum RefusedRow implements Row {
    NOT_PERMITTED(Line.of(
            "refused: Nora may not transfer",
            "Ben still talks with Nora",
            "failed: not-permitted",
            "transfers-disabled")),
    ENCODED_TWICE(Line.of(
            "refused: Replaces encoded twice",
            "Ben still talks with Anna",
            "failed: dialog-not-found",
            "replaces-double-encoded")),
    TAGS_SWAPPED(Line.of(
            "refused: tags of the Replaces swapped",
            "Ben still talks with Anna",
            "failed: dialog-not-found",
            "replaces-tags-swapped")),
    NOT_SIP(Line.of(
            "refused: Refer-To is no SIP address",
            "Ben still talks with Anna",
            "failed: malformed-refer",
            "refer-to-malformed")),
    ARI_ONLY(Line.of(
                    "handed to an ARI application, which is not there",
                    "Ben still talks with Anna, who hangs up",
                    "unknown: not-handled",
                    "ari-only-unhandled")
            .on16("Ben talks with Cleo: no such handing over on 16", "completed: answered"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    RefusedRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
