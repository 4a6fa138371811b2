package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A hand-made story of Alice, who talks with Bob and transfers him to 6002, as one source tells it. */
final class Story {
    static final Limits LIMITS = Limits.DEFAULT;
    static final Bridge CALL = new Bridge("call", "simple_bridge");

    private final Source source;
    private final Correlator correlator = new Correlator("main", LIMITS);
    private final List<TransferEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    /** Begins with a call of the two. */
    Story(Source source) {
        this.source = source;
        enters("alice", CALL);
        enters("bob", CALL);
    }

    /** Alice transfers Bob to 6002. */
    void blind() {
        hear(new Fact.BlindTransferred(
                source,
                TransferResult.SUCCESS,
                channel("alice"),
                channel("bob"),
                CALL,
                true,
                "lab",
                "6002"));
    }

    void enters(String leg, Bridge bridge) {
        hear(new Fact.EnteredBridge(source, channel(leg), bridge, null));
    }

    void leaves(String leg, Bridge bridge) {
        hear(new Fact.LeftBridge(source, channel(leg), bridge));
    }

    void runs(String leg, String application) {
        hear(new Fact.ChannelSeen(source, channel(leg, application)));
    }

    void rings(String caller, String phone) {
        hear(new Fact.DialBegun(source, channel(caller), channel(phone)));
        hear(new Fact.DialProgress(source, channel(caller), channel(phone), "RINGING"));
    }

    void dialEnds(String caller, String phone, String status) {
        hear(new Fact.DialEnded(source, channel(caller), channel(phone), status));
    }

    void sets(String leg, String variable, String value) {
        hear(new Fact.VariableSet(source, channel(leg), variable, value));
    }

    /** Is ended by Asterisk. */
    void isGone(String leg, int cause) {
        hear(new Fact.ChannelGone(source, channel(leg), cause, null));
    }

    void hangsUp(String leg) {
        hear(new Fact.HangupRequested(source, channel(leg), Fact.Ender.FAR_END, 16, null));
        isGone(leg, 16);
    }

    /** The channel of a phone; {@code alice#2} is another one of Alice's. */
    static Channel channel(String name) {
        return channel(name, null);
    }

    static Channel channel(String name, @Nullable String application) {
        String full = name.contains(";")
                ? "Local/" + name
                : "PJSIP/" + (name.contains("#") ? name.replace('#', '-') : name + "-1");
        return new Channel(name, full, Channel.State.UP, "lab", "6002", application, null);
    }

    void hear(Fact fact) {
        events.addAll(correlator.step(fact, now).events());
    }

    void pass(Duration time) {
        now = Waiting.pass(correlator, now, time, events);
    }

    /** All that was told so far has ended like this, in this order. */
    void assertEnds(Reason... reasons) {
        assertEquals(
                List.of(reasons),
                ends().stream().map(event -> event.transfer().reason()).toList(),
                () -> "in " + events);
    }

    List<TransferEvent> ends() {
        return events.stream().filter(event -> event.transfer().state().isEnd()).toList();
    }

    /** The transfer as it was told last. */
    Transfer last() {
        return events.getLast().transfer();
    }

    Transfer.@Nullable Whereabouts whereabouts() {
        Transfer.Transferee transferee = last().transferee();
        return transferee == null ? null : transferee.whereabouts();
    }
}
