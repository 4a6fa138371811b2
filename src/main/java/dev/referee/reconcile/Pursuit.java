package dev.referee.reconcile;

import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.reconcile.Proof.Outcome;
import dev.referee.reconcile.Proof.Party;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One transfer in the records, from its own record until its end is certain. */
final class Pursuit {
    private static final Set<String> CALLING = Set.of("Dial", "Queue");
    private static final String HOLDING = "holding_bridge";
    private static final String LOCAL = "Local/";

    private final CallRecord record;
    /** Which of the records it was. */
    private final long began;

    private final Kind kind;
    private final @Nullable String secondLeg;
    private final @Nullable String transferee;
    private final @Nullable String extension;
    /** Whom it must be; null when anybody but the transferor will do. */
    private final @Nullable String target;
    /** The bridge that the transferee is taken from; null where it may stay. */
    private final @Nullable String origin;
    /** Whether a transferee that was in no bridge until it hung up has reached nobody. */
    private final boolean calling;

    private final String headline;
    private final Calls calls;
    private boolean bridged;
    private boolean held;

    private Pursuit(
            CallRecord record,
            long began,
            Kind kind,
            @Nullable String secondLeg,
            @Nullable String transferee,
            @Nullable String extension,
            @Nullable String target,
            @Nullable String origin,
            boolean calling,
            String headline) {
        this.record = record;
        this.began = began;
        this.kind = kind;
        this.secondLeg = secondLeg;
        this.transferee = transferee;
        this.extension = extension;
        this.target = target;
        this.origin = origin;
        this.calling = calling;
        this.headline = headline;
        this.calls = new Calls(record.at());
    }

    static Pursuit blind(CallRecord record, long began, BlindTransferred blind) {
        return new Pursuit(
                record,
                began,
                Kind.BLIND,
                null,
                blind.transferee(),
                blind.extension(),
                null,
                blind.bridge(),
                true,
                "BLINDTRANSFER to " + blind.extension());
    }

    static Pursuit attended(CallRecord record, long began, AttendedTransferred attended) {
        String application = attended.application();
        boolean calling = application != null && CALLING.contains(application);
        return new Pursuit(
                record,
                began,
                calling ? Kind.SEMI_ATTENDED : Kind.ATTENDED,
                attended.secondLeg(),
                attended.transferee(),
                null,
                attended.target(),
                calling ? attended.bridge() : null,
                calling,
                "ATTENDEDTRANSFER" + (application == null ? "" : " into " + application));
    }

    @Nullable
    String transferee() {
        return transferee;
    }

    /** Of whoever is called on the transferee's behalf, as far as these calls say anything. */
    @Nullable
    String linkedid() {
        return kind == Kind.BLIND ? record.linkedid() : null;
    }

    /** Which of the records told of it. */
    long began() {
        return began;
    }

    /** The calls that are made with that linkedid. */
    Calls calls() {
        return calls;
    }

    /** Notes the bridge that the transferee is in. */
    void isIn(BridgeEntered bridge) {
        bridged |= !bridge.bridge().equals(origin);
        held |= bridge.technology().equals(HOLDING);
    }

    /** Whether the transferee has reached somebody who is in this bridge with it. */
    boolean isReached(BridgeEntered bridge, String peer, String peerName) {
        return !bridge.technology().equals(HOLDING)
                && !bridge.bridge().equals(origin)
                // Who is at its other half, and whether they have answered, it does not say.
                && !peerName.startsWith(LOCAL)
                && !endpoint(peerName).equals(endpoint(record.channel()))
                && (target == null || peer.equals(target));
    }

    /** {@code PJSIP/alice} of {@code PJSIP/alice-00000001}. */
    static String endpoint(String channel) {
        int dash = channel.lastIndexOf('-');
        return dash < 0 ? channel : channel.substring(0, dash);
    }

    /**
     * What the records prove now that the transferee has somebody in a bridge.
     *
     * @param rang whether the peer was there when the transfer began
     */
    Proof connected(@Nullable CallRecord at, String name, Party peer, String bridge, boolean rang) {
        CallRecord decisive = at == null ? record : at;
        String line = line(
                decisive, "BRIDGE_ENTER: " + name + " with " + peer.channel() + " in " + bridge);
        Reason reason = kind == Kind.ATTENDED ? Reason.BRIDGED : Reason.ANSWERED;
        boolean byGoal = !held
                && switch (kind) {
                    case ATTENDED -> true;
                    case SEMI_ATTENDED -> rang;
                    case BLIND -> calls.isGoal(peer.uniqueid());
                };
        return proof(new Outcome.Connected(reason, byGoal), name, peer, decisive.at(), line);
    }

    /** What they prove now that the transferee is gone. */
    Proof gone(CallRecord at, Gone gone) {
        boolean certain = calling && !bridged && !at.channel().startsWith(LOCAL);
        String line = line(
                at,
                "HANGUP of " + at.channel()
                        + (gone.dialStatus().isEmpty() ? "" : ", dialstatus " + gone.dialStatus())
                        + (bridged ? "" : ", in no bridge since"));
        if (!certain) {
            return proof(new Outcome.Open(), at.channel(), null, null, line);
        }
        Reason reason = kind == Kind.BLIND ? calls.inVain(at.at(), at.channel(), gone) : null;
        Outcome outcome = reason == null
                ? new Outcome.NotConnected()
                : new Outcome.Vain(reason, calls.only());
        return proof(outcome, at.channel(), null, at.at(), line);
    }

    /**
     * What they prove when nothing more can be learned.
     *
     * @param name of the transferee's channel; null where it is not known
     */
    Proof open(@Nullable String name) {
        return proof(new Outcome.Open(), name, null, null, null);
    }

    private Proof proof(
            Outcome outcome,
            @Nullable String name,
            @Nullable Party reached,
            @Nullable Instant decided,
            @Nullable String line) {
        List<String> evidence = new ArrayList<>();
        evidence.add(line(record, headline + " by " + record.channel()));
        if (line != null) {
            evidence.add(line);
        }
        return new Proof(
                record.at(),
                kind,
                new Party(record.uniqueid(), record.channel()),
                secondLeg,
                transferee == null ? null : new Party(transferee, name),
                extension,
                reached,
                outcome,
                decided,
                evidence);
    }

    private static String line(CallRecord record, String what) {
        return record.at() + " " + what + " (" + record.origin() + ")";
    }
}
