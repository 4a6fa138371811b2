package dev.referee.correlate;

import dev.referee.model.Channel;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What any source has told of the channels that take part in one transfer. Remembers it, because a
 * source that is lost takes its view with it.
 */
final class Parties {
    private final Collection<View> views;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> callIds = new HashMap<>();

    /** Asks these views, which may change and become more. */
    Parties(Collection<View> views) {
        this.views = views;
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

    private void learn(@Nullable String uniqueid) {
        for (View view : views) {
            Leg leg = view.find(uniqueid);
            if (leg != null && leg.name != null) {
                names.put(leg.uniqueid, leg.name);
            }
            if (leg != null && leg.callId != null) {
                callIds.put(leg.uniqueid, leg.callId);
            }
        }
    }
}
