package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/**
 * A transfer reached a state.
 *
 * @param sequence 1 for the first event of a transfer, then 2, 3, …
 * @param at when it was concluded
 * @param legs uniqueids of the channels that take part, as far as they are known: transferor (with
 *     the consultation leg), transferee and target; where the PBX asked for it, the leg that it asked
 *     and whoever talks with it. Unlike a Call-ID, which the caller chooses, a
 *     uniqueid is Asterisk's own, so that nobody can take another leg's
 * @param companions endpoints of those who hear of it though they have no part in it: whoever talks
 *     with a leg that the PBX sends away
 * @param origin null for an event that no PBX caused, such as a webhook's test. No client sees it
 */
public record TransferEvent(
        Transfer transfer,
        int sequence,
        Instant at,
        Set<String> legs,
        Set<String> companions,
        @Nullable Origin origin) {
    public TransferEvent {
        legs = Set.copyOf(legs);
        companions = Set.copyOf(companions);
    }

    /** One of which nobody else hears. */
    public TransferEvent(
            Transfer transfer,
            int sequence,
            Instant at,
            Set<String> legs,
            @Nullable Origin origin) {
        this(transfer, sequence, at, legs, Set.of(), origin);
    }

    /** Unique for good: {@code <transfer id>.<sequence>}. */
    public String id() {
        return transfer.id() + "." + sequence;
    }

    /** The same event, with this in place of its transfer. */
    public TransferEvent with(Transfer other) {
        return new TransferEvent(other, sequence, at, legs, companions, origin);
    }
}
