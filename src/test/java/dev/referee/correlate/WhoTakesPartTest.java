package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

/** Whom the transferee reached, and who else is in the bridge or behind a Local channel. */
class WhoTakesPartTest extends ToldCall {
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
    void callerWhoLeftTheLocalChannelAloneBeforeTheTransferIsToldIsTheTransferee() {
        Channel near =
                new Channel("l1", "Local/x@lab-1;1", Channel.State.UP, null, null, null, null);
        Channel far =
                new Channel("l2", "Local/x@lab-1;2", Channel.State.UP, null, null, null, null);
        hear(new Fact.LocalJoined(Source.AMI, near, far));
        hear(new Fact.EnteredBridge(Source.AMI, near, SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("alice", null), FIRST, null));
        hear(new Fact.EnteredBridge(Source.AMI, far, FIRST, null));
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), SECOND));
        blind(Source.AMI, TransferResult.SUCCESS, "alice", far);
        var transferee = events.getFirst().transfer().transferee();
        assertEquals("bob", transferee == null ? null : transferee.uniqueid());
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
}
