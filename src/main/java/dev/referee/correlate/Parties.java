package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all sources have reported about the channels of one transfer. Kept here because a source
 * that is lost loses its view.
 */
final class Parties {
    private final Collection<View> views;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> callIds = new HashMap<>();

    /** Asks these views, which may change and become more. */
    Parties(Collection<View> views) {
        this.views = views;
    }

    /** Learns what is known of a channel from elsewhere; null for what is not. */
    void remember(@Nullable String uniqueid, @Nullable String name, @Nullable String callId) {
        if (uniqueid != null && name != null) {
            names.put(uniqueid, name);
        }
        if (uniqueid != null && callId != null) {
            callIds.put(uniqueid, callId);
        }
    }

    /** The channel's name. */
    @Nullable
    String name(@Nullable String uniqueid) {
        learn(uniqueid);
        return names.get(uniqueid);
    }

    /** The endpoint behind the channel. */
    @Nullable
    String endpoint(@Nullable String uniqueid) {
        return Channel.endpointOf(name(uniqueid));
    }

    /** The Call-ID of the channel's leg. */
    @Nullable
    String callId(@Nullable String uniqueid) {
        learn(uniqueid);
        return callIds.get(uniqueid);
    }

    /**
     * The party that a channel talks to, or last talked to if HEP is late, if that is one party.
     */
    @Nullable
    String partnerOf(String uniqueid) {
        for (View view : views) {
            Leg leg = view.find(uniqueid);
            List<Leg> others = leg == null ? List.of() : view.reachableFrom(leg);
            if (others.size() == 1) {
                return others.getFirst().uniqueid;
            }
        }
        for (View view : views) {
            Leg leg = view.find(uniqueid);
            Leg last = leg == null || leg.room != null ? null : view.find(leg.lastPartner);
            if (leg != null && last != null && last.wasPartnerOf(leg)) {
                return view.personBehind(last).uniqueid;
            }
        }
        return null;
    }

    /** Where the transferee is, by what any source shows, while no transfer has moved it. */
    Whereabouts whereabouts(@Nullable String transferee, String transferor) {
        for (View view : views) {
            Leg leg = view.find(transferee);
            if (leg == null) {
                continue;
            }
            if (leg.isLeaving()) {
                return Whereabouts.GONE;
            }
            Leg other = view.find(transferor);
            return other != null && view.reachableFrom(leg).contains(other)
                    ? Whereabouts.WITH_TRANSFEROR
                    : Whereabouts.WAITING;
        }
        return Whereabouts.UNKNOWN;
    }

    /** The SIP dialog with this Call-ID, where its tags have been read. */
    Fact.@Nullable DialogRead dialog(String callId) {
        for (View view : views) {
            Leg leg = view.findByCallId(callId);
            if (leg != null && leg.dialog != null) {
                return leg.dialog;
            }
        }
        return null;
    }

    /** Whether any source has read a leg's dialog with these two tags, in either order. */
    boolean hasDialogWithTags(String one, String other) {
        return views.stream().anyMatch(view -> view.hasDialogWithTags(one, other));
    }

    /** Whether any source knows a leg with this Call-ID. */
    boolean isCall(String callId) {
        return views.stream().anyMatch(view -> view.findByCallId(callId) != null);
    }

    /** Whether a channel is in a bridge of many, as a conference is. */
    boolean isInConference(String uniqueid) {
        return views.stream()
                .map(view -> view.find(uniqueid))
                .anyMatch(leg -> leg != null && leg.room != null && leg.room.mixing);
    }

    /** The dialplan context that a channel is in. */
    @Nullable
    String context(String uniqueid) {
        for (View view : views) {
            Leg leg = view.find(uniqueid);
            if (leg != null && leg.context() != null) {
                return leg.context();
            }
        }
        return null;
    }

    private void learn(@Nullable String uniqueid) {
        for (View view : views) {
            Leg leg = view.find(uniqueid);
            if (leg != null && leg.name() != null) {
                names.put(leg.uniqueid, leg.name());
            }
            if (leg != null && leg.callId() != null) {
                callIds.put(leg.uniqueid, leg.callId());
            }
        }
    }
}
