package dev.referee.ladder;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The sequence diagram of one transfer. For example: alice sends REFER to the PBX, the PBX answers
 * 202 and dials carol, carol refuses with 486, and the verdict is {@code failed: busy}.
 *
 * @param transfer the transfer's id
 * @param state the transfer's state when this was drawn, for example {@code failed}
 * @param reason for example {@code busy}; null until the transfer ends
 * @param message one sentence that a person can read
 * @param parties the lanes from left to right; the PBX is one of them
 * @param steps in the order in which Referee heard of them
 * @param truncated whether steps or parties were left out because of a limit, or because Referee
 *     was started after the call had begun
 */
public record Ladder(
        String transfer,
        String state,
        @Nullable String reason,
        String message,
        List<Party> parties,
        List<Step> steps,
        boolean truncated) {
    /** The id of the PBX's lane. */
    public static final String PBX = "pbx";

    public Ladder {
        parties = List.copyOf(parties);
        steps = List.copyOf(steps);
    }

    /** {@code failed: busy}. */
    public String verdict() {
        return reason == null ? state : state + ": " + reason;
    }

    /**
     * This one, drawn by an earlier process, and what the next process has drawn of the same transfer
     * after it was restarted.
     */
    public Ladder continuedBy(Ladder later) {
        return Continuation.of(this, later);
    }

    /** What a lane stands for. */
    public enum Role {
        TRANSFEROR,
        PBX,
        TRANSFEREE,
        TARGET,
        /** A phone that was called too, such as another one of a ring group. */
        OTHER
    }

    /**
     * One lane.
     *
     * @param id unique within the ladder; {@link #PBX} for the PBX
     * @param endpoint for example {@code PJSIP/alice}; null where it is not known
     * @param legs its channels, oldest first; none for the PBX
     */
    public record Party(String id, Role role, @Nullable String endpoint, List<Leg> legs) {
        public Party {
            legs = List.copyOf(legs);
        }
    }

    /**
     * A channel of a party, as far as it is known.
     *
     * @param channel for example {@code PJSIP/alice-00000001}
     */
    public record Leg(
            @Nullable String channel,
            @Nullable String uniqueid,
            @Nullable String callId) {}

    /**
     * One step.
     *
     * @param at when Referee heard of it first
     * @param from the id of the lane where it begins
     * @param to the id of the lane where it ends; the same as {@code from} for what happens in one
     * @param label what happened. Names no party, channel or number
     * @param detail what else is known of it; may hold numbers and SIP headers; null for nothing
     * @param sources {@code ami}, {@code ari}, {@code hep}: those that reported it; empty for the
     *     verdict, which is Referee's own
     * @param misleading why the step claims more than was true at its time; null where it does not
     */
    public record Step(
            Instant at,
            String from,
            String to,
            Kind kind,
            String label,
            @Nullable String detail,
            List<String> sources,
            @Nullable String misleading) {
        public Step {
            sources = List.copyOf(sources);
        }
    }

    /** What kind of step it is; the words of the JSON are these in lower case with hyphens. */
    public enum Kind {
        /** A phone calls. */
        INVITE,
        /** The final answer to an INVITE of the PBX that failed; SIP only. */
        INVITE_ANSWER,
        /** The PBX sends a caller elsewhere instead of answering (302). */
        REDIRECT,
        RINGING,
        ANSWER,
        /** The PBX calls a phone. */
        DIAL,
        DIAL_END,
        BRIDGE,
        /** A channel takes another one's place in a bridge. */
        SWAP,
        UNBRIDGE,
        HANGUP,
        BYE,
        /** The dialplan runs an application for a party. */
        APPLICATION,
        /** A status variable of the dialplan, such as DIALSTATUS. */
        VARIABLE,
        REFER,
        REFER_ANSWER,
        NOTIFY,
        NOTIFY_ANSWER,
        /** What Asterisk itself says of the transfer: {@code Result: Success}. */
        TRANSFER_RESULT,
        HANDED_OVER,
        /** A connection of Referee was lost or came back: steps may be missing. */
        OBSERVER,
        VERDICT
    }
}
