package dev.referee.lab.matrix;

/** Transfers to a parking lot that is full, to an empty parking place, and to a hangup. */
enum FullLotRow implements Row {
    LOT(Line.of(
            "blind to a parking lot that is full",
            "Ben hears that it is full and talks with Anna again",
            "failed: parking-full",
            "parking-lot-full")),
    LOT_CALLED(Line.of(
            "blind to a parking lot that is full, Ben had called Anna",
            "Ben hears that it is full and talks with Anna again",
            "failed: parking-full")),
    LOT_LEFT(Line.of(
            "blind to a parking lot that is full, Anna hangs up on the 202",
            "Ben is hung up",
            "failed: parking-full",
            "parking-lot-full")),
    LOT_BY_CODE(Line.of(
            "blind by feature code to a parking lot that is full",
            "Ben hears that it is full and talks with Anna again",
            "failed: parking-full",
            "parking-lot-full")),
    APPLICATION(Line.of(
            "blind to a dialplan that parks, the lot is full",
            "Ben hears that it is full and is hung up",
            "failed: parking-full",
            "parking-lot-full")),
    THEN_CLEO(Line.of(
                    "blind to a dialplan that parks, the lot is full, then Cleo is called",
                    "Ben talks with Cleo",
                    "completed: answered")
            .on16(
                    "Ben hears that it is full and is hung up: Park() ends the dialplan",
                    "failed: parking-full",
                    "parking-lot-full")),
    EMPTY_PLACE(Line.of(
            "blind to a parking place that is empty",
            "Ben hears that nobody is there and is hung up",
            "failed: application-failed",
            "application-failed")),
    UNALLOCATED(Line.of(
            "blind to a hangup with cause 1", "no phone rings", "failed: no-such-extension")),
    USER_BUSY(Line.of("blind to a hangup with cause 17", "no phone rings", "failed: busy"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    FullLotRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
