package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What Asterisk wrote down about a channel: one record of its Channel Event Logging (CEL).
 *
 * @param at as Asterisk's clock had it; some ways of writing keep whole seconds only
 * @param uniqueid of the channel that the record is of
 * @param linkedid of the call that it is part of: the uniqueid of its first channel. Who is called on
 *     a channel's behalf has the same
 * @param channel its name, as {@code PJSIP/alice-00000001}
 * @param origin where the record stands, for a person who looks it up: {@code Master.csv:12}
 */
public record CallRecord(
        Instant at, String uniqueid, String linkedid, String channel, String origin, What what) {
    /** What happened to the channel. */
    public sealed interface What {}

    /** CHAN_START: the channel came to be. */
    public record Begun() implements What {}

    /** BRIDGE_ENTER. A {@code technology} of {@code holding_bridge} lets nobody talk. */
    public record BridgeEntered(String bridge, String technology) implements What {}

    /** BRIDGE_EXIT. */
    public record BridgeLeft(String bridge) implements What {}

    /**
     * BLINDTRANSFER: Asterisk sent the transferee into the dialplan. Only those that began are
     * recorded (cel_blind_transfer_cb in main/cel.c of 16.28 and 22.10.1).
     *
     * @param bridge which the transferee was taken from
     * @param transferee uniqueid; null where the bridge had several parties
     */
    public record BlindTransferred(
            String extension, String bridge, @Nullable String transferee) implements What {}

    /**
     * ATTENDEDTRANSFER: Asterisk joined what was at the transferor's two legs.
     *
     * @param bridge of the leg that the record is of
     * @param secondLeg uniqueid of the transferor's other leg
     * @param application what the second leg ran, as {@code Dial} while the target rings; null where
     *     both legs were in bridges
     * @param transferee uniqueid; null where its bridge had several parties
     * @param target uniqueid; null where there was none, and where it is a Local channel, which is
     *     there for somebody else
     */
    public record AttendedTransferred(
            String bridge,
            @Nullable String secondLeg,
            @Nullable String application,
            @Nullable String transferee,
            @Nullable String target)
            implements What {}

    /**
     * HANGUP or CHAN_END: the channel is no more.
     *
     * @param dialStatus DIALSTATUS of what it dialled last; empty when it dialled nothing, and in
     *     CHAN_END
     * @param cause Q.850, 1 to 127, which a call in vain may have left on it; null where it has none,
     *     and in CHAN_END
     * @param source who hung up: a channel's name, as its own, or what of Asterisk did; empty where
     *     nothing says it, and in CHAN_END
     */
    public record Gone(String dialStatus, @Nullable Integer cause, String source) implements What {}

    /** Any other record: the channel was there. */
    public record Seen() implements What {}
}
