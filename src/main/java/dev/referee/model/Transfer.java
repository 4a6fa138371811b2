package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One transfer as far as it is known: the {@code data} of every event. What is not known is null.
 *
 * @param id stable, and the same again from the same facts
 * @param pbx the configured name of the PBX
 * @param direction whether a phone asked the PBX or the PBX asked a far end
 * @param reason why it ended; null until then
 * @param retryable whether it may be asked for once more; null for a phone's, and for one that has not
 *     ended or is completed. False where it may have worked: a second request could call twice
 * @param retryAfterMs how long to wait before that, at least 1,000; null unless it is retryable
 * @param wrapUpCode the site's own word for how it stands; null where its table has none
 * @param message one sentence that a person can read
 * @param notifyMisleading true when the NOTIFY's final status and the outcome disagree
 * @param hangupCause Q.850 cause of the target's leg, 1 to 127
 * @param transferor null for one that the PBX asked for ({@link Direction#OUTGOING}), and only then
 * @param transferee null until a source named it, and for good when there was none
 * @param referTo the raw Refer-To header
 * @param referredBy the raw Referred-By header
 * @param late whether it was told only after the fact, by what Asterisk had written down: nobody of
 *     Referee's sources saw it end
 * @param follows the id of the transfer that this one follows: its transferee had been parked, and the
 *     PBX gives it back to the transferor; null for one that was asked for
 * @param sources those that saw it end so, each by itself, in the order of {@link Source}; null
 *     until it ended. Empty for {@link State#UNKNOWN}: nobody saw that
 */
public record Transfer(
        String id,
        String pbx,
        Direction direction,
        Kind kind,
        Trigger trigger,
        State state,
        @Nullable Reason reason,
        @Nullable Boolean retryable,
        @Nullable Integer retryAfterMs,
        @Nullable String wrapUpCode,
        String message,
        boolean notifyMisleading,
        Sip sip,
        @Nullable Integer hangupCause,
        @Nullable Transferor transferor,
        @Nullable Transferee transferee,
        @Nullable Target target,
        @Nullable String referTo,
        @Nullable String referredBy,
        List<Diagnosis> diagnosis,
        Times times,
        boolean late,
        @Nullable String follows,
        @Nullable List<Source> sources,
        List<Evidence> evidence) {

    public Transfer {
        // Events that an older Referee kept name none: all were incoming.
        direction = Objects.requireNonNullElse(direction, Direction.INCOMING);
        diagnosis = List.copyOf(diagnosis);
        sources = sources == null ? null : List.copyOf(sources);
        evidence = List.copyOf(evidence);
    }

    /** The endpoint of the transferor; null where it is not known, and where there is none. */
    public @Nullable String transferorEndpoint() {
        return transferor == null ? null : transferor.endpoint();
    }

    /** Uniqueid of the transferor's channel; null where it is not known, and where there is none. */
    public @Nullable String transferorUniqueid() {
        return transferor == null ? null : transferor.uniqueid();
    }

    /** Call-ID of the transferor's leg; null where it is not known, and where there is none. */
    public @Nullable String transferorCallId() {
        return transferor == null ? null : transferor.callId();
    }

    /** Whether the PBX asked for it. */
    public boolean outgoing() {
        return direction == Direction.OUTGOING;
    }

    /** The same with another diagnosis. */
    public Transfer withDiagnosis(List<Diagnosis> other) {
        return with(wrapUpCode, other);
    }

    /** The same with another code of the site's, or with none. */
    public Transfer withWrapUpCode(@Nullable String other) {
        return with(other, diagnosis);
    }

    /**
     * The SIP status that says why the target was not reached, or the REFER refused: 300 to 699. A
     * refused REFER calls nobody and has no NOTIFY (RFC 3515 section 2.4.2). Else the target's own
     * counts before the NOTIFY's: Asterisk's often says another. Null where there is none, where all
     * that is known claims success, and for what has not failed.
     */
    public @Nullable Integer failureStatus() {
        if (state != State.FAILED) {
            return null;
        }
        return Stream.of(sip.referStatus(), sip.targetStatus(), sip.notifyStatus())
                .flatMap(Stream::ofNullable)
                .filter(Sip::isFailure)
                .findFirst()
                .orElse(null);
    }

    private Transfer with(@Nullable String code, List<Diagnosis> diagnoses) {
        return new Transfer(
                id,
                pbx,
                direction,
                kind,
                trigger,
                state,
                reason,
                retryable,
                retryAfterMs,
                code,
                message,
                notifyMisleading,
                sip,
                hangupCause,
                transferor,
                transferee,
                target,
                referTo,
                referredBy,
                diagnoses,
                times,
                late,
                follows,
                sources,
                evidence);
    }

    /** Who asked whom. */
    public enum Direction {
        /** A phone asked the PBX: a REFER that it sent, a feature code. */
        INCOMING,
        /**
         * The PBX asked a far end to call somebody else, by a REFER or a 302: the application
         * Transfer, ARI's redirect. The far end does the rest, and only it knows how that ended.
         */
        OUTGOING
    }

    /** How the transferor handles the target: RFC 5589 sections 6 and 7. */
    public enum Kind {
        /** Without a consultation (RFC 5589 section 6). */
        BLIND,
        /** After the target answered a consultation call (RFC 5589 section 7). */
        ATTENDED,
        /** While the consultation call was still ringing (RFC 5589 section 7.6). */
        SEMI_ATTENDED
    }

    /** What set the transfer off. */
    public enum Trigger {
        REFER,
        FEATURE_CODE,
        API,
        /** The application Transfer: outgoing only. */
        DIALPLAN,
        UNKNOWN
    }

    /** Where a transfer stands. States only move down this list, and end states are final. */
    public enum State {
        /** Somebody asked for it. */
        REQUESTED,
        /** The PBX took it on. It promises nothing. */
        ACCEPTED,
        /** The target's phone rings. */
        RINGING,
        /** Transferee and target share a bridge, or an application took the call. */
        COMPLETED,
        /** The target was not reached. */
        FAILED,
        /** The transferee hung up before it was decided. */
        ABANDONED,
        /** It cannot be told. */
        UNKNOWN;

        /** Whether nothing can follow. */
        public boolean isEnd() {
            return compareTo(RINGING) > 0;
        }
    }

    /** Why a transfer ended. Each belongs to one end state. */
    public enum Reason {
        /** The target picked up. */
        ANSWERED(State.COMPLETED),
        /** Transferee and target, who was in a call with the transferor, were joined. */
        BRIDGED(State.COMPLETED),
        /** An application took the call. */
        APPLICATION(State.COMPLETED),
        /** Outgoing only: the far end itself reported success. Nobody here can see it. */
        HANDED_OFF(State.COMPLETED),

        /** The target is in another call (486, 600, cause 17). */
        BUSY(State.FAILED),
        /** The target refused (cause 21, which Asterisk makes of 603, 403, 401 and 407). */
        DECLINED(State.FAILED),
        /** The target rang and nobody picked up. */
        NO_ANSWER(State.FAILED),
        /** No phone of the target can be reached. */
        UNREACHABLE(State.FAILED),
        /** The network or the dialplan had no way (cause 34, 42, 44). */
        CONGESTION(State.FAILED),
        /** The dialplan has no such extension. */
        NO_SUCH_EXTENSION(State.FAILED),
        /** The transferor may not transfer. */
        NOT_PERMITTED(State.FAILED),
        /** The REFER could not be understood. */
        MALFORMED_REFER(State.FAILED),
        /** The REFER named a dialog that does not exist. */
        DIALOG_NOT_FOUND(State.FAILED),
        /** The transferor's leg was in no call to transfer. */
        NOT_BRIDGED(State.FAILED),
        /** The target hung up before the two were joined. */
        TARGET_GONE(State.FAILED),
        /** The application that should have served the caller could not. */
        APPLICATION_FAILED(State.FAILED),
        /** Every place of the parking lot was taken. */
        PARKING_FULL(State.FAILED),
        /** The target answered with any other final SIP status (405, 488). */
        REFUSED(State.FAILED),
        /** Asterisk could not carry it out. */
        INTERNAL_ERROR(State.FAILED),

        /** The transferee hung up first. */
        TRANSFEREE_HUNG_UP(State.ABANDONED),
        /**
         * The PBX ended the transferee before anybody answered: a media timeout, a time limit, a
         * program.
         */
        TRANSFEREE_LOST(State.ABANDONED),

        /** Referee did not see the end: a connection was lost or the PBX restarted. */
        OBSERVER_LOST(State.UNKNOWN),
        /** Nothing decided it within the time limit. */
        EXPIRED(State.UNKNOWN),
        /** The dialplan gave the REFER to another ARI application, which did not report an end. */
        NOT_HANDLED(State.UNKNOWN),
        /** Outgoing only: the far end took the request on, and never said how it ended. */
        NO_NOTIFY(State.UNKNOWN),
        /** Outgoing only: the caller was sent a 302, and nothing shows what became of it. */
        REDIRECTED(State.UNKNOWN);

        private final State state;

        Reason(State state) {
            this.state = state;
        }

        /** The end state that this is a reason of. */
        public State state() {
            return state;
        }

        /** Whether a transfer of this direction may end for this reason. */
        public boolean isOf(Direction direction) {
            return switch (this) {
                case HANDED_OFF, NO_NOTIFY, REDIRECTED -> direction == Direction.OUTGOING;
                case BUSY,
                        DECLINED,
                        NO_ANSWER,
                        UNREACHABLE,
                        CONGESTION,
                        DIALOG_NOT_FOUND,
                        REFUSED,
                        INTERNAL_ERROR,
                        OBSERVER_LOST,
                        EXPIRED -> true;
                default -> direction == Direction.INCOMING;
            };
        }
    }

    /** The answer to the agent's question: is my caller still on the line, and where? */
    public enum Whereabouts {
        WITH_TARGET,
        WITH_TRANSFEROR,
        /** On the line, with nobody: hears ringing, music or a tone. */
        WAITING,
        IN_APPLICATION,
        /** Outgoing only: with whom the far end was asked to call, by its own word. */
        HANDED_OFF,
        GONE,
        UNKNOWN
    }

    /** SIP statuses, each 100 to 699. */
    public record Sip(
            @Nullable Integer referStatus,
            @Nullable Integer notifyStatus,
            @Nullable Integer targetStatus) {
        private static final int FIRST_FINAL = 200;
        private static final int FIRST_FAILURE = 300;

        /** Whether the REFER itself was refused. */
        public boolean refused() {
            return referStatus != null && isFailure(referStatus);
        }

        /**
         * Whether a NOTIFY said the contrary of how a transfer ended.
         *
         * @param claimed its status; null where there was none
         * @param end of the transfer: {@link State#UNKNOWN} and what is no end are never contradicted
         */
        public static boolean misleads(@Nullable Integer claimed, State end) {
            return claimed != null
                    && claimed >= FIRST_FINAL
                    && end.isEnd()
                    && end != State.UNKNOWN
                    && isFailure(claimed) == (end == State.COMPLETED);
        }

        /** Redirections included: nobody was reached where one is the last word. */
        private static boolean isFailure(int status) {
            return status >= FIRST_FAILURE;
        }
    }

    /** Who transfers. */
    public record Transferor(
            @Nullable String endpoint,
            @Nullable String channel,
            @Nullable String uniqueid,
            @Nullable String callId,
            @Nullable String consultationCallId) {}

    /** Who is transferred. */
    public record Transferee(
            @Nullable String endpoint,
            @Nullable String channel,
            @Nullable String uniqueid,
            @Nullable String callId,
            Whereabouts whereabouts) {}

    /** To whom. */
    public record Target(
            @Nullable String extension,
            @Nullable String uri,
            @Nullable String endpoint,
            @Nullable String channel,
            @Nullable String uniqueid,
            @Nullable String callId,
            @Nullable String application) {}

    /** What was wrong with the request and how to mend it. */
    public record Diagnosis(
            String code, String message, @Nullable String fix) {}

    /** When what happened, as Referee saw it. */
    public record Times(
            Instant requested,
            @Nullable Instant accepted,
            @Nullable Instant ringing,
            @Nullable Instant ended) {}

    /** What the verdict stands on. */
    public record Evidence(Source source, String what, Instant at) {}
}
