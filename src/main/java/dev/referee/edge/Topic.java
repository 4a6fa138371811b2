package dev.referee.edge;

import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;

/** By what transfers are found: the key of a subscription. */
sealed interface Topic {
    /** Of this leg, in any role: by its Call-ID. */
    record Leg(String callId) implements Topic {}

    /** Of this endpoint, in any role: for example {@code PJSIP/alice}. */
    record Endpoint(String name) implements Topic {}

    /** All transfers. */
    record Everything() implements Topic {}

    /** All the topics of a transfer, as far as it names its parties. */
    static Set<Topic> of(Transfer transfer) {
        Set<Topic> topics = new LinkedHashSet<>();
        topics.add(new Everything());
        addLeg(topics, transfer.transferor().callId());
        addLeg(topics, transfer.transferor().consultationCallId());
        addEndpoint(topics, transfer.transferor().endpoint());
        Transfer.Transferee transferee = transfer.transferee();
        if (transferee != null) {
            addLeg(topics, transferee.callId());
            addEndpoint(topics, transferee.endpoint());
        }
        Transfer.Target target = transfer.target();
        if (target != null) {
            addLeg(topics, target.callId());
            addEndpoint(topics, target.endpoint());
        }
        return topics;
    }

    private static void addLeg(Set<Topic> topics, @Nullable String callId) {
        if (callId != null) {
            topics.add(new Leg(callId));
        }
    }

    private static void addEndpoint(Set<Topic> topics, @Nullable String name) {
        if (name != null) {
            topics.add(new Endpoint(name));
        }
    }
}
