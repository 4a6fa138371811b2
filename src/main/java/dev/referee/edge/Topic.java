package dev.referee.edge;

import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;

/** By what transfers are found: the key of a subscription. */
sealed interface Topic {
    /**
     * Of this leg, in any role: by its channel's uniqueid. Not by its Call-ID, which whoever calls
     * may choose to be that of somebody else's leg.
     */
    record Leg(String uniqueid) implements Topic {}

    /** Of this endpoint, in any role: for example {@code PJSIP/alice}. */
    record Endpoint(String name) implements Topic {}

    /** All transfers. */
    record Everything() implements Topic {}

    /** All the topics of an event's transfer, as far as it names its parties. */
    static Set<Topic> of(TransferEvent event) {
        Transfer transfer = event.transfer();
        Set<Topic> topics = new LinkedHashSet<>();
        topics.add(new Everything());
        event.legs().forEach(uniqueid -> topics.add(new Leg(uniqueid)));
        addEndpoint(topics, transfer.transferor().endpoint());
        Transfer.Transferee transferee = transfer.transferee();
        if (transferee != null) {
            addEndpoint(topics, transferee.endpoint());
        }
        Transfer.Target target = transfer.target();
        if (target != null) {
            addEndpoint(topics, target.endpoint());
        }
        return topics;
    }

    private static void addEndpoint(Set<Topic> topics, @Nullable String name) {
        if (name != null) {
            topics.add(new Endpoint(name));
        }
    }
}
