package dev.referee.ladder;

import dev.referee.ladder.Ladder.Leg;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Role;
import dev.referee.model.Channel;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who has which lane: the transferor one for both legs, transferee and target one each, other phones
 * one for each endpoint. Local channels are inside the PBX and in its lane.
 */
final class Lanes {
    /** The most lanes of others; what happens to further ones is left out. */
    static final int MOST_OTHERS = 6;

    private final Transfer transfer;
    private final TransferEvent event;
    /** Lane ids by uniqueid of a channel or Call-ID of a dialog. */
    private final Map<String, String> ids = new HashMap<>();

    private final Map<Role, List<Leg>> legs = new EnumMap<>(Role.class);
    private final Map<String, List<Leg>> others = new LinkedHashMap<>();
    private final Map<Role, String> endpoints = new EnumMap<>(Role.class);
    private boolean isTruncated;

    Lanes(Trace trace) {
        this.event = trace.last;
        this.transfer = trace.last.transfer();
        put(Role.TRANSFEROR, transfer.transferorEndpoint());
        put(
                Role.TRANSFEREE,
                transfer.transferee() == null ? null : transfer.transferee().endpoint());
        put(Role.TARGET, transfer.target() == null ? null : transfer.target().endpoint());
        trace.strands.stream().filter(one -> isChannel(one, trace)).forEach(this::place);
        placeDialogs(trace);
    }

    private void put(Role role, @Nullable String endpoint) {
        if (endpoint != null) {
            endpoints.put(role, endpoint);
        }
    }

    private static boolean isChannel(Strand strand, Trace trace) {
        return strand.name != null || trace.last.legs().contains(strand.key);
    }

    private void place(Strand strand) {
        if (Channel.isLocal(strand.name)) {
            ids.put(strand.key, Ladder.PBX);
            return;
        }
        Role role = role(strand);
        Leg leg = new Leg(strand.name, strand.key, strand.callId);
        if (role != Role.OTHER) {
            ids.put(strand.key, EnumWord.of(role));
            legs.computeIfAbsent(role, key -> new ArrayList<>()).add(leg);
            return;
        }
        String endpoint = Objects.requireNonNullElse(Channel.endpointOf(strand.name), strand.key);
        if (!others.containsKey(endpoint) && others.size() == MOST_OTHERS) {
            isTruncated = true;
            return;
        }
        others.computeIfAbsent(endpoint, key -> new ArrayList<>()).add(leg);
        ids.put(strand.key, idOfOther(endpoint));
    }

    private Role role(Strand strand) {
        Transfer.Transferor transferor = transfer.transferor();
        Transfer.Transferee transferee = transfer.transferee();
        Transfer.Target target = transfer.target();
        if (transferee != null && is(strand, transferee.uniqueid(), transferee.callId())) {
            return Role.TRANSFEREE;
        }
        if (target != null && is(strand, target.uniqueid(), target.callId())) {
            return Role.TARGET;
        }
        if (transferor == null) {
            return Role.OTHER;
        }
        boolean isSecond =
                strand.callId != null && strand.callId.equals(transferor.consultationCallId());
        boolean isOfTheirs = event.legs().contains(strand.key)
                && transferor.endpoint() != null
                && transferor.endpoint().equals(Channel.endpointOf(strand.name));
        return is(strand, transferor.uniqueid(), transferor.callId()) || isSecond || isOfTheirs
                ? Role.TRANSFEROR
                : Role.OTHER;
    }

    private static boolean is(Strand strand, @Nullable String uniqueid, @Nullable String callId) {
        return uniqueid == null
                ? callId != null && callId.equals(strand.callId)
                : uniqueid.equals(strand.key);
    }

    private void placeDialogs(Trace trace) {
        for (Strand strand : trace.strands) {
            String lane = strand.callId == null ? null : ids.get(strand.key);
            if (lane != null) {
                ids.putIfAbsent(String.valueOf(strand.callId), lane);
            }
        }
        if (transfer.transferor() != null) {
            placeDialog(Role.TRANSFEROR, transfer.transferor().callId());
            placeDialog(Role.TRANSFEROR, transfer.transferor().consultationCallId());
        }
        if (transfer.transferee() != null) {
            placeDialog(Role.TRANSFEREE, transfer.transferee().callId());
        }
        if (transfer.target() != null) {
            placeDialog(Role.TARGET, transfer.target().callId());
        }
    }

    private void placeDialog(Role role, @Nullable String callId) {
        if (callId != null && ids.putIfAbsent(callId, EnumWord.of(role)) == null) {
            legs.computeIfAbsent(role, key -> new ArrayList<>()).add(new Leg(null, null, callId));
        }
    }

    private String idOfOther(String endpoint) {
        return "other-" + (new ArrayList<>(others.keySet()).indexOf(endpoint) + 1);
    }

    /** The lane of a channel or a dialog; null where it has none. */
    @Nullable
    String of(@Nullable String key) {
        return key == null ? null : ids.get(key);
    }

    boolean isTruncated() {
        return isTruncated;
    }

    /** All lanes, from left to right. */
    List<Party> parties() {
        List<Party> parties = new ArrayList<>();
        add(parties, Role.TRANSFEROR);
        parties.add(new Party(Ladder.PBX, Role.PBX, null, List.of()));
        add(parties, Role.TRANSFEREE);
        add(parties, Role.TARGET);
        others.forEach((endpoint, ofTheirs) ->
                parties.add(new Party(idOfOther(endpoint), Role.OTHER, endpoint, ofTheirs)));
        return parties;
    }

    private void add(List<Party> parties, Role role) {
        List<Leg> known = legs.getOrDefault(role, List.of());
        String endpoint = endpoints.get(role);
        if (endpoint != null || !known.isEmpty()) {
            parties.add(new Party(EnumWord.of(role), role, endpoint, known));
        }
    }
}
