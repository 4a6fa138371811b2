package dev.referee.reconcile;

import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A transfer that Asterisk's records prove, and what they prove about its end.
 *
 * @param at when Asterisk carried it out
 * @param transferor the leg that transferred
 * @param secondLeg uniqueid of the transferor's other leg; null for a blind transfer
 * @param transferee null where the records name none
 * @param extension where a blind transfer went; null for the others
 * @param target whom the transferee was connected to; null while nobody is known
 * @param decided when {@code outcome} came to be; null while it is open
 * @param evidence the records that say so, in their order, each a line that a person can read
 */
public record Proof(
        Instant at,
        Kind kind,
        Party transferor,
        @Nullable String secondLeg,
        @Nullable Party transferee,
        @Nullable String extension,
        @Nullable Party target,
        Outcome outcome,
        @Nullable Instant decided,
        List<String> evidence) {
    public Proof {
        evidence = List.copyOf(evidence);
    }

    /**
     * One of the three.
     *
     * @param channel its name; null where no record that was read has it
     */
    public record Party(String uniqueid, @Nullable String channel) {}

    /** What the records alone say about the end. */
    public sealed interface Outcome {
        /**
         * The transferee shared a bridge with somebody other than the transferor.
         *
         * @param reason {@link Reason#BRIDGED} for two calls that were joined, else {@link
         *     Reason#ANSWERED}
         * @param byGoal whether that was whom the transfer called, and not somebody whom a dialplan
         *     found later, or who fetched the transferee out of a waiting room
         */
        record Connected(Reason reason, boolean byGoal) implements Outcome {}

        /**
         * The transferee hung up, was in no bridge since, and there was no time in which an
         * application could have served it.
         *
         * @param reason of {@code failed}, or {@link Reason#TRANSFEREE_HUNG_UP}
         * @param called uniqueid of the one leg that was called; null where there were several
         */
        record Vain(Reason reason, @Nullable String called) implements Outcome {}

        /** The transferee hung up and was in no bridge since. An application may have served it. */
        record NotConnected() implements Outcome {}

        /** They do not decide it. */
        record Open() implements Outcome {}
    }
}
