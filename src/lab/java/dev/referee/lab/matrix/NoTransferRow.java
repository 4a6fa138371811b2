package dev.referee.lab.matrix;

/** Calls without a transfer, of which Referee may tell nothing. */
enum NoTransferRow implements Row {
    ANSWERED(Line.of("a call with hold and unhold", "Ben talked with Anna", "nothing")),
    BUSY(Line.of("a call to Ben, who is busy", "nobody talks", "nothing")),
    CANCELLED(Line.of("a call to Ben, given up while it rings", "nobody talks", "nothing")),
    QUEUE(Line.of("a call to a queue, its member answers", "Anna talks with Cleo", "nothing")),
    QUEUE_GIVEN_UP(Line.of("a call to a queue, given up", "nobody talks", "nothing")),
    PICKUP(Line.of(
            "a call to Cleo, picked up by Dora with Pickup()", "Anna talks with Dora", "nothing")),
    PICKUP_BY_CODE(Line.of(
            "a call to Cleo, picked up by Dora with *8", "Anna talks with Dora", "nothing")),
    FORWARDED(Line.of(
            "a call that the dialplan forwards to Cleo through a Local channel",
            "Anna talks with Cleo",
            "nothing")),
    FORWARDED_BY_PHONE(Line.of(
            "a call to Ben, whose phone forwards it to Cleo with 302",
            "Anna talks with Cleo",
            "nothing")),
    CONFERENCE(
            Line.of("a conference of three", "Anna, Ben and Cleo talk with each other", "nothing")),
    REPLACES_RINGING(Line.of(
            "INVITE with Replaces of Cleo's ringing leg, without any REFER",
            "Anna talks with Dora",
            "nothing")),
    REPLACES_CALLEE(Line.of(
            "INVITE with Replaces of Ben's leg in a call, without any REFER",
            "Anna talks with Dora",
            "nothing")),
    REPLACES_CALLER(Line.of(
            "INVITE with Replaces of Anna's leg in a call, without any REFER",
            "Ben talks with Dora",
            "nothing"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    NoTransferRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
