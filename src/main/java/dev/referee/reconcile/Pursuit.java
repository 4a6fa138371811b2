package dev.referee.reconcile;

import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.Gone;
import dev.referee.reconcile.Proof.Outcome;

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
    private final @Nullable String secondLeg;
    private final @Nullable String transferee;
    /** Whom it must be; null when anybody but the transferor will do. */
    private final @Nullable String target;
    /** The bridge that the transferee is taken from; null where it may stay. */
    private final @Nullable String origin;
    /** Whether a transferee that was in no bridge until it hung up has reached nobody. */
    private final boolean calling;

    private final String headline;
    private boolean bridged;

    private Pursuit(
            CallRecord record,
            @Nullable String secondLeg,
            @Nullable String transferee,
            @Nullable String target,
            @Nullable String origin,
            boolean calling,
            String headline) {
        this.record = record;
        this.secondLeg = secondLeg;
        this.transferee = transferee;
        this.target = target;
        this.origin = origin;
        this.calling = calling;
        this.headline = headline;
    }

    static Pursuit blind(CallRecord record, BlindTransferred blind) {
        return new Pursuit(
                record,
                null,
                blind.transferee(),
                null,
                blind.bridge(),
                true,
                "BLINDTRANSFER to " + blind.extension());
    }

    static Pursuit attended(CallRecord record, AttendedTransferred attended) {
        String application = attended.application();
        boolean calling = application != null && CALLING.contains(application);
        return new Pursuit(
                record,
                attended.secondLeg(),
                attended.transferee(),
                attended.target(),
                calling ? attended.bridge() : null,
                calling,
                "ATTENDEDTRANSFER" + (application == null ? "" : " into " + application));
    }

    @Nullable
    String transferee() {
        return transferee;
    }

    /** Notes the bridge that the transferee is in. */
    void isIn(BridgeEntered bridge) {
        bridged |= !bridge.bridge().equals(origin);
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
    private static String endpoint(String channel) {
        int dash = channel.lastIndexOf('-');
        return dash < 0 ? channel : channel.substring(0, dash);
    }

    /** What the records prove now that the transferee has somebody in a bridge. */
    Proof connected(@Nullable CallRecord at, String name, String peer, String bridge) {
        CallRecord decisive = at == null ? record : at;
        String line = line(decisive, "BRIDGE_ENTER: " + name + " with " + peer + " in " + bridge);
        return proof(Outcome.CONNECTED, decisive.at(), line);
    }

    /** What they prove now that the transferee is gone. */
    Proof gone(CallRecord at, Gone gone) {
        boolean certain = calling && !bridged && !at.channel().startsWith(LOCAL);
        String line = line(
                at,
                "HANGUP of " + at.channel()
                        + (gone.dialStatus().isEmpty() ? "" : ", dialstatus " + gone.dialStatus())
                        + (bridged ? "" : ", in no bridge since"));
        return certain
                ? proof(Outcome.NOT_CONNECTED, at.at(), line)
                : proof(Outcome.OPEN, null, line);
    }

    /** What they prove when nothing more can be learned. */
    Proof open() {
        return proof(Outcome.OPEN, null, null);
    }

    private Proof proof(Outcome outcome, @Nullable Instant decided, @Nullable String line) {
        List<String> evidence = new ArrayList<>();
        evidence.add(line(record, headline + " by " + record.channel()));
        if (line != null) {
            evidence.add(line);
        }
        return new Proof(
                record.at(), record.uniqueid(), secondLeg, transferee, outcome, decided, evidence);
    }

    private static String line(CallRecord record, String what) {
        return record.at() + " " + what + " (" + record.origin() + ")";
    }
}
