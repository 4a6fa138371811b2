package dev.referee.model;

import dev.referee.model.Transfer.Diagnosis;
import dev.referee.model.Transfer.Direction;
import dev.referee.model.Transfer.Evidence;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Sip;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Target;
import dev.referee.model.Transfer.Times;
import dev.referee.model.Transfer.Transferee;
import dev.referee.model.Transfer.Transferor;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Builds a transfer for a test, which says only what matters to it; the rest is not known. Unless it
 * says otherwise, Alice asked the PBX {@code main} in 1970, by REFER, for a blind transfer. Methods are
 * named like the components of {@link Transfer} that they set.
 */
public final class TransferBuilder {
    private String id = "t1";
    private String pbx = "main";
    private Direction direction = Direction.INCOMING;
    private Kind kind = Kind.BLIND;
    private Trigger trigger = Trigger.REFER;
    private State state = State.REQUESTED;
    private @Nullable Reason reason;
    private @Nullable Boolean retryable;
    private @Nullable Integer retryAfterMs;
    private @Nullable String wrapUpCode;
    private String message = "A sentence.";
    private boolean notifyMisleading;
    private Sip sip = new Sip(null, null, null);
    private @Nullable Integer hangupCause;
    private @Nullable Transferor transferor = new Transferor("PJSIP/alice", null, null, null, null);
    private @Nullable Transferee transferee;
    private @Nullable Target target;
    private @Nullable String referTo;
    private @Nullable String referredBy;
    private List<Diagnosis> diagnosis = List.of();
    private Times times = new Times(Instant.EPOCH, null, null, null);
    private boolean late;
    private @Nullable String follows;
    private @Nullable List<Source> sources;
    private List<Evidence> evidence = List.of();

    /** One of which little is known. */
    public TransferBuilder() {}

    /** One that is the same as another in all that is not said anew. */
    public static TransferBuilder like(Transfer other) {
        TransferBuilder builder = new TransferBuilder();
        builder.id = other.id();
        builder.pbx = other.pbx();
        builder.direction = other.direction();
        builder.kind = other.kind();
        builder.trigger = other.trigger();
        builder.state = other.state();
        builder.reason = other.reason();
        builder.retryable = other.retryable();
        builder.retryAfterMs = other.retryAfterMs();
        builder.wrapUpCode = other.wrapUpCode();
        builder.message = other.message();
        builder.notifyMisleading = other.notifyMisleading();
        builder.sip = other.sip();
        builder.hangupCause = other.hangupCause();
        builder.transferor = other.transferor();
        builder.transferee = other.transferee();
        builder.target = other.target();
        builder.referTo = other.referTo();
        builder.referredBy = other.referredBy();
        builder.diagnosis = other.diagnosis();
        builder.times = other.times();
        builder.late = other.late();
        builder.sources = other.sources();
        builder.evidence = other.evidence();
        return builder;
    }

    public TransferBuilder id(String value) {
        id = value;
        return this;
    }

    public TransferBuilder pbx(String value) {
        pbx = value;
        return this;
    }

    /** One that the PBX asked for has no transferor. */
    public TransferBuilder direction(Direction value) {
        direction = value;
        transferor = value == Direction.OUTGOING ? null : transferor;
        return this;
    }

    public TransferBuilder kind(Kind value) {
        kind = value;
        return this;
    }

    public TransferBuilder trigger(Trigger value) {
        trigger = value;
        return this;
    }

    /** How it stands and why; AMI saw the end where it is one, unless other sources are named after. */
    public TransferBuilder state(State value, @Nullable Reason why) {
        state = value;
        reason = why;
        sources = sourcesOf(value);
        return this;
    }

    private static @Nullable List<Source> sourcesOf(State state) {
        if (!state.isEnd()) {
            return null;
        }
        return state == State.UNKNOWN ? List.of() : List.of(Source.AMI);
    }

    /** Only why, of which the state may be another's. */
    public TransferBuilder reason(@Nullable Reason value) {
        reason = value;
        return this;
    }

    /** Whether it may be asked for again, and after how long; null where nothing is said of it. */
    public TransferBuilder retry(@Nullable Boolean whether, @Nullable Integer afterMs) {
        retryable = whether;
        retryAfterMs = afterMs;
        return this;
    }

    public TransferBuilder message(String value) {
        message = value;
        return this;
    }

    public TransferBuilder notifyMisleading(boolean value) {
        notifyMisleading = value;
        return this;
    }

    public TransferBuilder sip(Sip value) {
        sip = value;
        return this;
    }

    public TransferBuilder hangupCause(@Nullable Integer value) {
        hangupCause = value;
        return this;
    }

    public TransferBuilder transferor(Transferor value) {
        transferor = value;
        return this;
    }

    /** A transferor's leg as Asterisk names it. */
    public TransferBuilder transferor(
            @Nullable String endpoint, @Nullable String channel, @Nullable String uniqueid) {
        return transferor(new Transferor(endpoint, channel, uniqueid, null, null));
    }

    public TransferBuilder transferee(@Nullable Transferee value) {
        transferee = value;
        return this;
    }

    /** A transferee's leg as Asterisk names it; where the transferee is, is not known. */
    public TransferBuilder transferee(
            @Nullable String endpoint, @Nullable String channel, @Nullable String uniqueid) {
        return transferee(new Transferee(endpoint, channel, uniqueid, null, Whereabouts.UNKNOWN));
    }

    public TransferBuilder target(@Nullable Target value) {
        target = value;
        return this;
    }

    public TransferBuilder follows(@Nullable String value) {
        follows = value;
        return this;
    }

    public TransferBuilder referredBy(@Nullable String value) {
        referredBy = value;
        return this;
    }

    public TransferBuilder times(Times value) {
        times = value;
        return this;
    }

    /** When it was asked for and ended, if that is known; of what was between, nothing is. */
    public TransferBuilder times(Instant requested, @Nullable Instant ended) {
        return times(new Times(requested, null, null, ended));
    }

    public TransferBuilder late(boolean value) {
        late = value;
        return this;
    }

    public TransferBuilder sources(@Nullable List<Source> value) {
        sources = value;
        return this;
    }

    /** What was said so far. */
    public Transfer build() {
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
                wrapUpCode,
                message,
                notifyMisleading,
                sip,
                hangupCause,
                transferor,
                transferee,
                target,
                referTo,
                referredBy,
                diagnosis,
                times,
                late,
                follows,
                sources,
                evidence);
    }
}
