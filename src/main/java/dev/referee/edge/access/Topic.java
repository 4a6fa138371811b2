package dev.referee.edge.access;

import dev.referee.log.Parties;

import java.util.LinkedHashSet;
import java.util.Set;

/** By what transfers are found: the key of a subscription. */
public sealed interface Topic {
    /**
     * Of this leg, in any role: by its channel's uniqueid. Not by its Call-ID, which whoever calls
     * may choose to be that of somebody else's leg.
     */
    record Leg(String uniqueid) implements Topic {}

    /** Of this endpoint, in any role: for example {@code PJSIP/alice}. */
    record Endpoint(String name) implements Topic {}

    /** All transfers. */
    record Everything() implements Topic {}

    /** All the topics of a transfer with these parties. */
    static Set<Topic> of(Parties parties) {
        Set<Topic> topics = new LinkedHashSet<>();
        topics.add(new Everything());
        parties.legs().forEach(uniqueid -> topics.add(new Leg(uniqueid)));
        parties.endpoints().forEach(name -> topics.add(new Endpoint(name)));
        return topics;
    }

    /** Whether a transfer with these parties belongs to it. */
    default boolean isOf(Parties parties) {
        return switch (this) {
            case Leg(String uniqueid) -> parties.legs().contains(uniqueid);
            case Endpoint(String name) -> parties.endpoints().contains(name);
            case Everything all -> true;
        };
    }
}
