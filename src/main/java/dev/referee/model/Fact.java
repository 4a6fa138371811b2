package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * One thing that a source told, or one thing that happened to the source itself. Facts are all
 * that the correlator ever learns: disconnects, snapshots and reads are facts like any other.
 */
public sealed interface Fact {
    /** Who told it. */
    Source source();

    /**
     * The source is connected and from here on tells everything that happens. Until a {@link
     * Snapshot} follows it is not known what was going on before.
     *
     * @param life names the Asterisk process (its start time, as Asterisk states it); a different
     *     one than before means that all uniqueids of the old one are dead. Null when not known
     */
    record Connected(Source source, @Nullable String life) implements Fact {}

    /** The source was lost: what it told before may be outdated from here on. */
    record Disconnected(Source source) implements Fact {}

    /**
     * Everything that is going on, read after a connect. Channels and bridges that the source told
     * of earlier and that are not in here are gone, unless they appeared after the read began.
     */
    record Snapshot(Source source, List<PresentChannel> channels) implements Fact {
        public Snapshot {
            channels = List.copyOf(channels);
        }
    }

    /** One channel of a {@link Snapshot} and the bridge that it is in, or null. */
    record PresentChannel(Channel channel, @Nullable Bridge bridge) {}

    /** A channel came up or changed: new state, new place in the dialplan, new application. */
    record ChannelSeen(Source source, Channel channel) implements Fact {}

    /**
     * Somebody asked for the channel's end. The channel still exists.
     *
     * @param cause Q.850 cause, or null; only the far end gives one
     * @param sipStatus the final SIP status from the far end ({@code TechCause}; Asterisk 20.17,
     *     22.7, 23.1 and later), or null
     */
    record HangupRequested(
            Source source,
            Channel channel,
            Ender by,
            @Nullable Integer cause,
            @Nullable Integer sipStatus)
            implements Fact {}

    /** Who asks for a channel's end. */
    enum Ender {
        /** The far end hung up: a BYE, a CANCEL or a refusal. */
        FAR_END,
        /** Asterisk ends this channel. */
        ASTERISK,
        /** Asterisk ends all its channels because it stops ({@code AST_SOFTHANGUP_SHUTDOWN}). */
        SHUTDOWN;

        private static final int SHUTDOWN_FLAG = 4;

        /**
         * For a soft hangup, whose {@code cause} is not of Q.850 but holds Asterisk's own flags (16
         * and 22): a stop of Asterisk 22.10.1 gave 4 for every channel.
         */
        public static Ender ofSoftHangup(@Nullable Integer flags) {
            return flags != null && (flags & SHUTDOWN_FLAG) != 0 ? SHUTDOWN : ASTERISK;
        }
    }

    /** The channel is gone. {@code cause} and {@code sipStatus} as in {@link HangupRequested}. */
    record ChannelGone(
            Source source,
            Channel channel,
            @Nullable Integer cause,
            @Nullable Integer sipStatus) implements Fact {}

    /**
     * A channel entered a bridge.
     *
     * @param swapped uniqueid of the channel whose place it took, or null (AMI only)
     */
    record EnteredBridge(
            Source source,
            Channel channel,
            Bridge bridge,
            @Nullable String swapped) implements Fact {}

    /** A channel left a bridge. */
    record LeftBridge(Source source, Channel channel, Bridge bridge) implements Fact {}

    /** A bridge is gone. */
    record BridgeGone(Source source, String bridgeId) implements Fact {}

    /**
     * A dial began: {@code caller} (null for one without, as in an originate) calls {@code dialled}.
     *
     * @param dialString what was dialled, without the technology: {@code alice} or {@code
     *     trunk/sip:alice@host}; null where the source did not say
     */
    record DialBegun(
            Source source,
            @Nullable Channel caller,
            Channel dialled,
            @Nullable String dialString) implements Fact {
        /** One of which it is not known what was dialled. */
        public DialBegun(Source source, @Nullable Channel caller, Channel dialled) {
            this(source, caller, dialled, null);
        }
    }

    /** The dialled channel made progress, for example {@code RINGING} or {@code PROGRESS}. */
    record DialProgress(Source source, @Nullable Channel caller, Channel dialled, String status)
            implements Fact {}

    /**
     * A dial ended. One end is not final: ring groups, queues and failover dialplans dial again.
     *
     * @param caller may differ from the one of {@link DialBegun} after a masquerade: join on {@code
     *     dialled}
     * @param status Asterisk's DialStatus, for example {@code ANSWER}, {@code BUSY}
     */
    record DialEnded(Source source, @Nullable Channel caller, Channel dialled, String status)
            implements Fact {}

    /** A channel variable was set. {@code value} may be empty. Only the few that matter come. */
    record VariableSet(Source source, Channel channel, String name, String value) implements Fact {}

    /**
     * A channel begins the application Transfer, which asks its far end to call somebody else. Its
     * {@link ChannelSeen} comes before.
     *
     * @param destination what it was started with, for example {@code PJSIP/sip:6002@host}; null for
     *     nothing
     */
    record TransferBegun(
            Source source, Channel channel, @Nullable String destination) implements Fact {}

    /** The two halves of a Local channel were joined (AMI only). */
    record LocalJoined(Source source, Channel one, Channel two) implements Fact {}

    /**
     * Asterisk tried a blind transfer. {@code SUCCESS} only says that the transferee was sent into
     * the dialplan.
     *
     * @param transferee null when there was none or the bridge had several channels
     * @param external true when it was asked for from outside the call (a SIP REFER or an AMI
     *     action), false for a feature code
     * @param standIn the half of a Local channel that took the transferor's place in a bridge of
     *     several, whose other half runs the dialplan for all of them; null for none, and for AMI,
     *     which shows it by {@link EnteredBridge#swapped}
     */
    record BlindTransferred(
            Source source,
            TransferResult result,
            Channel transferor,
            @Nullable Channel transferee,
            @Nullable Bridge bridge,
            boolean external,
            @Nullable String context,
            @Nullable String extension,
            @Nullable Channel standIn)
            implements Fact {

        /** One that names nobody who took the transferor's place. */
        public BlindTransferred(
                Source source,
                TransferResult result,
                Channel transferor,
                @Nullable Channel transferee,
                @Nullable Bridge bridge,
                boolean external,
                @Nullable String context,
                @Nullable String extension) {
            this(
                    source,
                    result,
                    transferor,
                    transferee,
                    bridge,
                    external,
                    context,
                    extension,
                    null);
        }
    }

    /**
     * Asterisk tried an attended transfer.
     *
     * @param transferor the leg that carried the REFER
     * @param second the transferor's other leg, named by Replaces; the same channel as {@code
     *     transferor} for feature codes
     * @param destination where the transferee was sent
     * @param application the application that the second leg ran, for {@code APPLICATION}
     * @param standIn as in {@link BlindTransferred}: for {@code APPLICATION} and a bridge of several
     */
    record AttendedTransferred(
            Source source,
            TransferResult result,
            Channel transferor,
            Channel second,
            @Nullable Channel transferee,
            @Nullable Channel target,
            @Nullable Bridge firstBridge,
            @Nullable Bridge secondBridge,
            boolean external,
            Destination destination,
            @Nullable String application,
            @Nullable Channel standIn)
            implements Fact {

        /** One that names nobody who took the transferor's place. */
        public AttendedTransferred(
                Source source,
                TransferResult result,
                Channel transferor,
                Channel second,
                @Nullable Channel transferee,
                @Nullable Channel target,
                @Nullable Bridge firstBridge,
                @Nullable Bridge secondBridge,
                boolean external,
                Destination destination,
                @Nullable String application) {
            this(
                    source,
                    result,
                    transferor,
                    second,
                    transferee,
                    target,
                    firstBridge,
                    secondBridge,
                    external,
                    destination,
                    application,
                    null);
        }
    }

    /** What Asterisk itself says of a transfer: AMI {@code Result}, ARI {@code result}. */
    enum TransferResult {
        SUCCESS,
        FAIL,
        INVALID,
        NOT_PERMITTED
    }

    /** Where an attended transfer went: AMI {@code DestType}, ARI {@code destination_type}. */
    enum Destination {
        /** Transferee and target were put into one bridge. */
        BRIDGE,
        /** The second leg ran an application, which the transferee took over. */
        APPLICATION,
        /** The two bridges were linked by a Local channel. */
        LINK,
        /** The three stay together (feature codes only). */
        THREEWAY,
        /** None: the transfer did not succeed. */
        FAIL
    }

    /**
     * The dialplan handed a REFER to an ARI application ({@code PJSIP_TRANSFER_HANDLING()=ari-only};
     * Asterisk 20.13, 21.8, 22.3): Asterisk itself does nothing with it.
     *
     * @param state the state that the application reported, or null for the first
     */
    record HandedOver(
            Source source, Channel transferor, @Nullable String state) implements Fact {}

    /**
     * The identity of a leg's SIP dialog, read once after the answer. Tags are Asterisk's own view:
     * its local tag is the phone's remote tag.
     *
     * @param sessionId as {@link Dialog#comparableSessionId} makes it of the header that the site
     *     names; null where none is named or the phone sent none
     */
    record DialogRead(
            Source source,
            String uniqueid,
            String callId,
            String localTag,
            String remoteTag,
            @Nullable String sessionId)
            implements Fact {
        /** One without a session identifier. */
        public DialogRead(
                Source source, String uniqueid, String callId, String localTag, String remoteTag) {
            this(source, uniqueid, callId, localTag, remoteTag, null);
        }

        /** The same dialog from the other end: each side's local tag is the other's remote tag. */
        public Dialog asThePhoneSeesIt() {
            return new Dialog(
                    callId, /* localTag= */ remoteTag, /* remoteTag= */ localTag, sessionId);
        }
    }

    /**
     * A REFER (RFC 3515): a phone asks Asterisk to transfer its other party, or Asterisk asks a
     * phone. Comes again, equal, for every retransmission.
     *
     * @param toTag the tag of whoever gets it; null for one outside of a dialog
     * @param referTo null when the header is missing
     * @param referredBy the header as it came (RFC 3892), or null
     * @param subscribes false for {@code Refer-Sub: false} (RFC 4488): no NOTIFY follows, the
     *     answer is all
     * @param toPbx whether Asterisk got it; false for one that Asterisk sent itself, as its
     *     application Transfer and an ARI redirect do
     */
    record ReferSeen(
            Source source,
            SipRequest request,
            @Nullable String toTag,
            @Nullable ReferTo referTo,
            @Nullable String referredBy,
            boolean subscribes,
            boolean toPbx)
            implements Fact {}

    /**
     * The final answer to a REFER. 202 promises nothing; 401 and 407 only ask for a password, and
     * the phone sends the REFER again with the next CSeq.
     *
     * @param status 200 to 699
     * @param isResult whether it repeats {@code Refer-Sub: false}. Asterisk does so in the answer that
     *     is the result, and not where it refuses at once (16 and 22, res_pjsip_refer.c)
     * @param retryAfter how long the sender wants to be left alone (RFC 3261 section 20.33); null
     *     where it does not say so, or in no form that is known
     */
    record ReferAnswered(
            Source source,
            SipRequest request,
            int status,
            boolean isResult,
            @Nullable Duration retryAfter)
            implements Fact {
        /** One that says nothing of a subscription. */
        public ReferAnswered(Source source, SipRequest request, int status) {
            this(source, request, status, false, null);
        }
    }

    /**
     * A NOTIFY about a REFER (RFC 3515 section 2.4.4). Belongs to the REFER of the same Call-ID
     * whose fromTag is this one's toTag.
     *
     * @param toTag the tag of the transferor
     * @param referCseq the CSeq of the REFER, where the sender names it (RFC 3515 section 2.4.6);
     *     Asterisk does not (22.10.1)
     * @param status what it claims of the transfer, 100 to 699: the status line of a {@code
     *     message/sipfrag} (RFC 3420), else what looks like one in the body; null when nothing does
     * @param retryAfter what that message says of it (RFC 3261 section 20.33), or null
     * @param subscriptionState the header as it came, or null
     * @param terminated whether it is the last one: RFC 6665 section 4.1.3
     * @param toPbx whether Asterisk got it, about a REFER of its own; about 1 of 1,000 that it sent
     *     is told as got
     */
    record NotifySeen(
            Source source,
            SipRequest request,
            @Nullable String toTag,
            @Nullable Long referCseq,
            @Nullable Integer status,
            @Nullable Duration retryAfter,
            @Nullable String subscriptionState,
            boolean terminated,
            boolean toPbx,
            Body body)
            implements Fact {}

    /**
     * The body of a SIP message.
     *
     * @param type the header Content-Type as it came, or null
     * @param bytes as it came, one character a byte (ISO 8859-1)
     * @param isCut whether it is only the beginning: the first 4,096 bytes
     */
    record Body(@Nullable String type, String bytes, boolean isCut) {}

    /**
     * The final answer to a NOTIFY, of whatever event. 481 says that the phone has forgotten its
     * REFER: it will never know how the transfer ended.
     *
     * @param status 200 to 699
     */
    record NotifyAnswered(Source source, SipRequest request, int status) implements Fact {}

    /**
     * One end of a dialog hung up.
     *
     * @param fromPhone whether Asterisk got the BYE; false for one that it sent
     */
    record ByeSeen(
            Source source, SipRequest request, @Nullable String toTag, boolean fromPhone)
            implements Fact {}

    /**
     * A phone refused an INVITE of Asterisk, or gave it up after a CANCEL (487). Also comes for a
     * refused INVITE within a call (hold), which ends nothing.
     *
     * @param status 300 to 699, without those after which the INVITE is tried again at once (401,
     *     407, 422)
     */
    record InviteFailed(Source source, SipRequest request, int status) implements Fact {}

    /**
     * Asterisk sent a caller elsewhere instead of answering, as its application Transfer and an ARI
     * redirect do before the answer.
     *
     * @param status 300 to 399
     * @param contact the first Contact header as it came, or null: whom the caller is to call
     */
    record InviteRedirected(
            Source source,
            SipRequest request,
            int status,
            @Nullable String contact) implements Fact {}
}
