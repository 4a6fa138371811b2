package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** A source is cut off, comes back with a snapshot, or was restarted: what is said of the transfers. */
class LostSourceTest extends ToldCall {
    @Test
    void transferWaitsForItsOnlySourceToComeBack() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.Disconnected(Source.AMI));
        pass(LIMITS.reconnect().minusSeconds(1));
        assertEnds();
        pass(Duration.ofSeconds(1));
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void transfereeWhoEndedWhileTheSourceWasAwayIsNotWaitedFor() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        comesBack(Source.AMI, "one");
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", null)));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        pass(LIMITS.reconnect());
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void transferGoesOnFromASnapshot() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.Disconnected(Source.AMI));
        pass(Duration.ofSeconds(5));
        hear(new Fact.Connected(Source.AMI, "one"));
        showsTogether(Source.AMI, channel("bob", "AppDial"), channel("carol", "AppDial"));
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void snapshotOlderThanWhatWasToldDoesNotPutTheCallBackTogether() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        comesBack(Source.AMI, "one");
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), SECOND));
        hear(new Fact.ChannelGone(Source.AMI, channel("carol", null), 16, null));
        hear(new Fact.Snapshot(
                Source.AMI,
                List.of(
                        new Fact.PresentChannel(channel("bob", null), SECOND),
                        new Fact.PresentChannel(channel("carol", null), SECOND),
                        new Fact.PresentChannel(channel("dave", null), SECOND))));
        pass(Duration.ofMinutes(1));
        assertEnds();
    }

    @Test
    void snapshotTellsWhatACallerRunsOfWhomOnlyADialWasTold() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "RetryDial");
        rings(Source.AMI, "carol");
        comesBack(Source.AMI, "one");
        Channel bob = channel("bob", null);
        hear(new Fact.DialEnded(Source.AMI, bob, channel("carol", null), "BUSY"));
        hear(new Fact.VariableSet(Source.AMI, bob, "DIALSTATUS", "BUSY"));
        hear(new Fact.Snapshot(
                Source.AMI, List.of(new Fact.PresentChannel(channel("bob", "RetryDial"), null))));
        pass(Duration.ofSeconds(10));
        assertEnds();
    }

    @Test
    void whatASnapshotSaysThatTheCallerRunsIsBelievedWhereItCallsAgain() {
        hear(new Fact.Connected(Source.AMI, null));
        call(Source.ARI);
        blind(Source.ARI);
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "RetryDial")));
        hear(new Fact.DialBegun(
                Source.ARI, channel("bob", "RetryDial"), channel("carol", "AppDial")));
        blind(Source.AMI);
        hear(new Fact.Snapshot(
                Source.AMI,
                List.of(
                        new Fact.PresentChannel(channel("bob", "RetryDial"), null),
                        new Fact.PresentChannel(channel("carol", "AppDial"), null))));
        for (Source source : List.of(Source.AMI, Source.ARI)) {
            Channel bob = channel("bob", source == Source.ARI ? "RetryDial" : null);
            hear(new Fact.DialEnded(source, bob, channel("carol", null), "BUSY"));
            hear(new Fact.VariableSet(source, bob, "DIALSTATUS", "BUSY"));
        }
        pass(LIMITS.settle().multipliedBy(3));
        assertEnds();
    }

    @Test
    void snapshotFromBeforeTheTransferBeginsNothing() {
        hear(new Fact.Connected(Source.AMI, null));
        hear(new Fact.Disconnected(Source.AMI));
        call(Source.ARI);
        blind(Source.ARI);
        hear(new Fact.Connected(Source.AMI, null));
        hear(new Fact.Snapshot(
                Source.AMI,
                List.of(
                        new Fact.PresentChannel(channel("alice", null), FIRST),
                        new Fact.PresentChannel(channel("bob", null), null))));
        // Before he came to Alice, Bob had talked with Dora.
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("dora", null), SECOND, null));
        pass(LIMITS.settle());
        assertEnds();
        hear(new Fact.EnteredBridge(Source.ARI, channel("bob", "ConfBridge"), CONFERENCE, null));
        pass(LIMITS.settle());
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void joinThatIsToldBeforeTheFirstSnapshotIsNotLost() {
        hear(new Fact.Connected(Source.ARI, null));
        attended(Source.ARI, "carol");
        pass(Duration.ofMillis(100));
        hear(new Fact.Connected(Source.ARI, "one"));
        showsTogether(Source.ARI, channel("bob", null), channel("carol", null));
        assertEnds(Reason.BRIDGED);
    }

    @Test
    void joinWhoseTwoPartedBeforeTheFirstSnapshotIsNotCalledFailed() {
        hear(new Fact.Connected(Source.ARI, null));
        attended(Source.ARI, "carol");
        hear(new Fact.LeftBridge(Source.ARI, channel("carol", null), SECOND));
        hear(new Fact.ChannelGone(Source.ARI, channel("carol", null), 16, null));
        hear(new Fact.Connected(Source.ARI, "one"));
        showsTogether(Source.ARI, channel("bob", null), channel("carol", null));
        hear(new Fact.ChannelGone(Source.ARI, channel("bob", null), 16, null));
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void whatTheDialplanDidBeforeTheSnapshotIsNotTakenForNothing() {
        call(Source.ARI);
        comesBack(Source.ARI, null);
        blind(Source.ARI);
        Channel half = new Channel(
                "half", "Local/6002@lab-1;1", Channel.State.UP, "lab", "6002", "AppDial", null);
        showsTogether(Source.ARI, channel("bob", "Dial"), half);
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "Dial")));
        hear(new Fact.ChannelGone(Source.ARI, half, 16, null));
        hear(new Fact.ChannelGone(Source.ARI, channel("bob", "Dial"), 16, null));
        pass(LIMITS.settle());
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void applicationAfterATransferThatIsToldBeforeTheSnapshotIsItsEnd() {
        call(Source.ARI);
        comesBack(Source.ARI, null);
        Channel talking =
                new Channel("bob", "PJSIP/bob-1", Channel.State.UP, "lab", "6001", null, null);
        blind(Source.ARI, TransferResult.SUCCESS, "alice", talking);
        hear(new Fact.Snapshot(
                Source.ARI, List.of(new Fact.PresentChannel(channel("bob", "Dial"), null))));
        hear(new Fact.VariableSet(Source.ARI, channel("bob", "Dial"), "DIALSTATUS", "NOANSWER"));
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "VoiceMail")));
        pass(LIMITS.settle().plus(Duration.ofSeconds(5)));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void whereTheNextTransferTakesTheCallerIsNotTheEndOfTheOneBefore() {
        call(Source.ARI);
        blind(Source.ARI);
        comesBack(Source.ARI, null);
        Channel samePhone = new Channel(
                "alice2", "PJSIP/alice-2", Channel.State.UP, "lab", "6002", "AppDial", null);
        showsTogether(Source.ARI, channel("bob", "Dial"), samePhone);
        hear(new Fact.AttendedTransferred(
                Source.ARI,
                TransferResult.SUCCESS,
                samePhone,
                channel("alice3", "Echo"),
                channel("bob", "Dial"),
                null,
                SECOND,
                null,
                false,
                Fact.Destination.APPLICATION,
                "Echo"));
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "Echo")));
        pass(Duration.ofMinutes(5));
        assertEnds(Reason.APPLICATION, Reason.OBSERVER_LOST);
    }

    @Test
    void restartEndsWhatWasUnderWay() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        comesBack(Source.AMI, "two");
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void restartIsOneEvenWhenTheSourcesNoticeItOneAfterTheOther() {
        connect(Source.AMI, "one");
        connect(Source.ARI, "since one");
        hear(new Fact.Disconnected(Source.ARI));
        hear(new Fact.Disconnected(Source.AMI));
        connect(Source.AMI, "two");
        call(Source.AMI);
        blind(Source.AMI);
        connect(Source.ARI, "since two");
        assertEnds();
        answers(Source.AMI, "carol");
        pass(LIMITS.settle());
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void transferThatIsToldBeforeTheSourceSaysThatItIsAnotherLifeIsOfThatLife() {
        connect(Source.ARI, "one");
        comesBack(Source.ARI, null);
        call(Source.ARI);
        blind(Source.ARI);
        hear(new Fact.Connected(Source.ARI, "two"));
        assertEnds();
        hear(new Fact.Snapshot(
                Source.ARI, List.of(new Fact.PresentChannel(channel("bob", "Dial"), null))));
        answers(Source.ARI, "carol");
        pass(LIMITS.settle());
        assertEnds(Reason.ANSWERED);
    }

    /** A snapshot of two who are in the second bridge. */
    private void showsTogether(Source source, Channel one, Channel other) {
        hear(new Fact.Snapshot(
                source,
                List.of(
                        new Fact.PresentChannel(one, SECOND),
                        new Fact.PresentChannel(other, SECOND))));
    }

    /** Asterisk gives up for that reason, too, and the source has not seen who was in the call. */
    @Test
    void failureOfACallThatBeganWhileTheSourceWasAwayMayBeAHangup() {
        connect(Source.AMI, "life");
        comesBack(Source.AMI, "life");
        hear(new Fact.AttendedTransferred(
                Source.AMI,
                TransferResult.FAIL,
                channel("alice", null),
                channel("alice", null),
                null,
                channel("carol", null),
                FIRST,
                SECOND,
                false,
                Destination.FAIL,
                null));
        pass(LIMITS.settle());
        assertEnds(Reason.OBSERVER_LOST);
    }
}
