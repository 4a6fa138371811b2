package dev.referee.log;

import dev.referee.log.EventLog.Entry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds transfers by who has or had a part in them. Guarded by its owner. */
final class PartyIndex {
    private final Map<String, Set<String>> byLeg = new HashMap<>();
    private final Map<String, Set<String>> byEndpoint = new HashMap<>();

    /** The ids of the transfers of a leg, in no order. */
    Set<String> ofLeg(String uniqueid) {
        return byLeg.getOrDefault(uniqueid, Set.of());
    }

    /** The ids of the transfers of an endpoint, in no order. */
    Set<String> ofEndpoint(String name) {
        return byEndpoint.getOrDefault(name, Set.of());
    }

    /** Takes the parties of a transfer's entry. */
    void add(Entry entry) {
        String transfer = entry.event().transfer().id();
        entry.parties().legs().forEach(leg -> add(byLeg, leg, transfer));
        entry.parties().endpoints().forEach(name -> add(byEndpoint, name, transfer));
    }

    /** Forgets a transfer, of which this is the newest entry: it has the parties of all before. */
    void remove(Entry newest) {
        String transfer = newest.event().transfer().id();
        newest.parties().legs().forEach(leg -> remove(byLeg, leg, transfer));
        newest.parties().endpoints().forEach(name -> remove(byEndpoint, name, transfer));
    }

    /** How many legs and endpoints it remembers. */
    int size() {
        return byLeg.size() + byEndpoint.size();
    }

    private static void add(Map<String, Set<String>> index, String party, String transfer) {
        index.computeIfAbsent(party, key -> new HashSet<>()).add(transfer);
    }

    private static void remove(Map<String, Set<String>> index, String party, String transfer) {
        Set<String> transfers = index.get(party);
        if (transfers != null && transfers.remove(transfer) && transfers.isEmpty()) {
            index.remove(party);
        }
    }
}
