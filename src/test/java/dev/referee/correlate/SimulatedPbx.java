package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * A small PBX without wires: does what a script tells it, and tells of it by AMI and ARI as Asterisk
 * 22.10.1 does (measured on the recorded calls in the test resources).
 */
final class SimulatedPbx extends SimulatedChannels {
    /** The bridges that are kept when all have left. */
    private final Set<Bridge> kept = new HashSet<>();

    private int bridges;

    /**
     * Creates one that has just started.
     *
     * @param life names the Asterisk process: uniqueids of different lives differ
     */
    SimulatedPbx(Random random, String life, Instant start) {
        super(random, life, start, new Build(random.nextBoolean(), random.nextInt(3) != 0), 0);
    }

    private SimulatedPbx(SimulatedPbx before, Instant start) {
        super(before.random, before.life, start, before.build, before.channels());
        this.bridges = before.bridges;
    }

    /** The same one in its life's next hour, without what it has told and the calls, which ended. */
    SimulatedPbx goingOn(Instant start) {
        return new SimulatedPbx(this, start);
    }

    // --- dials
    // -------------------------------------------------------------------------------------

    /** A caller dials a phone or, after a slash, an address at a proxy; {@code as} is what the dialled channel says it runs. */
    SimulatedLine dials(SimulatedLine caller, String phone, String as) {
        SimulatedLine dialled = newLine(nameOf(phone), Channel.State.DOWN, "s", true, caller);
        dialled.dialString = as.equals("AppQueue") ? "PJSIP/" + phone : phone;
        dialBegins(caller, dialled, as);
        return dialled;
    }

    /** A program dials a phone, for {@code originator} or for nobody in particular. */
    SimulatedLine originates(@Nullable SimulatedLine originator, String phone) {
        SimulatedLine dialled = newLine(nameOf(phone), Channel.State.DOWN, "s", true, originator);
        dialled.dialString = phone;
        dialBegins(null, dialled, "AppDial2");
        return dialled;
    }

    void dialBegins(@Nullable SimulatedLine caller, SimulatedLine dialled, String as) {
        dialled.extension = caller == null ? dialled.extension : caller.extension;
        dialled.application = as;
        dialled.applicationData = "(Outgoing Line)";
        shown(dialled);
        dialled.remember(now());
        if (dialled.callId != null && onceIn(12)) {
            becomes(
                    dialled,
                    Channel.State.RINGING); // The phone is faster than the dial's own event.
        }
        tellBoth(source -> new Fact.DialBegun(
                source, by(source, caller), need(source, dialled), dialled.dialString));
    }

    void rings(@Nullable SimulatedLine caller, SimulatedLine dialled) {
        boolean stateFirst = !onceIn(4);
        if (stateFirst && dialled.state != Channel.State.RINGING) {
            becomes(dialled, Channel.State.RINGING);
        }
        tellBoth(source -> new Fact.DialProgress(
                source, by(source, caller), need(source, dialled), "RINGING"));
        if (dialled.state != Channel.State.RINGING) {
            becomes(dialled, Channel.State.RINGING);
        }
    }

    void dialEnds(@Nullable SimulatedLine caller, SimulatedLine dialled, String status) {
        tellBoth(source ->
                new Fact.DialEnded(source, by(source, caller), need(source, dialled), status));
    }

    // --- bridges
    // -----------------------------------------------------------------------------------

    Bridge newBridge(String technology) {
        return new Bridge("bridge-" + life + "-" + bridges++, technology);
    }

    Bridge newParkingLot() {
        return new Bridge("bridge-" + life + "-" + bridges++, "holding_bridge", true);
    }

    void enters(SimulatedLine line, Bridge bridge, @Nullable SimulatedLine swapped) {
        line.bridge = bridge;
        tellBoth(source -> new Fact.EnteredBridge(
                source,
                need(source, line),
                bridge,
                source == Source.AMI && swapped != null ? swapped.uniqueid : null));
        linkTogether(in(bridge));
        line.remember(now());
    }

    /** Who share a bridge get the linkedid of the oldest call among them. */
    private static void linkTogether(List<SimulatedLine> members) {
        String oldest = members.stream()
                .map(member -> member.linkedId)
                .min(Comparator.comparingInt(
                        id -> Integer.parseInt(id.substring(id.lastIndexOf('.') + 1))))
                .orElseThrow();
        members.forEach(member -> member.linkedId = oldest);
    }

    void leaves(SimulatedLine line) {
        Bridge bridge = Objects.requireNonNull(line.bridge, "in no bridge");
        line.bridge = null;
        tellBoth(source -> new Fact.LeftBridge(source, need(source, line), bridge));
        line.remember(now());
    }

    /** Who is in a bridge. */
    List<SimulatedLine> in(Bridge bridge) {
        return lines.stream().filter(line -> bridge.equals(line.bridge)).toList();
    }

    /** A bridge of an ARI program, which destroys it, or does not care. */
    Bridge newStasisBridge(String technology) {
        Bridge bridge = newBridge(technology);
        if (random.nextBoolean()) {
            kept.add(bridge);
        }
        return bridge;
    }

    void destroyed(Bridge bridge) {
        if (kept.contains(bridge)) {
            return;
        }
        tellBoth(source -> new Fact.BridgeGone(source, bridge.id()));
    }

    // --- transfers
    // ---------------------------------------------------------------------------------

    void blindTransfer(
            Fact.TransferResult result,
            SimulatedLine transferor,
            @Nullable SimulatedLine transferee,
            @Nullable Bridge bridge,
            boolean external,
            String extension) {
        tellBoth(source -> new Fact.BlindTransferred(
                source,
                result,
                need(source, transferor),
                by(source, transferee),
                bridge,
                external,
                "lab",
                extension));
    }

    /** @param standIn takes the place of the transferor; ARI names it, AMI shows it by the swap */
    void blindTransfer(
            SimulatedLine transferor,
            SimulatedLine transferee,
            Bridge bridge,
            String extension,
            SimulatedLine standIn) {
        tellBoth(source -> new Fact.BlindTransferred(
                source,
                Fact.TransferResult.SUCCESS,
                need(source, transferor),
                need(source, transferee),
                bridge,
                true,
                "lab",
                extension,
                source == Source.ARI ? standIn.byAri() : null));
    }

    void attendedTransfer(
            Fact.TransferResult result,
            SimulatedLine transferor,
            SimulatedLine second,
            @Nullable SimulatedLine transferee,
            @Nullable SimulatedLine target,
            @Nullable Bridge first,
            @Nullable Bridge other,
            Fact.Destination destination,
            @Nullable String application) {
        tellBoth(source -> new Fact.AttendedTransferred(
                source,
                result,
                need(source, transferor),
                need(source, second),
                by(source, transferee),
                by(source, target),
                first,
                other,
                false,
                destination,
                application));
    }
}
