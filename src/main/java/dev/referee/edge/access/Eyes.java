package dev.referee.edge.access;

import dev.referee.edge.access.Viewer.Role;
import dev.referee.log.EventLog.Entry;
import dev.referee.token.Grant;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What somebody sees of all transfers. */
public sealed interface Eyes permits Viewer, Eyes.OfGrant {
    /** The parts in which a transfer is seen; none when it is not. */
    Set<Role> rolesIn(Entry entry);

    /**
     * The Call-IDs that are shown in the place of Asterisk's, by these: of dialogs that were proven
     * from the other side of a proxy that changes them. Whoever sees a leg knows it by its own.
     */
    default Map<String, String> callIds() {
        return Map.of();
    }

    /** The parts of all endpoints that a token allows. */
    record OfGrant(Grant grant) implements Eyes {
        @Override
        public Set<Role> rolesIn(Entry entry) {
            Set<Role> roles = EnumSet.noneOf(Role.class);
            for (String endpoint : entry.parties().endpoints()) {
                if (grant.allows(endpoint)) {
                    roles.addAll(new Viewer(new Topic.Endpoint(endpoint), null).rolesIn(entry));
                }
            }
            return roles;
        }
    }
}
