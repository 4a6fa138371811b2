package dev.referee.edge.access;

import dev.referee.edge.access.Viewer.Role;
import dev.referee.log.CloudEvents;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a transfer that each role may see (docs/PROTOCOL.md has the table). The identifiers of
 * a leg are visible to its own party only: with them and a guess another client could subscribe as
 * that party. The headers of the REFER also contain such identifiers (Replaces, RFC 3891), so only
 * their sender sees them.
 *
 * <p>A transfer is encoded once for all clients that see the same fields. Used on the edge's context
 * only.
 */
public final class Visibility {
    /** The most texts that are kept: those that were asked for last. */
    static final int MOST = 1_000;

    private final Map<View, String> texts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<View, String> eldest) {
            return size() > MOST;
        }
    };

    /** One way to see an entry. */
    private record View(
            Position position, Set<Role> roles, Map<String, String> callIds, boolean isEvent) {}

    /**
     * The entry's CloudEvent as viewers with all of these parts together may see it.
     *
     * @param callIds as {@link VisibleTransfers#callIds} says
     */
    public String event(Entry entry, Set<Role> roles, Map<String, String> callIds) {
        return roles.contains(Role.ADMIN)
                ? entry.cloudEvent()
                : texts.computeIfAbsent(
                        new View(entry.position(), Set.copyOf(roles), Map.copyOf(callIds), true),
                        view -> CloudEvents.encode(
                                entry.event().with(of(entry, roles, callIds)), words(roles)));
    }

    /** The entry's transfer likewise. */
    public String transfer(Entry entry, Set<Role> roles, Map<String, String> callIds) {
        return texts.computeIfAbsent(
                new View(entry.position(), Set.copyOf(roles), Map.copyOf(callIds), false),
                view -> roles.contains(Role.ADMIN)
                        ? CloudEvents.encode(entry.event().transfer())
                        : CloudEvents.encode(of(entry, roles, callIds), words(roles)));
    }

    /** The same before it is written as text. */
    public static Transfer of(Entry entry, Set<Role> roles, Map<String, String> callIds) {
        Transfer transfer = entry.event().transfer();
        return roles.contains(Role.ADMIN) ? transfer : of(transfer, roles, callIds);
    }

    private static List<String> words(Set<Role> roles) {
        return EnumSet.copyOf(roles).stream().map(EnumWord::of).toList();
    }

    /** A part of a transfer: every field is either named here as seen, or left out. */
    private static Transfer of(Transfer transfer, Set<Role> roles, Map<String, String> callIds) {
        boolean asked = roles.contains(Role.TRANSFEROR);
        boolean reached = roles.contains(Role.TARGET);
        // The leg that the PBX asked to go was sent these headers itself.
        boolean sent = transfer.outgoing() && roles.contains(Role.TRANSFEREE);
        return new Transfer(
                transfer.id(),
                transfer.pbx(),
                transfer.direction(),
                transfer.kind(),
                transfer.trigger(),
                transfer.state(),
                transfer.reason(),
                transfer.retryable(),
                transfer.retryAfterMs(),
                asked ? transfer.wrapUpCode() : null,
                transfer.message(),
                transfer.notifyMisleading(),
                transfer.sip(),
                transfer.hangupCause(),
                asked ? own(transfer.transferor(), callIds) : other(transfer.transferor()),
                roles.contains(Role.TRANSFEREE)
                        ? own(transfer.transferee(), callIds)
                        : other(transfer.transferee()),
                reached ? own(transfer.target(), callIds) : other(transfer.target()),
                asked || sent ? transfer.referTo() : null,
                // RFC 3892 section 1: made for the target to read.
                asked || reached || sent ? transfer.referredBy() : null,
                asked ? transfer.diagnosis() : List.of(),
                transfer.times(),
                transfer.late(),
                transfer.follows(),
                transfer.sources(),
                transfer.evidence());
    }

    private static Transfer.@Nullable Transferor own(
            Transfer.@Nullable Transferor party, Map<String, String> callIds) {
        return party == null
                ? null
                : new Transfer.Transferor(
                        party.endpoint(),
                        party.channel(),
                        party.uniqueid(),
                        shown(party.callId(), callIds),
                        shown(party.consultationCallId(), callIds));
    }

    private static Transfer.@Nullable Transferee own(
            Transfer.@Nullable Transferee party, Map<String, String> callIds) {
        return party == null
                ? null
                : new Transfer.Transferee(
                        party.endpoint(),
                        party.channel(),
                        party.uniqueid(),
                        shown(party.callId(), callIds),
                        party.whereabouts());
    }

    private static Transfer.@Nullable Target own(
            Transfer.@Nullable Target party, Map<String, String> callIds) {
        return party == null
                ? null
                : new Transfer.Target(
                        party.extension(),
                        party.uri(),
                        party.endpoint(),
                        party.channel(),
                        party.uniqueid(),
                        shown(party.callId(), callIds),
                        party.application());
    }

    private static @Nullable String shown(@Nullable String callId, Map<String, String> callIds) {
        return callId == null ? null : callIds.getOrDefault(callId, callId);
    }

    private static Transfer.@Nullable Transferor other(Transfer.@Nullable Transferor party) {
        return party == null
                ? null
                : new Transfer.Transferor(party.endpoint(), null, null, null, null);
    }

    private static Transfer.@Nullable Transferee other(Transfer.@Nullable Transferee party) {
        return party == null
                ? null
                : new Transfer.Transferee(party.endpoint(), null, null, null, party.whereabouts());
    }

    private static Transfer.@Nullable Target other(Transfer.@Nullable Target party) {
        return party == null
                ? null
                : new Transfer.Target(
                        party.extension(),
                        party.uri(),
                        party.endpoint(),
                        null,
                        null,
                        null,
                        party.application());
    }
}
