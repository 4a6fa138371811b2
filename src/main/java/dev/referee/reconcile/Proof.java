package dev.referee.reconcile;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A transfer that Asterisk's records prove, and what they prove about its end.
 *
 * @param at when Asterisk carried it out
 * @param transferor uniqueid of the leg that transferred
 * @param secondLeg uniqueid of the transferor's other leg; null for a blind transfer
 * @param transferee uniqueid; null where the records name none
 * @param decided when {@code outcome} came to be; null while it is open
 * @param evidence the records that say so, in their order, each a line that a person can read
 */
public record Proof(
        Instant at,
        String transferor,
        @Nullable String secondLeg,
        @Nullable String transferee,
        Outcome outcome,
        @Nullable Instant decided,
        List<String> evidence) {
    public Proof {
        evidence = List.copyOf(evidence);
    }

    /** What the records alone say about the end. */
    public enum Outcome {
        /** The transferee shared a bridge with somebody other than the transferor. */
        CONNECTED,
        /** The transferee hung up and had been in no bridge since. An application may have served it. */
        NOT_CONNECTED,
        /** They do not decide it. */
        OPEN
    }
}
