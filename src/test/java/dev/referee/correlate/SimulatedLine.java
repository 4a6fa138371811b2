package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact.PresentChannel;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A channel of the {@link SimulatedPbx} as it really is, and as snapshots showed it over time. */
final class SimulatedLine {
    final String uniqueid;
    final String name;

    /** Whether Asterisk called it. */
    final boolean dialled;

    final @Nullable String callId;

    /** What was dialled to reach it, without the technology where Dial dialled it, or null. */
    @Nullable
    String dialString;

    private final TreeMap<Instant, PresentChannel> history = new TreeMap<>();
    Channel.State state;

    /** AMI's Linkedid: changes when its bridge merges with an older call. */
    String linkedId;

    @Nullable
    String extension;

    @Nullable
    String application;

    @Nullable
    String applicationData;

    @Nullable
    Bridge bridge;

    boolean gone;

    /** Whether a dialplan runs on it: it called, or was transferred to an extension. */
    boolean runsDialplan;

    /**
     * Whether no event shows its next application: after a transfer, the first priority of the new
     * place runs behind the name of the application before it.
     */
    boolean hidesNextApplication;

    /** The call of the person behind this half of a Local channel, or null. */
    @Nullable
    SimulatedChain chain;

    SimulatedLine(
            String uniqueid,
            String name,
            boolean dialled,
            @Nullable String callId,
            Channel.State state,
            String extension) {
        this.uniqueid = uniqueid;
        this.linkedId = uniqueid;
        this.name = name;
        this.dialled = dialled;
        this.runsDialplan = !dialled;
        this.callId = callId;
        this.state = state;
        this.extension = extension;
    }

    /** The channel of the person who is behind this one: it is that one where no Local channel is. */
    SimulatedLine person() {
        return chain == null ? this : chain.caller().person();
    }

    /** The channel as AMI describes it: only Newexten names the application. */
    Channel byAmi() {
        return described(state, null, null, null, linkedId);
    }

    /** The channel as ARI describes it, with the application that it really runs. */
    Channel byAri() {
        return described(state, application, applicationData, callId, null);
    }

    /** The channel as it is created: ARI does not know its Call-ID yet. */
    Channel atFirst(Source source) {
        return described(state, null, null, null, source == Source.AMI ? linkedId : null);
    }

    /** The channel as AMI's Newexten and ARI's ChannelDialplan describe it. */
    Channel withApplication(Source source) {
        return source == Source.ARI
                ? byAri()
                : described(state, application, applicationData, null, linkedId);
    }

    private Channel described(
            Channel.State as,
            @Nullable String runs,
            @Nullable String with,
            @Nullable String dialog,
            @Nullable String linked) {
        return new Channel(uniqueid, name, as, "lab", extension, runs, with, dialog, linked, null);
    }

    /** What a snapshot shows from this time on. */
    void remember(Instant time) {
        Channel.State shown = gone ? Channel.State.OTHER : state;
        Channel channel = described(shown, application, applicationData, callId, null);
        history.put(time, new PresentChannel(channel, bridge));
    }

    /** What a snapshot shows that is read at this time, or null when the channel is not there. */
    @Nullable
    PresentChannel shownAt(Instant time) {
        Map.Entry<Instant, PresentChannel> last = history.floorEntry(time);
        return last == null || last.getValue().channel().state() == Channel.State.OTHER
                ? null
                : last.getValue();
    }

    @Override
    public String toString() {
        return name;
    }
}
