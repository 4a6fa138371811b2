package dev.referee.model;

import java.time.Instant;

/**
 * A transfer reached a state.
 *
 * @param sequence 1 for the first event of a transfer, then 2, 3, …
 * @param at when it was concluded
 */
public record TransferEvent(Transfer transfer, int sequence, Instant at) {
    /** Unique for good: {@code <transfer id>.<sequence>}. */
    public String id() {
        return transfer.id() + "." + sequence;
    }
}
