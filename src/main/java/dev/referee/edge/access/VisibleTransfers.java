package dev.referee.edge.access;

import dev.referee.edge.access.Viewer.Role;
import dev.referee.log.EventLog.Entry;
import dev.referee.token.Grant;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The transfers that a client may see, and in which roles. */
public sealed interface VisibleTransfers permits Viewer, VisibleTransfers.OfGrant {
    /** The roles in which the client sees a transfer; empty if it does not see it. */
    Set<Role> rolesIn(Entry entry);

    /**
     * Replacements for Asterisk's Call-IDs, by these: of dialogs that a client behind a proxy has
     * proven, where the proxy changes Call-IDs. The client knows each leg by its own Call-ID.
     */
    default Map<String, String> callIds() {
        return Map.of();
    }

    /** The roles of all endpoints that a token allows. */
    record OfGrant(Grant grant) implements VisibleTransfers {
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
