package dev.referee.edge.access;

import dev.referee.log.EventLog.Entry;
import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Who looks at a transfer.
 *
 * @param topic what was subscribed to
 * @param callId of the dialog that was proven, as Asterisk has it; null where it was none
 * @param ownCallId the same as the viewer's phone has it: another one behind a proxy that changes it
 */
public record Viewer(
        Topic topic, @Nullable String callId, @Nullable String ownCallId)
        implements VisibleTransfers {
    /** One whose phone has it as Asterisk has it, or who proved none. */
    public Viewer(Topic topic, @Nullable String callId) {
        this(topic, callId, callId);
    }

    /** A part that somebody has in a transfer. */
    public enum Role {
        TRANSFEROR,
        TRANSFEREE,
        TARGET,
        /** Had a part, or is one of several in the bridge. */
        PARTY,
        /** Has none, and may see all. */
        ADMIN
    }

    @Override
    public Set<Role> rolesIn(Entry entry) {
        return topic.isOf(entry.parties()) ? roles(entry.event().transfer()) : Set.of();
    }

    @Override
    public Map<String, String> callIds() {
        return callId == null || ownCallId == null || callId.equals(ownCallId)
                ? Map.of()
                : Map.of(callId, ownCallId);
    }

    /** The parts that the viewer has in a transfer that its topic found: at least one. */
    public Set<Role> roles(Transfer transfer) {
        Set<Role> roles = switch (topic) {
            case Topic.Everything all -> EnumSet.of(Role.ADMIN);
            case Topic.Leg(String uniqueid) -> ofLeg(uniqueid, transfer);
            case Topic.Endpoint(String name) -> ofEndpoint(name, transfer);
        };
        return roles.isEmpty() ? EnumSet.of(Role.PARTY) : roles;
    }

    private Set<Role> ofLeg(String uniqueid, Transfer transfer) {
        Transfer.Transferor transferor = transfer.transferor();
        Transfer.Transferee transferee = transfer.transferee();
        Transfer.Target target = transfer.target();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (transferee != null && isLeg(uniqueid, transferee.uniqueid(), transferee.callId())) {
            roles.add(Role.TRANSFEREE);
        }
        if (target != null && isLeg(uniqueid, target.uniqueid(), target.callId())) {
            roles.add(Role.TARGET);
        }
        // The consultation leg has no uniqueid in a transfer. Callers choose their Call-ID, but
        // this
        // leg has a part in the transfer, and the others' legs are not taken for it.
        boolean isConsultation = roles.isEmpty()
                && callId != null
                && transferor != null
                && callId.equals(transferor.consultationCallId());
        if (transferor != null
                && (isLeg(uniqueid, transferor.uniqueid(), transferor.callId())
                        || isConsultation)) {
            roles.add(Role.TRANSFEROR);
        }
        return roles;
    }

    private boolean isLeg(
            String uniqueid, @Nullable String partysUniqueid, @Nullable String partysCallId) {
        return partysUniqueid == null
                ? callId != null && callId.equals(partysCallId)
                : uniqueid.equals(partysUniqueid);
    }

    private static Set<Role> ofEndpoint(String name, Transfer transfer) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (name.equals(transfer.transferorEndpoint())) {
            roles.add(Role.TRANSFEROR);
        }
        if (transfer.transferee() != null && name.equals(transfer.transferee().endpoint())) {
            roles.add(Role.TRANSFEREE);
        }
        if (transfer.target() != null && name.equals(transfer.target().endpoint())) {
            roles.add(Role.TARGET);
        }
        return roles;
    }
}
