package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Bridge;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.junit.jupiter.api.Test;

/** A dialplan that calls the transferor back when the target cannot be had. */
class CalledBackTest {
    private static final Bridge SECOND = new Bridge("second", "simple_bridge");

    private final Story story = new Story(Source.AMI);

    private void carolIsCalledInVain() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.runs("bob", "Dial");
        story.rings("bob", "carol");
        story.dialEnds("bob", "carol", "NOANSWER");
        story.sets("bob", "DIALSTATUS", "NOANSWER");
    }

    private void bobIsPutThroughTo(String phone) {
        story.dialEnds("bob", phone, "ANSWER");
        story.enters(phone, SECOND);
        story.enters("bob", SECOND);
    }

    @Test
    void transferorWhoGetsTheCallerBackHasNotReachedTheTarget() {
        carolIsCalledInVain();
        story.rings("bob", "alice#2");
        story.assertEnds();
        bobIsPutThroughTo("alice#2");
        story.assertEnds(Reason.NO_ANSWER);
        assertEquals(Whereabouts.WITH_TRANSFEROR, story.whereabouts());
        assertEquals("PJSIP/carol", target());
    }

    @Test
    void targetSaysWhyAlsoWhenTheTransferorDoesNotAnswerEither() {
        carolIsCalledInVain();
        story.rings("bob", "alice#2");
        story.dialEnds("bob", "alice#2", "BUSY");
        story.sets("bob", "DIALSTATUS", "BUSY");
        story.isGone("bob", 17);
        story.assertEnds(Reason.NO_ANSWER);
        assertEquals("PJSIP/carol", target());
    }

    @Test
    void somebodyElseWhoIsCalledThenIsATarget() {
        carolIsCalledInVain();
        story.rings("bob", "dave");
        bobIsPutThroughTo("dave");
        story.assertEnds(Reason.ANSWERED);
    }

    @Test
    void transferorWhoIsCalledFirstIsTheTarget() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.runs("bob", "Dial");
        story.rings("bob", "alice#2");
        bobIsPutThroughTo("alice#2");
        story.assertEnds(Reason.ANSWERED);
    }

    @Test
    void transferorWhoIsCalledTwiceIsTheTarget() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.runs("bob", "RetryDial");
        story.rings("bob", "alice#2");
        story.dialEnds("bob", "alice#2", "BUSY");
        story.rings("bob", "alice#3");
        bobIsPutThroughTo("alice#3");
        story.assertEnds(Reason.ANSWERED);
    }

    /** One of a ring group picks up before the other's phone has said anything. */
    @Test
    void transferorWhoIsCalledTogetherWithOthersIsATarget() {
        story.blind();
        story.leaves("bob", Story.CALL);
        story.runs("bob", "Dial");
        story.rings("bob", "carol");
        story.rings("bob", "alice#2");
        story.dialEnds("bob", "carol", "CANCEL");
        bobIsPutThroughTo("alice#2");
        story.assertEnds(Reason.ANSWERED);
    }

    /** In whatever order the PBX dials those of the second group: Dial(desk&alice). */
    @Test
    void transferorWhoIsCalledBackTogetherWithAnotherPhoneIsNoTarget() {
        carolIsCalledInVain();
        story.rings("bob", "desk");
        story.rings("bob", "alice#2");
        story.dialEnds("bob", "desk", "CANCEL");
        bobIsPutThroughTo("alice#2");
        story.assertEnds(Reason.NO_ANSWER);
        assertEquals(Whereabouts.WITH_TRANSFEROR, story.whereabouts());
    }

    private String target() {
        return String.valueOf(
                story.last().target() == null ? null : story.last().target().endpoint());
    }
}
