package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The transfer is told after what the dialplan did because of it: Asterisk tells it from another
 * thread.
 */
class ToldLateTest extends ToldCall {
    /** Asterisk tells the transfer from another thread than the one that runs the dialplan. */
    @Test
    void announcementThatIsToldBeforeTheTransferHasServedTheCaller() {
        call(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        runs(Source.AMI, "Playback");
        blind(Source.AMI);
        runs(Source.AMI, "AppDial");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void dialThatIsToldBeforeTheTransferCountsForIt() {
        call(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        runs(Source.AMI, "Dial");
        rings(Source.AMI, "carol");
        blind(Source.AMI);
        hear(new Fact.ChannelGone(Source.AMI, channel("carol", null), 17, null));
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), channel("carol", null), "BUSY"));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.BUSY);
    }

    /** A phone that is not registered is not even called. */
    @Test
    void statusThatIsToldBeforeTheTransferCountsForIt() {
        call(Source.AMI);
        hear(new Fact.VariableSet(Source.AMI, channel("bob", null), "DIALSTATUS", "NOANSWER"));
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        runs(Source.AMI, "Dial");
        hear(new Fact.VariableSet(Source.AMI, channel("bob", null), "DIALSTATUS", "CHANUNAVAIL"));
        blind(Source.AMI);
        hangsUp(Source.AMI, "bob");
        assertEnds(Reason.UNREACHABLE);
    }

    /** Nobody is in the queue whom it could call. */
    @Test
    void queueThatGaveUpBeforeTheTransferIsToldHasFailed() {
        call(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        runs(Source.AMI, "Queue");
        hear(new Fact.VariableSet(Source.AMI, channel("bob", null), "QUEUESTATUS", "FULL"));
        blind(Source.AMI);
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.CONGESTION);
    }

    @Test
    void queueAfterAQueueIsSeenAlsoWhereTheTransferIsToldLate() {
        call(Source.AMI);
        hear(new Fact.ChannelSeen(Source.AMI, inQueue("6001", "sales")));
        hear(new Fact.LeftBridge(Source.AMI, at("6002", null), FIRST));
        hear(new Fact.ChannelSeen(Source.AMI, inQueue("6002", "sales")));
        hear(new Fact.ChannelSeen(Source.AMI, inQueue("6002", "support")));
        blind(Source.AMI, TransferResult.SUCCESS, "alice", at("6001", null));
        hear(new Fact.HangupRequested(
                Source.AMI, at("6002", null), Fact.Ender.FAR_END, null, null));
        hear(new Fact.ChannelGone(Source.AMI, at("6002", null), 16, null));
        pass(LIMITS.settle());
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    private static Channel inQueue(String extension, String queue) {
        return new Channel(
                "bob",
                "PJSIP/bob-1",
                Channel.State.UP,
                "lab",
                extension,
                "Queue",
                queue,
                null,
                null,
                null);
    }

    private static Channel at(String extension, @Nullable String application) {
        return new Channel(
                "bob", "PJSIP/bob-1", Channel.State.UP, "lab", extension, application, null);
    }

    /** What it did after another call says nothing about this one. */
    @Test
    void statusOfAnEarlierCallSaysNothingAboutTheTransfer() {
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), SECOND));
        hear(new Fact.VariableSet(Source.AMI, channel("bob", null), "DIALSTATUS", "BUSY"));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "AppDial");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.OBSERVER_LOST);
    }
}
