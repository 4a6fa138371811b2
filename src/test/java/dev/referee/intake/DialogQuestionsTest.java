package dev.referee.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.intake.DialogQuestions.Question;
import dev.referee.intake.ami.AmiFacts;
import dev.referee.intake.ari.AriFacts;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Channel.State;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
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

    /**
     * A phone that picks up is answered and takes the ringing channel's place in the same instant: a
     * reading on the way may find the other phone's dialog. What it runs from then on is the dial's.
     */
    @Test
    void whoPicksUpIsReadOnceMoreWhenItHasTakenThePlaceOfTheOneThatRang() {
        seen("PJSIP/dora-2", State.CALLING);
        seen("PJSIP/dora-2", State.UP);
        assertEquals(
                List.of(new Question("1.1", "PJSIP/dora-2", State.UP, true)),
                runs("PJSIP/dora-2", "AppDial"));
        assertEquals(List.of(), runs("PJSIP/dora-2", "AppDial"));
        assertEquals(List.of(), entered("PJSIP/dora-2"));
    }

    @Test
    void whoWasCalledAndWhoRunsTheDialplanTookNobodysPlace() {
        seen("PJSIP/cleo-1", State.RINGING);
        seen("PJSIP/cleo-1", State.UP);
        assertEquals(List.of(), runs("PJSIP/cleo-1", "AppDial"));
        seen("PJSIP/anna-3", State.CALLING);
        seen("PJSIP/anna-3", State.UP);
        assertEquals(List.of(), runs("PJSIP/anna-3", "Playback"));
    }

    /** In every recorded pickup by a phone that Asterisk shows as such, by AMI and by ARI. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "field/c13_pickup_by_dora",
                "kinds/k03_pickup_by_anna",
                "kinds/k03_pickup_by_anna_16",
                "kinds/k03_pickup_by_dora_group",
                "kinds/k03_pickup_by_dora_local_16",
                "kinds/k03_pickup_by_dora_queue",
                "kinds/k03_pickup_by_dora_queue_local"
            })
    void recordedPickupIsReadAfterIt(String name) throws CaptureException, IOException {
        assertEquals(1, readAfterPickup(name, Source.AMI), "by AMI");
        assertEquals(1, readAfterPickup(name, Source.ARI), "by ARI");
    }

    private static long readAfterPickup(String name, Source source)
            throws CaptureException, IOException {
        DialogQuestions asked = new DialogQuestions();
        AmiFacts ami = new AmiFacts();
        AriFacts ari = new AriFacts();
        long count = 0;
        try (CaptureReader capture =
                CaptureReader.open(Path.of("src/test/resources/captures/" + name + ".jsonl.gz"))) {
            for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
                if (line.source() == source) {
                    List<Fact> facts =
                            source == Source.AMI ? ami.of(line.raw()) : ari.of(line.raw());
                    count += facts.stream()
                            .flatMap(fact -> asked.raisedBy(fact).stream())
                            .filter(Question::tookPlace)
                            .count();
                }
            }
        }
        return count;
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

    private List<Question> runs(String name, String application) {
        return questions.raisedBy(new Fact.ChannelSeen(
                Source.AMI, new Channel("1.1", name, State.UP, null, null, application, null)));
    }

    private List<Question> entered(String name) {
        return questions.raisedBy(
                new Fact.EnteredBridge(Source.AMI, channel(name, State.UP), BRIDGE, null));
    }

    private static Channel channel(String name, State state) {
        return new Channel("1.1", name, state, null, null, null, null);
    }
}
