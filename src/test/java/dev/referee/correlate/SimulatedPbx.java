package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A small PBX without wires: does what a script tells it, and tells of it by AMI and ARI as Asterisk
 * 22.10.1 does (measured on the recorded calls in the test resources). It has one thread of time, the
 * script's; {@link #meanwhile} runs another thread beside it, which each source may order otherwise.
 */
final class SimulatedPbx {
    final Random random;

    /** What HEP mirrors of it. */
    final SimulatedSip sip = new SimulatedSip(this);

    /** Whether it names the SIP status of a hangup (Asterisk 20.17, 22.7, 23.1 and later). */
    final boolean tellsSipStatus;

    private final List<RecordedCall.Heard> told = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    final String life;
    private Instant clock;
    private Duration amiSkew = Duration.ZERO;
    private Duration ariSkew = Duration.ZERO;
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
        this(random, life, start, random.nextBoolean(), 0);
    }

    private SimulatedPbx(
            Random random, String life, Instant start, boolean tellsSipStatus, int channelsBefore) {
        this.random = random;
        this.tellsSipStatus = tellsSipStatus;
        this.life = life;
        this.clock = start;
        this.channelsBefore = channelsBefore;
    }

    /** The same one in its life's next hour, without what it has told and the calls, which ended. */
    SimulatedPbx goingOn(Instant start) {
        SimulatedPbx next = new SimulatedPbx(random, life, start, tellsSipStatus, channels());
        next.bridges = bridges;
        next.locals = locals;
        return next;
    }

    /** How many channels it has had in its life. */
    int channels() {
        return channelsBefore + lines.size();
    }

    /** A channel as it really is. */
    static final class Line {
        final String uniqueid;
        final String name;
        final boolean dialled;
        private final TreeMap<Instant, Fact.PresentChannel> history = new TreeMap<>();
        final @Nullable String callId;
        Channel.State state = Channel.State.DOWN;

        @Nullable
        String extension;

        @Nullable
        String application;

        @Nullable
        Bridge bridge;

        boolean gone;

        /** A dialplan runs on it: it called, or was transferred to an extension. */
        boolean runsDialplan;

        /** Its first application after a transfer is not shown by the event that says so. */
        boolean hidesNextApplication;

        private Line(String uniqueid, String name, boolean dialled, @Nullable String callId) {
            this.uniqueid = uniqueid;
            this.name = name;
            this.dialled = dialled;
            this.runsDialplan = !dialled;
            this.callId = callId;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    <T> T oneOf(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    // --- time
    // --------------------------------------------------------------------------------------

    Instant now() {
        return clock;
    }

    /** The script goes on at this time. */
    void at(Instant time) {
        clock = time;
    }

    /** The script waits. */
    void pass(long leastMillis, long mostMillis) {
        clock = clock.plusMillis(leastMillis + random.nextLong(mostMillis - leastMillis + 1));
    }

    /** Another thread of the PBX, beside the script: its facts mix with the script's next ones. */
    void meanwhile(Runnable thread) {
        Instant before = clock;
        amiSkew = Duration.ofNanos(random.nextInt(3_000_000));
        ariSkew = Duration.ofNanos(random.nextInt(3_000_000));
        thread.run();
        amiSkew = Duration.ZERO;
        ariSkew = Duration.ZERO;
        clock = before;
    }

    private void tick() {
        clock = clock.plusNanos(100_000 + random.nextInt(300_000));
    }

    // --- what it tells
    // -----------------------------------------------------------------------------

    /** Everything that a source tells, in its own order. */
    List<RecordedCall.Heard> toldBy(Source source) {
        return told.stream()
                .filter(one -> one.fact().source() == source)
                .sorted(Comparator.comparing(RecordedCall.Heard::at))
                .toList();
    }

    /** What a snapshot shows that is read at that time. */
    List<Fact.PresentChannel> presentAt(Instant time) {
        List<Fact.PresentChannel> present = new ArrayList<>();
        for (Line line : lines) {
            Map.Entry<Instant, Fact.PresentChannel> last = line.history.floorEntry(time);
            if (last != null && last.getValue().channel().state() != Channel.State.OTHER) {
                present.add(last.getValue());
            }
        }
        return present;
    }

    private Channel byAmi(Line line) {
        return new Channel(line.uniqueid, line.name, line.state, "lab", line.extension, null, null);
    }

    private Channel byAri(Line line) {
        return new Channel(
                line.uniqueid,
                line.name,
                line.state,
                "lab",
                line.extension,
                line.application,
                line.callId);
    }

    private @Nullable Channel by(Source source, @Nullable Line line) {
        if (line == null) {
            return null;
        }
        return source == Source.AMI ? byAmi(line) : byAri(line);
    }

    private void tell(Fact fact) {
        Duration skew = fact.source() == Source.AMI ? amiSkew : ariSkew;
        told.add(new RecordedCall.Heard(clock.plus(skew), fact));
    }

    /** Something that happens beside the script, after a while. */
    void tellLater(Fact fact, Duration after) {
        told.add(new RecordedCall.Heard(clock.plus(after), fact));
    }

    /** Both sources tell it, each in its own words. */
    private void tellBoth(Function<Source, Fact> words) {
        tick();
        tell(words.apply(Source.AMI));
        tell(words.apply(Source.ARI));
    }

    private Channel need(Source source, Line line) {
        return Objects.requireNonNull(by(source, line));
    }

    private void remember(Line line) {
        Channel.State state = line.gone ? Channel.State.OTHER : line.state;
        Channel channel = new Channel(
                line.uniqueid,
                line.name,
                state,
                "lab",
                line.extension,
                line.application,
                line.callId);
        line.history.put(clock, new Fact.PresentChannel(channel, line.bridge));
    }

    // --- channels
    // ----------------------------------------------------------------------------------

    private Line newLine(String name, Channel.State state, String extension, boolean dialled) {
        int number = channels();
        String callId = Channel.isLocal(name) ? null : "call-" + number + "@" + life;
        Line line = new Line(life + "." + number, name, dialled, callId);
        lines.add(line);
        line.state = state;
        line.extension = extension;
        tellBoth(source -> new Fact.ChannelSeen(
                source, new Channel(line.uniqueid, name, state, "lab", extension, null, null)));
        remember(line);
        return line;
    }

    /** A phone calls an extension. */
    Line callFrom(String phone, String extension) {
        String name = "PJSIP/" + phone + "-" + String.format("%08x", channels());
        return newLine(name, Channel.State.CALLING, extension, false);
    }

    /** Both halves of a new Local channel to an extension; the second one runs the dialplan. */
    List<Line> newLocal(String extension) {
        String stem = "Local/" + extension + "@lab-" + String.format("%08x", locals++) + ";";
        Line one = newLine(stem + "1", Channel.State.DOWN, extension, true);
        Line two = newLine(stem + "2", Channel.State.CALLING, extension, false);
        return List.of(one, two);
    }

    void localJoined(Line one, Line two) {
        tick();
        tell(new Fact.LocalJoined(Source.AMI, byAmi(one), byAmi(two)));
    }

    /** The dialplan runs an application on it. */
    void runs(Line line, String application) {
        boolean hidden = line.hidesNextApplication;
        line.hidesNextApplication = false;
        String shown = hidden ? "AppDial" : application;
        line.application = shown;
        tellBoth(source -> new Fact.ChannelSeen(source, showing(source, line, shown)));
        line.application = application;
        remember(line);
    }

    private Channel showing(Source source, Line line, String application) {
        Channel plain = need(source, line);
        return new Channel(
                plain.uniqueid(),
                plain.name(),
                plain.state(),
                plain.context(),
                plain.extension(),
                application,
                plain.callId());
    }

    /** ARI happens to show the channel once more, with what it really runs. */
    void shownAgainByAri(Line line) {
        tick();
        tell(new Fact.ChannelSeen(Source.ARI, byAri(line)));
    }

    void sets(Line line, String variable, String value) {
        tellBoth(source -> new Fact.VariableSet(source, need(source, line), variable, value));
    }

    void becomes(Line line, Channel.State state) {
        line.state = state;
        tellBoth(source -> new Fact.ChannelSeen(source, need(source, line)));
        sip.dialogRead(line);
        remember(line);
    }

    void farEndHangsUp(Line line, @Nullable Integer cause, @Nullable Integer sipStatus) {
        Integer status = tellsSipStatus ? sipStatus : null;
        sip.hungUp(line, sipStatus);
        tellBoth(source -> new Fact.HangupRequested(
                source, need(source, line), Fact.Ender.FAR_END, cause, status));
    }

    void asteriskHangsUp(Line line) {
        tellBoth(source -> new Fact.HangupRequested(
                source, need(source, line), Fact.Ender.ASTERISK, null, null));
    }

    /** Its bridge or its application is over, and so is its dialplan, where it runs one. */
    void dialplanEnds(Line line) {
        if (!line.runsDialplan) {
            return;
        }
        if ("Dial".equals(line.application)) {
            sets(line, "DIALSTATUS", "ANSWER");
        }
        asteriskHangsUp(line);
    }

    void gone(Line line, @Nullable Integer cause, @Nullable Integer sipStatus) {
        Integer status = tellsSipStatus ? sipStatus : null;
        line.application = line.dialled ? "AppDial" : null;
        line.gone = true;
        sip.gone(line);
        tellBoth(source -> new Fact.ChannelGone(source, need(source, line), cause, status));
        remember(line);
    }

    // --- dials
    // -------------------------------------------------------------------------------------

    /** A caller dials a phone; {@code as} is what the dialled channel says it runs. */
    Line dials(Line caller, String phone, String as) {
        String name = "PJSIP/" + phone + "-" + String.format("%08x", channels());
        Line dialled = newLine(name, Channel.State.DOWN, "s", true);
        dialBegins(caller, dialled, as);
        return dialled;
    }

    void dialBegins(Line caller, Line dialled, String as) {
        dialled.extension = caller.extension;
        dialled.application = as;
        tellBoth(source -> new Fact.ChannelSeen(source, showing(source, dialled, as)));
        remember(dialled);
        tellBoth(source -> new Fact.DialBegun(source, by(source, caller), need(source, dialled)));
    }

    void rings(@Nullable Line caller, Line dialled) {
        becomes(dialled, Channel.State.RINGING);
        tellBoth(source -> new Fact.DialProgress(
                source, by(source, caller), need(source, dialled), "RINGING"));
    }

    void dialEnds(@Nullable Line caller, Line dialled, String status) {
        tellBoth(source ->
                new Fact.DialEnded(source, by(source, caller), need(source, dialled), status));
    }

    // --- bridges
    // -----------------------------------------------------------------------------------

    Bridge newBridge(String technology) {
        return new Bridge("bridge-" + life + "-" + bridges++, technology);
    }

    void enters(Line line, Bridge bridge, @Nullable Line swapped) {
        line.bridge = bridge;
        tellBoth(source -> new Fact.EnteredBridge(
                source,
                need(source, line),
                bridge,
                source == Source.AMI && swapped != null ? swapped.uniqueid : null));
        remember(line);
    }

    void leaves(Line line) {
        Bridge bridge = Objects.requireNonNull(line.bridge, "in no bridge");
        line.bridge = null;
        tellBoth(source -> new Fact.LeftBridge(source, need(source, line), bridge));
        remember(line);
    }

    /** Who is in a bridge. */
    List<Line> in(Bridge bridge) {
        return lines.stream().filter(line -> bridge.equals(line.bridge)).toList();
    }

    void destroyed(Bridge bridge) {
        tellBoth(source -> new Fact.BridgeGone(source, bridge.id()));
    }

    // --- transfers
    // ---------------------------------------------------------------------------------

    void blindTransfer(
            Fact.TransferResult result,
            Line transferor,
            @Nullable Line transferee,
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

    void attendedTransfer(
            Fact.TransferResult result,
            Line transferor,
            Line second,
            Line transferee,
            @Nullable Line target,
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
