package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.Transfer.Whereabouts;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The promises at their bounds, one hand-made story each. */
class CorrelatorTest {
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(2),
            10,
            2);
    private static final Bridge FIRST = new Bridge("first", "simple_bridge");
    private static final Bridge SECOND = new Bridge("second", "simple_bridge");
    private static final Bridge CONFERENCE = new Bridge("conference", "softmix");

    private final Correlator correlator = new Correlator("main", LIMITS);
    private final List<TransferEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    // --- limits --------------------------------------------------------------------------------

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
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, "one"));
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
    void limitHoldsThoughAnEndIsToldThatTheSnapshotHadShown() {
        connect(Source.AMI, "one");
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Echo")));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        for (int i = 0; i < 100; i++) {
            hear(new Fact.ChannelSeen(Source.AMI, channel("c" + i, null)));
        }
        assertTrue(correlator.size() <= LIMITS.channels());
    }

    @Test
    void transfereeWhoEndedWhileTheSourceWasAwayIsNotWaitedFor() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", null)));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        pass(LIMITS.reconnect());
        assertEnds(Reason.OBSERVER_LOST);
    }

    // --- lost sources --------------------------------------------------------------------------

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
    void transferGoesOnFromASnapshot() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.Disconnected(Source.AMI));
        pass(Duration.ofSeconds(5));
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.Snapshot(
                Source.AMI,
                List.of(
                        new Fact.PresentChannel(channel("bob", "AppDial"), SECOND),
                        new Fact.PresentChannel(channel("carol", "AppDial"), SECOND))));
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void snapshotOlderThanWhatWasToldDoesNotPutTheCallBackTogether() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, "one"));
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
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, "one"));
        Channel bob = channel("bob", null);
        hear(new Fact.DialEnded(Source.AMI, bob, channel("carol", null), "BUSY"));
        hear(new Fact.VariableSet(Source.AMI, bob, "DIALSTATUS", "BUSY"));
        hear(new Fact.Snapshot(
                Source.AMI, List.of(new Fact.PresentChannel(channel("bob", "RetryDial"), null))));
        pass(Duration.ofSeconds(10));
        assertEnds();
    }

    @Test
    void joinThatIsToldBeforeTheFirstSnapshotIsNotLost() {
        hear(new Fact.Connected(Source.ARI, null));
        attended(Source.ARI, "carol");
        pass(Duration.ofMillis(100));
        hear(new Fact.Connected(Source.ARI, "one"));
        hear(new Fact.Snapshot(
                Source.ARI,
                List.of(
                        new Fact.PresentChannel(channel("bob", null), SECOND),
                        new Fact.PresentChannel(channel("carol", null), SECOND))));
        assertEnds(Reason.BRIDGED);
    }

    @Test
    void joinWhoseTwoPartedBeforeTheFirstSnapshotIsNotCalledFailed() {
        hear(new Fact.Connected(Source.ARI, null));
        attended(Source.ARI, "carol");
        hear(new Fact.LeftBridge(Source.ARI, channel("carol", null), SECOND));
        hear(new Fact.ChannelGone(Source.ARI, channel("carol", null), 16, null));
        hear(new Fact.Connected(Source.ARI, "one"));
        hear(new Fact.Snapshot(
                Source.ARI,
                List.of(
                        new Fact.PresentChannel(channel("bob", null), SECOND),
                        new Fact.PresentChannel(channel("carol", null), SECOND))));
        hear(new Fact.ChannelGone(Source.ARI, channel("bob", null), 16, null));
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void restartEndsWhatWasUnderWay() {
        connect(Source.AMI, "one");
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, "two"));
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
        hear(new Fact.Disconnected(Source.ARI));
        hear(new Fact.Connected(Source.ARI, null));
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

    @Test
    void transferThatFailedBeforeAnybodyWasMarkedIsNotTakenForOneOfTheApi() {
        call(Source.AMI);
        hear(new Fact.BlindTransferred(
                Source.AMI,
                TransferResult.FAIL,
                channel("alice", null),
                channel("bob", null),
                FIRST,
                true,
                "lab",
                "6002"));
        assertEnds(Reason.INTERNAL_ERROR);
        assertEquals(Trigger.UNKNOWN, events.getLast().transfer().trigger());
    }

    @Test
    void onlyWhoWasSeenUnmarkedIsTakenForTransferredByTheApi() {
        call(Source.AMI);
        fromOutside("alice", "bob");
        assertEquals(Trigger.API, events.getLast().transfer().trigger());

        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, null));
        fromOutside("dora", "emil");
        assertEquals(Trigger.UNKNOWN, events.getLast().transfer().trigger());
    }

    private void fromOutside(String transferor, String transferee) {
        hear(new Fact.BlindTransferred(
                Source.AMI,
                TransferResult.SUCCESS,
                channel(transferor, null),
                channel(transferee, null),
                FIRST,
                true,
                "lab",
                "6002"));
    }

    @Test
    void whatTheDialplanDidBeforeTheSnapshotIsNotTakenForNothing() {
        call(Source.ARI);
        hear(new Fact.Disconnected(Source.ARI));
        hear(new Fact.Connected(Source.ARI, null));
        blind(Source.ARI);
        Channel half = new Channel(
                "half", "Local/6002@lab-1;1", Channel.State.UP, "lab", "6002", "AppDial", null);
        hear(new Fact.Snapshot(
                Source.ARI,
                List.of(
                        new Fact.PresentChannel(channel("bob", "Dial"), SECOND),
                        new Fact.PresentChannel(half, SECOND))));
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "Dial")));
        hear(new Fact.ChannelGone(Source.ARI, half, 16, null));
        hear(new Fact.ChannelGone(Source.ARI, channel("bob", "Dial"), 16, null));
        pass(LIMITS.settle());
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void applicationAfterATransferThatIsToldBeforeTheSnapshotIsItsEnd() {
        call(Source.ARI);
        hear(new Fact.Disconnected(Source.ARI));
        hear(new Fact.Connected(Source.ARI, null));
        Channel talking =
                new Channel("bob", "PJSIP/bob-1", Channel.State.UP, "lab", "6001", null, null);
        hear(new Fact.BlindTransferred(
                Source.ARI,
                TransferResult.SUCCESS,
                channel("alice", null),
                talking,
                FIRST,
                true,
                "lab",
                "6002"));
        hear(new Fact.Snapshot(
                Source.ARI, List.of(new Fact.PresentChannel(channel("bob", "Dial"), null))));
        hear(new Fact.VariableSet(Source.ARI, channel("bob", "Dial"), "DIALSTATUS", "NOANSWER"));
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "VoiceMail")));
        pass(LIMITS.settle().plus(Duration.ofSeconds(5)));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void queueAfterAQueueIsSeenAlsoWhereTheTransferIsToldLate() {
        call(Source.AMI);
        hear(new Fact.ChannelSeen(Source.AMI, at("6001", "Queue")));
        hear(new Fact.LeftBridge(Source.AMI, at("6002", null), FIRST));
        hear(new Fact.ChannelSeen(Source.AMI, at("6002", "Queue")));
        hear(new Fact.BlindTransferred(
                Source.AMI,
                TransferResult.SUCCESS,
                channel("alice", null),
                at("6001", null),
                FIRST,
                true,
                "lab",
                "6002"));
        hear(new Fact.HangupRequested(
                Source.AMI, at("6002", null), Fact.Ender.FAR_END, null, null));
        hear(new Fact.ChannelGone(Source.AMI, at("6002", null), 16, null));
        pass(LIMITS.settle());
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    private static Channel at(String extension, @Nullable String application) {
        return new Channel(
                "bob", "PJSIP/bob-1", Channel.State.UP, "lab", extension, application, null);
    }

    @Test
    void whereTheNextTransferTakesTheCallerIsNotTheEndOfTheOneBefore() {
        call(Source.ARI);
        blind(Source.ARI);
        hear(new Fact.Disconnected(Source.ARI));
        hear(new Fact.Connected(Source.ARI, null));
        Channel samePhone = new Channel(
                "alice2", "PJSIP/alice-2", Channel.State.UP, "lab", "6002", "AppDial", null);
        hear(new Fact.Snapshot(
                Source.ARI,
                List.of(
                        new Fact.PresentChannel(channel("bob", "Dial"), SECOND),
                        new Fact.PresentChannel(samePhone, SECOND))));
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
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "ConfBridge")));
        pass(LIMITS.settle());
        assertEnds(Reason.APPLICATION);
    }

    // --- repeated and late facts ---------------------------------------------------------------

    @Test
    void repeatedTransferEventIsOneTransfer() {
        call(Source.AMI);
        blind(Source.AMI);
        pass(Duration.ofSeconds(1));
        blind(Source.AMI);
        answers(Source.AMI, "carol");
        blind(Source.AMI);
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void refusalsInTheSameWordsAreAsManyTransfersAsWereAskedFor() {
        for (int i = 0; i < 3; i++) {
            refusal(Source.AMI);
            refusal(Source.AMI);
            pass(Duration.ofSeconds(1));
        }
        assertEnds(Reason.NOT_BRIDGED, Reason.NOT_BRIDGED, Reason.NOT_BRIDGED);
    }

    @Test
    void idIsNotUsedAgainWhenTheTransferBeforeIsForgotten() {
        refusal(Source.AMI);
        pass(LIMITS.memory().multipliedBy(2));
        refusal(Source.AMI);
        assertEquals(
                List.of("main-alice-1", "main-alice-2"),
                events.stream().map(event -> event.transfer().id()).distinct().toList());
    }

    @Test
    void ariTellingEverythingAfterAmiChangesNothing() {
        for (Source source : List.of(Source.AMI, Source.ARI)) {
            call(source);
            blind(source);
            rings(source, "carol");
            answers(source, "carol");
            pass(Duration.ofSeconds(10));
        }
        assertEnds(Reason.ANSWERED);
        assertEquals(
                List.of(State.REQUESTED, State.ACCEPTED, State.RINGING, State.COMPLETED),
                events.stream().map(event -> event.transfer().state()).toList());
    }

    @Test
    void nothingFollowsTheEnd() {
        call(Source.AMI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        hear(new Fact.DialEnded(
                Source.AMI, channel("bob", null), channel("carol", null), "NOANSWER"));
        pass(LIMITS.settle());
        rings(Source.AMI, "dave");
        answers(Source.AMI, "dave");
        pass(LIMITS.expiry());
        assertEnds(Reason.NO_ANSWER);
    }

    // --- truth ---------------------------------------------------------------------------------

    @Test
    void failoverAnsweredWithinTheSettlingTimeIsNoFailure() {
        call(Source.AMI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), channel("carol", null), "BUSY"));
        pass(LIMITS.settle().minusMillis(1));
        rings(Source.AMI, "dave");
        pass(Duration.ofSeconds(20));
        answers(Source.AMI, "dave");
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void sourceThatWasFirstToSpeakOfAFailureMayTakeItBack() {
        connect(Source.ARI, "one");
        call(Source.ARI);
        call(Source.AMI);
        blind(Source.ARI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), channel("carol", null), "BUSY"));
        pass(LIMITS.settle().plusMillis(500));
        rings(Source.AMI, "dave");
        pass(LIMITS.settle().multipliedBy(3));
        answers(Source.AMI, "dave");
        pass(LIMITS.settle());
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void conferenceThatTheTransfereeComesFromIsNotWhereItWent() {
        hear(new Fact.ChannelSeen(Source.ARI, channel("bob", "ConfBridge")));
        call(Source.ARI);
        blind(Source.ARI);
        hear(new Fact.ChannelSeen(
                Source.ARI,
                new Channel(
                        "bob",
                        "PJSIP/bob-1",
                        Channel.State.UP,
                        "lab",
                        "6003",
                        "ConfBridge",
                        null)));
        rings(Source.ARI, "carol");
        hear(new Fact.DialEnded(Source.ARI, channel("bob", null), channel("carol", null), "BUSY"));
        pass(LIMITS.settle());
        assertEnds(Reason.BUSY);
    }

    @Test
    void conferenceIsServedByItselfAndNotByItsOtherMembers() {
        call(Source.AMI);
        hear(new Fact.EnteredBridge(Source.AMI, channel("dave", null), CONFERENCE, null));
        blind(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), CONFERENCE, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void memberWhoWasCalledIntoTheConferenceByAnotherIsNotTheTarget() {
        call(Source.AMI);
        Channel zoe = channel("zoe", null);
        Channel mary = channel("mary", null);
        hear(new Fact.DialBegun(Source.AMI, zoe, mary));
        hear(new Fact.DialEnded(Source.AMI, zoe, mary, "ANSWER"));
        hear(new Fact.EnteredBridge(Source.AMI, mary, CONFERENCE, null));
        blind(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), CONFERENCE, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void targetIsWhoWasCalledAlsoInACallThatGrewBeyondTwo() {
        call(Source.AMI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        Channel carol = channel("carol", null);
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), carol, "ANSWER"));
        hear(new Fact.EnteredBridge(Source.AMI, channel("dave", null), CONFERENCE, null));
        hear(new Fact.EnteredBridge(Source.AMI, carol, CONFERENCE, null));
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), CONFERENCE, null));
        assertEnds(Reason.ANSWERED);
        var target = events.getLast().transfer().target();
        assertEquals("carol", target == null ? null : target.uniqueid());
    }

    @Test
    void announcementPlayedIntoABridgeIsNobody() {
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        Channel announcer = new Channel(
                "machine", "Announcer/ARI-1;2", Channel.State.UP, null, null, null, null);
        hear(new Fact.EnteredBridge(Source.AMI, announcer, SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
        pass(Duration.ofMinutes(1));
        assertEnds();
    }

    @Test
    void everyLegThatTakesPartIsNamedTheConsultationIncluded() {
        call(Source.AMI);
        attended(Source.AMI, "carol");
        assertEquals(Set.of("alice", "alice2", "bob", "carol"), events.getLast().legs());
        blind(Source.AMI);
        assertEquals(Set.of("alice", "bob"), events.getLast().legs());
    }

    @Test
    void somebodyElseBehindALocalChannelIsNotTheTarget() {
        call(Source.AMI);
        Channel one =
                new Channel("l1", "Local/x@lab-1;1", Channel.State.UP, null, null, null, null);
        Channel two =
                new Channel("l2", "Local/x@lab-1;2", Channel.State.UP, null, null, null, null);
        hear(new Fact.LocalJoined(Source.AMI, one, two));
        hear(new Fact.EnteredBridge(Source.AMI, one, FIRST, null));
        hear(new Fact.EnteredBridge(Source.AMI, two, SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("dave", null), SECOND, null));
        attended(Source.AMI, "carol");
        pass(LIMITS.settle());
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void severalTransfereesAtOnceReachTheTarget() {
        call(Source.AMI);
        hear(new Fact.EnteredBridge(Source.AMI, channel("dave", null), FIRST, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("carol", null), FIRST, null));
        hear(new Fact.AttendedTransferred(
                Source.AMI,
                TransferResult.SUCCESS,
                channel("alice", null),
                channel("alice2", null),
                null,
                channel("carol", null),
                FIRST,
                SECOND,
                true,
                Destination.BRIDGE,
                null));
        assertEnds(Reason.BRIDGED);
    }

    @Test
    void idIsNeverGivenTwiceWhicheverSourceIsThereToCount() {
        connect(Source.AMI, "life");
        connect(Source.ARI, "life");
        hear(new Fact.Disconnected(Source.ARI));
        refusal(Source.AMI);
        Fact.PresentChannel alice = new Fact.PresentChannel(channel("alice", null), null);
        hear(new Fact.Connected(Source.ARI, "life"));
        hear(new Fact.Snapshot(Source.ARI, List.of(alice)));
        hear(new Fact.Disconnected(Source.AMI));
        pass(LIMITS.memory().plusSeconds(1));
        refusal(Source.ARI);

        assertEnds(Reason.NOT_BRIDGED, Reason.NOT_BRIDGED);
        assertEquals(
                List.of("main-alice-1", "main-alice-2"),
                events.stream().map(event -> event.transfer().id()).distinct().toList());
    }

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

    @Test
    void agentIsToldThatTheCallerIsStillOnTheLine() {
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("alice", null), FIRST));
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        rings(Source.AMI, "carol");
        hear(new Fact.HangupRequested(
                Source.AMI, channel("carol", null), Fact.Ender.FAR_END, 21, 603));
        hear(new Fact.DialEnded(
                Source.AMI, channel("bob", null), channel("carol", null), "NOANSWER"));
        pass(LIMITS.settle());
        assertEnds(Reason.DECLINED);
        var transferee = events.getLast().transfer().transferee();
        assertEquals(Whereabouts.WAITING, transferee == null ? null : transferee.whereabouts());
    }

    // --- callers that are called for in rounds ---------------------------------------------------

    @Test
    void callerWhoWaitsInAQueueAfterABusyPhoneIsNotToldAsFailed() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        assertEnds();
        answers(Source.AMI, "dave");
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void queueThatGivesUpAfterABusyPhoneHasFailed() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        hear(new Fact.VariableSet(Source.AMI, channel("bob", null), "QUEUESTATUS", "TIMEOUT"));
        pass(LIMITS.settle());
        assertEnds(Reason.NO_ANSWER);
    }

    @Test
    void callerWhoLeavesAQueueAfterABusyPhoneHungUp() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        hangsUp(Source.AMI, "bob");
        pass(LIMITS.settle());
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void queueThatTheCallerCameFromIsSeenAgainAfterABusyPhone() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Queue")));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        assertEnds();
    }

    @Test
    void callerWhoIsSentBackToTheQueueItCameFromAndHangsUpThereHasAbandoned() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Queue")));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        assertEnds();
        hear(new Fact.HangupRequested(
                Source.AMI, channel("bob", "Queue"), Fact.Ender.FAR_END, 16, null));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void retryDialBetweenTwoTriesHasNotFailed() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "RetryDial");
        isBusy(Source.AMI, "carol");
        pass(Duration.ofSeconds(10));
        assertEnds();
        isBusy(Source.AMI, "carol2");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.BUSY);
    }

    @Test
    void retryDialThatTheCallerIsSentBackToHasNotFailedBetweenTwoTries() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "RetryDial")));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "RetryDial");
        isBusy(Source.AMI, "carol");
        pass(Duration.ofSeconds(10));
        assertEnds();
        isBusy(Source.AMI, "carol2");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.BUSY);
    }

    // --- applications --------------------------------------------------------------------------

    @Test
    void musicThatIsOnlyStartedServesNobody() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "StartMusicOnHold");
        pass(Duration.ofMinutes(1));
        assertEnds();
        hangsUp(Source.AMI, "bob");
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void applicationThatNobodyKnowsProvesNothing() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "OurOwnApplication");
        pass(Duration.ofMinutes(1));
        assertEnds();
        runs(Source.AMI, "Hangup");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.OBSERVER_LOST);
    }

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

    @Test
    void scriptThatDialsAfterALongWhileHasNotServedTheCaller() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "AGI");
        pass(LIMITS.settle().multipliedBy(15).minusMillis(1));
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        pass(LIMITS.settle());
        assertEnds(Reason.BUSY);
    }

    @Test
    void scriptThatReturnsToADialplanThatEndsHasServedTheCaller() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "AGI");
        pass(Duration.ofSeconds(20));
        assertEnds();
        runs(Source.AMI, "Hangup");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void callerWhoHangsUpInAScriptHadPerhapsWhatItCameFor() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "AGI");
        pass(Duration.ofSeconds(20));
        hear(new Fact.HangupRequested(
                Source.AMI, channel("bob", null), Fact.Ender.FAR_END, 16, null));
        Channel atItsEnd =
                new Channel("bob", "PJSIP/bob-1", Channel.State.UP, "lab", "h", "NoOp", null);
        hear(new Fact.ChannelSeen(Source.AMI, atItsEnd));
        hear(new Fact.ChannelGone(Source.AMI, atItsEnd, 16, null));
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void menuBehindALocalChannelHasServedTheCaller() {
        reachesBehindALocalChannel("Playback");
        pass(LIMITS.settle().multipliedBy(5).minusSeconds(1));
        assertEnds();
        pass(Duration.ofSeconds(1));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void announcementThatIsHeardOutBehindALocalChannelHasServedTheCaller() {
        reachesBehindALocalChannel("Playback");
        pass(Duration.ofSeconds(3));
        for (String leg : List.of("l2", "l1")) {
            hear(new Fact.ChannelGone(Source.AMI, local(leg, null), 16, null));
        }
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), SECOND));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void menuBehindALocalChannelThatDialsLaterHasNotServedTheCaller() {
        reachesBehindALocalChannel("Playback");
        pass(Duration.ofSeconds(3));
        hear(new Fact.DialBegun(Source.AMI, local("l2", "Dial"), channel("carol", null)));
        pass(Duration.ofMinutes(1));
        assertEnds();
    }

    // --- stories -------------------------------------------------------------------------------

    private void connect(Source source, String life) {
        hear(new Fact.Connected(source, life));
        hear(new Fact.Snapshot(source, List.of()));
    }

    /** Alice and Bob are in a call. */
    private void call(Source source) {
        hear(new Fact.EnteredBridge(source, channel("alice", null), FIRST, null));
        hear(new Fact.EnteredBridge(source, channel("bob", null), FIRST, null));
    }

    /** Alice transfers Bob to 6002. */
    private void blind(Source source) {
        hear(new Fact.BlindTransferred(
                source,
                TransferResult.SUCCESS,
                channel("alice", null),
                channel("bob", null),
                FIRST,
                true,
                "lab",
                "6002"));
    }

    private void refusal(Source source) {
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

    private void attended(Source source, String target) {
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
    }

    private void rings(Source source, String phone) {
        hear(new Fact.DialBegun(source, channel("bob", null), channel(phone, null)));
        hear(new Fact.DialProgress(source, channel("bob", null), channel(phone, null), "RINGING"));
    }

    /** Bob's Dial to a Local channel is answered by what its far half runs. */
    private void reachesBehindALocalChannel(String application) {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        hear(new Fact.LocalJoined(Source.AMI, local("l1", null), local("l2", null)));
        hear(new Fact.DialBegun(Source.AMI, channel("bob", null), local("l1", null)));
        hear(new Fact.ChannelSeen(Source.AMI, local("l2", application)));
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), local("l1", null), "ANSWER"));
        hear(new Fact.EnteredBridge(Source.AMI, local("l1", null), SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
    }

    private static Channel local(String name, @Nullable String application) {
        String half = "Local/ivr@lab-1;" + name.charAt(1);
        return new Channel(name, half, Channel.State.UP, "lab", "ivr", application, null);
    }

    /** Bob runs it in the dialplan. */
    private void runs(Source source, String application) {
        hear(new Fact.ChannelSeen(source, channel("bob", application)));
    }

    private void isBusy(Source source, String phone) {
        Channel bob = channel("bob", null);
        hear(new Fact.VariableSet(source, bob, "DIALSTATUS", ""));
        rings(source, phone);
        hear(new Fact.DialEnded(source, bob, channel(phone, null), "BUSY"));
        hear(new Fact.ChannelGone(source, channel(phone, null), 17, null));
        hear(new Fact.VariableSet(source, bob, "DIALSTATUS", "BUSY"));
    }

    private void hangsUp(Source source, String leg) {
        hear(new Fact.HangupRequested(source, channel(leg, null), Fact.Ender.FAR_END, 16, null));
        hear(new Fact.ChannelGone(source, channel(leg, null), 16, null));
    }

    private void answers(Source source, String phone) {
        hear(new Fact.DialEnded(source, channel("bob", null), channel(phone, null), "ANSWER"));
        hear(new Fact.EnteredBridge(source, channel(phone, null), SECOND, null));
        hear(new Fact.EnteredBridge(source, channel("bob", null), SECOND, null));
    }

    private static Channel channel(String name, @Nullable String application) {
        return new Channel(
                name, "PJSIP/" + name + "-1", Channel.State.UP, "lab", "6002", application, null);
    }

    private void hear(Fact fact) {
        events.addAll(correlator.step(fact, now).events());
    }

    private void pass(Duration time) {
        now = Waiting.pass(correlator, now, time, events);
    }

    private void assertEnds(Reason... reasons) {
        assertEquals(
                List.of(reasons),
                events.stream()
                        .map(event -> event.transfer().reason())
                        .filter(reason -> reason != null)
                        .toList(),
                () -> "in " + events);
    }
}
