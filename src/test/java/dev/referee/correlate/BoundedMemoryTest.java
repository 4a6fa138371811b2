package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What is remembered of calls ends with them, and never grows beyond its limits. */
class BoundedMemoryTest extends ToldCall {
    @Test
    void neverRemembersMoreChannelsThanTheLimit() {
        for (int i = 0; i < 100; i++) {
            hear(new Fact.ChannelSeen(Source.AMI, channel("c" + i, null)));
            assertTrue(correlator.size() <= LIMITS.channels());
        }
    }

    @Test
    void transferOfAForgottenChannelStillEnds() {
        call(Source.AMI);
        blind(Source.AMI);
        for (int i = 0; i < 100; i++) {
            hear(new Fact.ChannelSeen(Source.AMI, channel("c" + i, null)));
        }
        hear(new Fact.EnteredBridge(Source.AMI, channel("carol", null), SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
        pass(LIMITS.expiry());
        assertEnds(Reason.EXPIRED);
    }

    @Test
    void oldestTransferEndsUnknownWhenThereAreTooMany() {
        for (int i = 0; i <= LIMITS.transfers(); i++) {
            hear(new Fact.BlindTransferred(
                    Source.AMI,
                    TransferResult.SUCCESS,
                    channel("alice" + i, null),
                    channel("bob" + i, null),
                    new Bridge("bridge" + i, null),
                    true,
                    "lab",
                    "6002"));
        }
        assertEnds(Reason.EXPIRED);
        assertTrue(events.stream()
                .filter(event -> event.transfer().state().isEnd())
                .allMatch(event -> event.transfer().id().equals("main-alice0-1")));
    }

    @Test
    void undecidedTransferExpires() {
        call(Source.AMI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        pass(LIMITS.expiry().minusSeconds(1));
        assertEnds();
        pass(Duration.ofSeconds(1));
        assertEnds(Reason.EXPIRED);
    }

    @Test
    void nothingIsRememberedWhenAllIsOver() {
        call(Source.AMI);
        blind(Source.AMI);
        for (String leg : List.of("alice", "bob")) {
            hear(new Fact.LeftBridge(Source.AMI, channel(leg, null), FIRST));
            hear(new Fact.ChannelGone(Source.AMI, channel(leg, null), 16, null));
        }
        assertTrue(correlator.size() > 0);
        pass(LIMITS.memory());
        assertEquals(0, correlator.size());
    }

    /** Asterisk may tell a transfer after the transferor's channel is gone. */
    @Test
    void channelThatEndedWhileTheSourceWasAwayIsForgottenThoughItIsNamedAfterwards() {
        connect(Source.AMI, "one");
        comesBack(Source.AMI, "one");
        hear(new Fact.ChannelSeen(
                Source.AMI,
                new Channel("new", null, Channel.State.CALLING, "lab", "6001", null, null)));
        blind(Source.AMI);
        hear(new Fact.Snapshot(
                Source.AMI, List.of(new Fact.PresentChannel(channel("bob", "Echo"), null))));
        hangsUp(Source.AMI, "bob");
        pass(LIMITS.memory().plus(LIMITS.settle()));
        assertEquals(1, correlator.size(), "the one whose beginning was told");
        hangsUp(Source.AMI, "new");
        pass(LIMITS.memory());
        assertEquals(0, correlator.size());
    }

    @Test
    void channelThatAriShowsOnceMoreWhenItIsGoneIsForgotten() {
        hear(new Fact.Connected(Source.ARI, null));
        hear(new Fact.ChannelSeen(
                Source.ARI,
                new Channel(
                        "bob",
                        "PJSIP/bob-1",
                        Channel.State.CALLING,
                        "lab",
                        "6002",
                        null,
                        "call-1")));
        hear(new Fact.Snapshot(Source.ARI, List.of()));
        pass(LIMITS.memory().multipliedBy(2));
        assertEquals(0, correlator.size());
    }

    @Test
    void limitHoldsThoughAnEndIsToldThatTheSnapshotHadShown() {
        connect(Source.AMI, "one");
        comesBack(Source.AMI, "one");
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Echo")));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        for (int i = 0; i < 100; i++) {
            hear(new Fact.ChannelSeen(Source.AMI, channel("c" + i, null)));
        }
        assertTrue(correlator.size() <= LIMITS.channels());
    }
}
