package dev.referee.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.intake.DialogQuestions.Question;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Channel.State;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;

import java.util.List;

/** When a leg's SIP dialog is read. */
class DialogQuestionsTest {
    private static final Bridge BRIDGE = new Bridge("b1", "simple_bridge");

    private final DialogQuestions questions = new DialogQuestions();

    @Test
    void aLegIsReadWhenItRingsAndWhenItIsAnsweredAndNotAgainInItsBridge() {
        assertEquals(1, seen("PJSIP/cleo-1", State.RINGING).size());
        assertEquals(0, seen("PJSIP/cleo-1", State.RINGING).size());
        assertEquals(1, seen("PJSIP/cleo-1", State.UP).size());
        assertEquals(0, entered("PJSIP/cleo-1").size());
    }

    @Test
    void whoTookTheChannelOfAnotherIsReadWhenItEntersTheBridge() {
        seen("PJSIP/cleo-1", State.RINGING);
        seen("PJSIP/cleo-1", State.UP);
        assertEquals(
                List.of(new Question("1.1", "PJSIP/dora-2", State.UP)), entered("PJSIP/dora-2"));
        assertEquals(List.of(), entered("PJSIP/dora-2"));
    }

    @Test
    void whatIsNoPhoneHasNoDialog() {
        assertEquals(List.of(), entered("Local/cleo@lab-1;2"));
    }

    @Test
    void afterItsEndAUniqueidMayBeReadAnew() {
        entered("PJSIP/cleo-1");
        questions.raisedBy(
                new Fact.ChannelGone(Source.AMI, channel("PJSIP/cleo-1", State.UP), 16, null));
        assertEquals(1, entered("PJSIP/cleo-1").size());
    }

    private List<Question> seen(String name, State state) {
        return questions.raisedBy(new Fact.ChannelSeen(Source.AMI, channel(name, state)));
    }

    private List<Question> entered(String name) {
        return questions.raisedBy(
                new Fact.EnteredBridge(Source.AMI, channel(name, State.UP), BRIDGE, null));
    }

    private static Channel channel(String name, State state) {
        return new Channel("1.1", name, state, null, null, null, null);
    }
}
