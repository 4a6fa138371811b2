package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
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
final class SimulatedPbx extends SimulatedClock {
    /** What HEP mirrors of it. */
    final SimulatedSip sip = new SimulatedSip(this);

    /** Whether it names the SIP status of a hangup (Asterisk 20.17, 22.7, 23.1 and later). */
    final boolean tellsSipStatus;

    /**
     * The variables that AMI's event filter of earlier versions lets through: it cuts STASISSTATUS and
     * its like.
     */
    private static final Set<String> EARLIER_FILTER = Set.of(
            "DIALSTATUS",
            "QUEUESTATUS",
            "SIPTRANSFER",
            "SIPREFERTOHDR",
            "SIPREFERREDBYHDR",
            "BLINDTRANSFER",
            "ATTENDEDTRANSFER");

    /** Whether AMI's event filter lets every status variable through. */
    final boolean tellsStatusByAmi;

    /** The bridges that are kept when all have left. */
    private final Set<Bridge> kept = new HashSet<>();

    private final List<SimulatedLine> lines = new ArrayList<>();
    final String life;
    private int bridges;
    private int locals;

    /** How many channels there were before the first one in here. */
    private final int channelsBefore;

    /**
     * Creates one that has just started.
     *
     * @param life names the Asterisk process: uniqueids of different lives differ
     */
    SimulatedPbx(Random random, String life, Instant start) {
        this(random, life, start, random.nextBoolean(), random.nextInt(3) != 0, 0);
    }

    private SimulatedPbx(
            Random random,
            String life,
            Instant start,
            boolean tellsSipStatus,
            boolean tellsStatusByAmi,
            int channelsBefore) {
        super(random, start);
        this.tellsSipStatus = tellsSipStatus;
        this.tellsStatusByAmi = tellsStatusByAmi;
        this.life = life;
        this.channelsBefore = channelsBefore;
    }

    /** The same one in its life's next hour, without what it has told and the calls, which ended. */
    SimulatedPbx goingOn(Instant start) {
        SimulatedPbx next =
                new SimulatedPbx(random, life, start, tellsSipStatus, tellsStatusByAmi, channels());
        next.bridges = bridges;
        next.locals = locals;
        return next;
    }

    /** How many channels it has had in its life. */
    int channels() {
        return channelsBefore + lines.size();
    }

    // --- what it tells
    // -----------------------------------------------------------------------------

    /** What a snapshot shows that is read at that time. */
    List<Fact.PresentChannel> presentAt(Instant time) {
        List<Fact.PresentChannel> present = new ArrayList<>();
        for (SimulatedLine line : lines) {
            Fact.PresentChannel shown = line.shownAt(time);
            if (shown != null) {
                present.add(shown);
            }
        }
        return present;
    }

    private @Nullable Channel by(Source source, @Nullable SimulatedLine line) {
        if (line == null) {
            return null;
        }
        return source == Source.AMI ? line.byAmi() : line.byAri();
    }

    private Channel need(Source source, SimulatedLine line) {
        return Objects.requireNonNull(by(source, line));
    }

    // --- channels
    // ----------------------------------------------------------------------------------

    private SimulatedLine newLine(
            String name,
            Channel.State state,
            String extension,
            boolean dialled,
            @Nullable SimulatedLine requestor) {
        int number = channels();
        String callId = name.startsWith("PJSIP/") ? "call-" + number + "@" + life : null;
        SimulatedLine line =
                new SimulatedLine(life + "." + number, name, dialled, callId, state, extension);
        line.linkedId = requestor == null ? line.uniqueid : requestor.linkedId;
        lines.add(line);
        tellBoth(source -> new Fact.ChannelSeen(source, plain(source, line)));
        line.remember(now());
        return line;
    }

    /** A new channel as it is created: ARI does not know its Call-ID yet. */
    private static Channel plain(Source source, SimulatedLine line) {
        String linkedId = source == Source.AMI ? line.linkedId : null;
        return new Channel(
                line.uniqueid,
                line.name,
                line.state,
                "lab",
                line.extension,
                null,
                null,
                null,
                linkedId);
    }

    private String nameOf(String phone) {
        return "PJSIP/" + phone + "-" + String.format("%08x", channels());
    }

    /** A phone calls an extension. */
    SimulatedLine callFrom(String phone, String extension) {
        return newLine(nameOf(phone), Channel.State.CALLING, extension, false, null);
    }

    /** Both halves of a new Local channel to an extension; the second one runs the dialplan. */
    List<SimulatedLine> newLocal(String extension, @Nullable SimulatedLine requestor) {
        String stem = "Local/" + extension + "@lab-" + String.format("%08x", locals++) + ";";
        SimulatedLine one = newLine(stem + "1", Channel.State.DOWN, extension, true, requestor);
        SimulatedLine two = newLine(stem + "2", Channel.State.CALLING, extension, false, one);
        return List.of(one, two);
    }

    /**
     * A channel that no person is behind.
     *
     * @param technology for example {@code Snoop}
     */
    SimulatedLine newMachine(String technology, @Nullable SimulatedLine requestor) {
        String name = technology + "/machine-" + String.format("%08x", channels());
        Channel.State state =
                technology.equals("UnicastRTP") ? Channel.State.DOWN : Channel.State.UP;
        return newLine(name, state, "s", true, requestor);
    }

    void localJoined(SimulatedLine one, SimulatedLine two) {
        tick();
        tell(new Fact.LocalJoined(Source.AMI, one.byAmi(), two.byAmi()));
    }

    void runs(SimulatedLine line, String application) {
        runs(line, application, null);
    }

    /**
     * The dialplan runs an application on it.
     *
     * @param data what the application is started with, or null
     */
    void runs(SimulatedLine line, String application, @Nullable String data) {
        boolean hidden = line.hidesNextApplication;
        line.hidesNextApplication = false;
        line.application = application;
        line.applicationData = data;
        if (!hidden) {
            shown(line);
        }
        line.remember(now());
    }

    /** Both sources show what it runs: AMI's Newexten and ARI's ChannelDialplan. */
    void shown(SimulatedLine line) {
        tellBoth(source -> new Fact.ChannelSeen(source, showing(source, line)));
    }

    private Channel showing(Source source, SimulatedLine line) {
        Channel plain = need(source, line);
        return new Channel(
                plain.uniqueid(),
                plain.name(),
                plain.state(),
                plain.context(),
                plain.extension(),
                line.application,
                line.applicationData,
                plain.callId(),
                plain.linkedId());
    }

    /** ARI happens to show the channel once more, with what it really runs. */
    void shownAgainByAri(SimulatedLine line) {
        tick();
        tell(new Fact.ChannelSeen(Source.ARI, line.byAri()));
    }

    void sets(SimulatedLine line, String variable, String value) {
        if (!tellsStatusByAmi && !EARLIER_FILTER.contains(variable)) {
            tick();
            tell(new Fact.VariableSet(Source.ARI, line.byAri(), variable, value));
            return;
        }
        tellBoth(source -> new Fact.VariableSet(source, need(source, line), variable, value));
    }

    void becomes(SimulatedLine line, Channel.State state) {
        line.state = state;
        tellBoth(source -> new Fact.ChannelSeen(source, need(source, line)));
        sip.dialogRead(line);
        line.remember(now());
    }

    void farEndHangsUp(SimulatedLine line, @Nullable Integer cause, @Nullable Integer sipStatus) {
        if (line.chain != null) {
            line.chain.callerHangsUp();
        }
        Integer status = tellsSipStatus ? sipStatus : null;
        sip.hungUp(line, sipStatus);
        tellBoth(source -> new Fact.HangupRequested(
                source, need(source, line), Fact.Ender.FAR_END, cause, status));
    }

    void asteriskHangsUp(SimulatedLine line) {
        tellBoth(source -> new Fact.HangupRequested(
                source, need(source, line), Fact.Ender.ASTERISK, null, null));
    }

    /** Its bridge or its application is over, and so is its dialplan, where it runs one. */
    void dialplanEnds(SimulatedLine line) {
        if (!line.runsDialplan) {
            return;
        }
        if ("Dial".equals(line.application)) {
            sets(line, "DIALSTATUS", "ANSWER");
        }
        asteriskHangsUp(line);
    }

    void gone(SimulatedLine line, @Nullable Integer cause, @Nullable Integer sipStatus) {
        if (line.chain != null) {
            line.chain.otherEndIsGone(cause);
        }
        Integer status = tellsSipStatus ? sipStatus : null;
        line.application = line.dialled ? "AppDial" : null;
        line.applicationData = line.dialled ? "(Outgoing Line)" : null;
        line.gone = true;
        sip.gone(line);
        tellBoth(source -> new Fact.ChannelGone(source, need(source, line), cause, status));
        line.remember(now());
    }

    // --- dials
    // -------------------------------------------------------------------------------------

    /** A caller dials a phone; {@code as} is what the dialled channel says it runs. */
    SimulatedLine dials(SimulatedLine caller, String phone, String as) {
        SimulatedLine dialled = newLine(nameOf(phone), Channel.State.DOWN, "s", true, caller);
        dialBegins(caller, dialled, as);
        return dialled;
    }

    /** A program dials a phone, for {@code originator} or for nobody in particular. */
    SimulatedLine originates(@Nullable SimulatedLine originator, String phone) {
        SimulatedLine dialled = newLine(nameOf(phone), Channel.State.DOWN, "s", true, originator);
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
        tellBoth(source -> new Fact.DialBegun(source, by(source, caller), need(source, dialled)));
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
