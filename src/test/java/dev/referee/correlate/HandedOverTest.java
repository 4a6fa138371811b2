package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Transfers that Asterisk hands to an ARI application. */
class HandedOverTest extends ToldCall {
    @Test
    void transferGivenToAnotherApplicationIsNotHandled() {
        hear(new Fact.HandedOver(Source.ARI, channel("alice", null), null));
        hear(new Fact.HandedOver(Source.ARI, channel("alice", null), null));
        hear(new Fact.HandedOver(Source.ARI, channel("alice", null), "channel_progress"));
        pass(Duration.ofMinutes(1));
        assertEnds();
        hear(new Fact.ChannelGone(Source.ARI, channel("alice", null), 16, null));
        assertEnds(Reason.NOT_HANDLED);
    }

    @Test
    void transferThatAnotherApplicationCarriesOutIsToldAsAnswered() {
        call(Source.ARI);
        hear(new Fact.HandedOver(Source.ARI, channel("alice", null), null));
        hear(new Fact.EnteredBridge(Source.ARI, channel("carol", null), FIRST, null));
        pass(Duration.ofMinutes(1));
        assertEnds();
        hear(new Fact.LeftBridge(Source.ARI, channel("alice", null), FIRST));
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void callThatGoesOnWithoutTheTransferorMayStillBeTransferredByAnotherApplication() {
        call(Source.ARI);
        hear(new Fact.HandedOver(Source.ARI, channel("alice", null), null));
        hear(new Fact.ChannelGone(Source.ARI, channel("alice", null), 16, null));
        pass(Duration.ofMinutes(1));
        assertEnds();
        hear(new Fact.EnteredBridge(Source.ARI, channel("carol", null), FIRST, null));
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void whoWasToBeTransferredByAnotherApplicationIsToldToo() {
        call(Source.ARI);
        hear(new Fact.HandedOver(Source.ARI, channel("alice", null), null));
        var transferee = events.getLast().transfer().transferee();
        assertEquals("bob", transferee == null ? null : transferee.uniqueid());
    }
}
