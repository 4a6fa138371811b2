package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A hand-made call as one source or several tell it: Alice talks with Bob and transfers him to 6002.
 * The limits are low enough to be reached.
 */
abstract class ToldCall {
    static final Limits LIMITS = new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(2),
            10,
            2);
    static final Bridge FIRST = new Bridge("first", "simple_bridge");
    static final Bridge SECOND = new Bridge("second", "simple_bridge");
    static final Bridge CONFERENCE = new Bridge("conference", "softmix");

    final Correlator correlator = new Correlator("main", LIMITS);
    final List<TransferEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    void connect(Source source, String life) {
        hear(new Fact.Connected(source, life));
        hear(new Fact.Snapshot(source, List.of()));
    }

    /** It was cut off, and is there again; its snapshot is still to come. */
    void comesBack(Source source, @Nullable String life) {
        hear(new Fact.Disconnected(source));
        hear(new Fact.Connected(source, life));
    }

    /** Alice and Bob are in a call. */
    void call(Source source) {
        hear(new Fact.EnteredBridge(source, channel("alice", null), FIRST, null));
        hear(new Fact.EnteredBridge(source, channel("bob", null), FIRST, null));
    }

    /** Alice transfers Bob to 6002. */
    void blind(Source source) {
        blind(source, TransferResult.SUCCESS, "alice", channel("bob", null));
        hear(new Fact.LeftBridge(source, channel("bob", null), FIRST));
        hear(new Fact.LeftBridge(source, channel("alice", null), FIRST));
    }

    /** A transfer to 6002 out of the first bridge. */
    void blind(Source source, TransferResult result, String transferor, Channel transferee) {
        hear(new Fact.BlindTransferred(
                source, result, channel(transferor, null), transferee, FIRST, true, "lab", "6002"));
    }

    /** Alice asks for a transfer and is in no call. */
    void refusal(Source source) {
        hear(new Fact.BlindTransferred(
                source,
                TransferResult.INVALID,
                channel("alice", null),
                null,
                null,
                true,
                "lab",
                "6002"));
    }

    /** Alice, who has consulted somebody, transfers Bob to them. */
    void attended(Source source, String target) {
        hear(new Fact.AttendedTransferred(
                source,
                TransferResult.SUCCESS,
                channel("alice", null),
                channel("alice2", null),
                channel("bob", null),
                channel(target, null),
                FIRST,
                new Bridge("third", "simple_bridge"),
                true,
                Destination.BRIDGE,
                null));
        hear(new Fact.LeftBridge(source, channel("alice", null), FIRST));
    }

    void rings(Source source, String phone) {
        hear(new Fact.DialBegun(source, channel("bob", null), channel(phone, null)));
        hear(new Fact.DialProgress(source, channel("bob", null), channel(phone, null), "RINGING"));
    }

    /** Bob runs it in the dialplan. */
    void runs(Source source, String application) {
        hear(new Fact.ChannelSeen(source, channel("bob", application)));
    }

    /** Bob's Dial finds a phone busy. */
    void isBusy(Source source, String phone) {
        Channel bob = channel("bob", null);
        hear(new Fact.VariableSet(source, bob, "DIALSTATUS", ""));
        rings(source, phone);
        hear(new Fact.DialEnded(source, bob, channel(phone, null), "BUSY"));
        hear(new Fact.ChannelGone(source, channel(phone, null), 17, null));
        hear(new Fact.VariableSet(source, bob, "DIALSTATUS", "BUSY"));
    }

    void hangsUp(Source source, String leg) {
        hear(new Fact.HangupRequested(source, channel(leg, null), Fact.Ender.FAR_END, 16, null));
        hear(new Fact.ChannelGone(source, channel(leg, null), 16, null));
    }

    void answers(Source source, String phone) {
        hear(new Fact.DialEnded(source, channel("bob", null), channel(phone, null), "ANSWER"));
        hear(new Fact.EnteredBridge(source, channel(phone, null), SECOND, null));
        hear(new Fact.EnteredBridge(source, channel("bob", null), SECOND, null));
    }

    /** A phone's channel at extension 6002. */
    static Channel channel(String name, @Nullable String application) {
        return new Channel(
                name, "PJSIP/" + name + "-1", Channel.State.UP, "lab", "6002", application, null);
    }

    void hear(Fact fact) {
        events.addAll(correlator.step(fact, now).events());
    }

    void pass(Duration time) {
        now = Waiting.pass(correlator, now, time, events);
    }

    /** All ends so far, of whichever transfer, in the order in which they were told. */
    void assertEnds(Reason... reasons) {
        assertEquals(
                List.of(reasons),
                events.stream()
                        .map(event -> event.transfer().reason())
                        .filter(reason -> reason != null)
                        .toList(),
                () -> "in " + events);
    }
}
