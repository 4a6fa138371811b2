package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The channels of a {@link SimulatedPbx}: they come up, run applications, and end. */
abstract class SimulatedChannels extends SimulatedClock {
    /**
     * The variables that AMI's event filter of earlier versions lets through: it cuts STASISSTATUS and
     * its like.
     */
    private static final Set<String> EARLIER_FILTER = Set.of(
            "DIALSTATUS",
            "QUEUESTATUS",
            "TRANSFERSTATUS",
            "SIPTRANSFER",
            "SIPREFERTOHDR",
            "SIPREFERREDBYHDR",
            "BLINDTRANSFER",
            "ATTENDEDTRANSFER");

    /** What HEP mirrors of them. */
    final SimulatedSip sip = new SimulatedSip(this);

    final String life;
    final Build build;
    final List<SimulatedLine> lines = new ArrayList<>();

    /** How many channels there were before the first one in here. */
    private final int channelsBefore;

    SimulatedChannels(Random random, String life, Instant start, Build build, int channelsBefore) {
        super(random, start);
        this.life = life;
        this.build = build;
        this.channelsBefore = channelsBefore;
    }

    /**
     * What differs from one Asterisk to the next.
     *
     * @param tellsSipStatus whether it names the SIP status of a hangup (20.17, 22.7, 23.1 and later)
     * @param tellsStatusByAmi whether AMI's event filter lets every status variable through
     */
    record Build(boolean tellsSipStatus, boolean tellsStatusByAmi) {}

    /** How many channels it has had in its life. */
    int channels() {
        return channelsBefore + lines.size();
    }

    /** Fails when a channel was forgotten: every call ends. */
    void checkThatAllIsOver() {
        List<SimulatedLine> left = lines.stream().filter(line -> !line.gone).toList();
        if (!left.isEmpty()) {
            throw new IllegalStateException("the simulation does not end " + left);
        }
    }

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

    @Nullable
    Channel by(Source source, @Nullable SimulatedLine line) {
        if (line == null) {
            return null;
        }
        return source == Source.AMI ? line.byAmi() : line.byAri();
    }

    Channel need(Source source, SimulatedLine line) {
        return Objects.requireNonNull(by(source, line));
    }

    SimulatedLine newLine(
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
        tellBoth(source -> new Fact.ChannelSeen(source, line.atFirst(source)));
        line.remember(now());
        return line;
    }

    /** The name of a channel to a phone, or, after a slash, to an address at a proxy. */
    String nameOf(String phone) {
        return "PJSIP/" + phone.split("/", -1)[0] + "-" + String.format("%08x", channels());
    }

    /** A phone calls an extension. */
    SimulatedLine callFrom(String phone, String extension) {
        return newLine(nameOf(phone), Channel.State.CALLING, extension, false, null);
    }

    /** Both halves of a new Local channel to an extension; the second one runs the dialplan. */
    List<SimulatedLine> newLocal(String extension, @Nullable SimulatedLine requestor) {
        String stem = "Local/" + extension + "@lab-" + String.format("%08x", channels()) + ";";
        SimulatedLine one = newLine(stem + "1", Channel.State.DOWN, extension, true, requestor);
        one.dialString = extension + "@lab";
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

    /** It runs the application Transfer: one message of each source shows that twice. */
    void begins(SimulatedLine line, String destination) {
        line.application = "Transfer";
        line.applicationData = destination;
        tick();
        for (Source source : List.of(Source.AMI, Source.ARI)) {
            tell(new Fact.ChannelSeen(source, line.withApplication(source)));
            tell(new Fact.TransferBegun(source, need(source, line), destination));
        }
        line.remember(now());
    }

    /** Both sources show what it runs: AMI's Newexten and ARI's ChannelDialplan. */
    void shown(SimulatedLine line) {
        tellBoth(source -> new Fact.ChannelSeen(source, line.withApplication(source)));
    }

    /** ARI happens to show the channel once more, with what it really runs. */
    void shownAgainByAri(SimulatedLine line) {
        tick();
        tell(new Fact.ChannelSeen(Source.ARI, line.byAri()));
    }

    void sets(SimulatedLine line, String variable, String value) {
        if (!build.tellsStatusByAmi() && !EARLIER_FILTER.contains(variable)) {
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
        Integer status = build.tellsSipStatus() ? sipStatus : null;
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
        if ("Stasis".equals(line.application)) {
            sets(line, "STASISSTATUS", "SUCCESS");
        }
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
        Integer status = build.tellsSipStatus() ? sipStatus : null;
        line.application = line.dialled ? "AppDial" : null;
        line.applicationData = line.dialled ? "(Outgoing Line)" : null;
        line.gone = true;
        sip.gone(line);
        tellBoth(source -> new Fact.ChannelGone(source, need(source, line), cause, status));
        line.remember(now());
    }
}
