package dev.referee.log;

import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/**
 * Who takes part in a transfer, or once did.
 *
 * @param legs uniqueids, as in {@link TransferEvent#legs}
 * @param endpoints for example {@code PJSIP/alice}
 */
public record Parties(Set<String> legs, Set<String> endpoints) {
    public Parties {
        legs = Set.copyOf(legs);
        endpoints = Set.copyOf(endpoints);
    }

    /** Those that an event names, and those that the transfer's entry before it did, if any. */
    static Parties of(TransferEvent event, EventLog.@Nullable Entry before) {
        Set<String> legs = new HashSet<>(event.legs());
        Set<String> endpoints = new HashSet<>();
        Transfer transfer = event.transfer();
        add(endpoints, transfer.transferorEndpoint());
        add(
                endpoints,
                transfer.transferee() == null ? null : transfer.transferee().endpoint());
        add(endpoints, transfer.target() == null ? null : transfer.target().endpoint());
        endpoints.addAll(event.companions());
        if (before != null) {
            legs.addAll(before.parties().legs());
            endpoints.addAll(before.parties().endpoints());
        }
        return new Parties(legs, endpoints);
    }

    private static void add(Set<String> endpoints, @Nullable String endpoint) {
        if (endpoint != null) {
            endpoints.add(endpoint);
        }
    }
}
