package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Bridge;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A transfer to something that is no phone: did it work, and is my caller still on the line? */
class ServedCallerTest {
    private static final Bridge PARKING = new Bridge("parking", "holding_bridge", true);
    private static final Bridge ROOM = new Bridge("room", "holding_bridge");
    private static final Bridge SECOND = new Bridge("second", "simple_bridge");

    private final Story story = new Story(Source.AMI);

    @Test
    void scriptThatGoesOnForLongServesTheCaller() {
        story.blind();
        story.runs("bob", "Stasis");
        story.pass(Story.LIMITS.settle().multipliedBy(15).minusMillis(1));
        story.assertEnds();
        story.pass(Duration.ofMillis(1));
        story.assertEnds(Reason.APPLICATION);
        assertEquals(Whereabouts.IN_APPLICATION, story.whereabouts());
    }

    @Test
    void callerWhoHearsMusicIsWaiting() {
        story.blind();
        story.runs("bob", "MusicOnHold");
        story.pass(Story.LIMITS.settle().multipliedBy(5));
        story.assertEnds(Reason.APPLICATION);
        assertEquals(Whereabouts.WAITING, story.whereabouts());
    }

    @Test
    void parkedCallerIsOnTheLineAndHasReachedNobody() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.enters("bob", PARKING);
        story.pass(Story.LIMITS.settle());
        story.assertEnds(Reason.APPLICATION);
        assertEquals(Whereabouts.WAITING, story.whereabouts());
        assertEquals("Bob is waiting in Park (6002).", story.last().message());
    }

    @Test
    void parkedCallerWhoIsFetchedAtOnceTalksToWhoeverFetchedIt() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.enters("bob", PARKING);
        story.leaves("bob", PARKING);
        story.enters("carol", SECOND);
        story.enters("bob", SECOND);
        story.assertEnds(Reason.ANSWERED);
    }

    @Test
    void parkedCallerWhoHangsUpAtOnceHadBeenParked() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.enters("bob", PARKING);
        story.hangsUp("bob");
        story.assertEnds(Reason.APPLICATION);
    }

    @Test
    void callerInAWaitingRoomIsWaiting() {
        story.blind();
        story.runs("bob", "BridgeWait");
        story.enters("bob", ROOM);
        story.pass(Story.LIMITS.settle().multipliedBy(5).minusMillis(1));
        story.assertEnds();
        story.pass(Duration.ofMillis(1));
        story.assertEnds(Reason.APPLICATION);
        assertEquals(Whereabouts.WAITING, story.whereabouts());
    }
}
