package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

/** Alice transfers all who are in a bridge with her: they stay in it, and a Local channel goes. */
class SeveralTransfereesTest {
    private static final Bridge SECOND = new Bridge("second", "simple_bridge");

    private final Story story = new Story(Source.AMI);

    private void transferOfAll() {
        story.hear(new Fact.BlindTransferred(
                Source.AMI,
                Fact.TransferResult.SUCCESS,
                Story.channel("alice"),
                null,
                Story.CALL,
                true,
                "lab",
                "6002"));
    }

    private void standsIn() {
        story.hear(new Fact.LocalJoined(
                Source.AMI, Story.channel("6002-1;1"), Story.channel("6002-1;2")));
        story.leaves("alice", Story.CALL);
        story.hear(
                new Fact.EnteredBridge(Source.AMI, Story.channel("6002-1;1"), Story.CALL, "alice"));
    }

    @Test
    void everybodyInTheBridgeIsTold() {
        story.enters("dave", Story.CALL);
        transferOfAll();
        standsIn();
        story.rings("6002-1;2", "carol");
        story.dialEnds("6002-1;2", "carol", "BUSY");
        story.isGone("carol", 17);
        story.pass(Story.LIMITS.settle());

        story.assertEnds(Reason.BUSY);
        assertEquals(
                Set.of("alice", "bob", "dave", "carol"), story.ends().getFirst().legs());
        assertNull(story.last().transferee());
    }

    /** The channel that stands in may have nobody left behind it by then. */
    @Test
    void targetWhoAnswersWhenAllHaveHungUpHasReachedNobody() {
        story.enters("dave", Story.CALL);
        transferOfAll();
        standsIn();
        story.rings("6002-1;2", "carol");
        story.leaves("bob", Story.CALL);
        story.leaves("dave", Story.CALL);
        story.dialEnds("6002-1;2", "carol", "ANSWER");
        story.enters("carol", SECOND);
        story.enters("6002-1;2", SECOND);
        story.assertEnds();
        story.hangsUp("6002-1;2");
        story.assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void endIsUnknownSoonWhenNobodyShowsWhoWent() {
        story.enters("dave", Story.CALL);
        transferOfAll();
        story.pass(Story.LIMITS.settle());
        story.assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void onlySoManyAreTold() {
        for (int i = 0; i < 2 * Openings.MOST_TRANSFEREES; i++) {
            story.enters("guest" + i, Story.CALL);
        }
        transferOfAll();
        story.pass(Duration.ofSeconds(2));
        assertTrue(story.ends().getFirst().legs().size() <= Openings.MOST_TRANSFEREES + 1);
    }
}
