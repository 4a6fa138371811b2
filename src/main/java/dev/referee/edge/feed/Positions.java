package dev.referee.edge.feed;

import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Writes a place in the history as one text, which those who got it send back. */
public final class Positions {
    private Positions() {}

    /** {@code <epoch>:<offset>}. */
    public static String text(Position position) {
        return position.epoch() + ":" + position.offset();
    }

    /** Reads that; empty when it is no such text. */
    public static Optional<Position> read(String text) {
        int colon = text.lastIndexOf(':');
        try {
            long offset = Long.parseLong(text.substring(colon + 1));
            return colon > 0 && offset >= 0
                    ? Optional.of(new Position(text.substring(0, colon), offset))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Where whoever was told a place last wants to go on.
     *
     * @param last what it sends back; null or empty when it was told none
     * @return null to begin now. What is no position of ours is one of which nothing is known
     */
    public static @Nullable Position resumption(@Nullable String last) {
        return last == null || last.isEmpty() ? null : read(last).orElse(new Position("", 0));
    }
}
