package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What the agent who waits is told of a caller who hears something before anybody is called. */
class HeardMeanwhileTest extends ToldCall {
    /** Dialled legs too, whose first application only ARI's answer to a question shows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "k08_announcement_then_answered",
                "k08_announcement_then_busy_ben_called",
                "k08_announcement_then_busy_ben_called_16",
                "k08_announcement_then_queue_answered_16",
                "k08_answered_announcement_then_busy",
                "k08_heard_out",
                "k08_invalid_ben_called"
            })
    void callerWhoHearsAnAnnouncementIsInAnApplication(String name) {
        RecordedCall call = RecordedCall.read("kinds/" + name);
        assertEquals(Whereabouts.IN_APPLICATION, accepted(call), name);
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(
                    Whereabouts.IN_APPLICATION,
                    accepted(call.interleaved(new Random(seed))),
                    name + ", seed " + seed);
        }
    }

    private static Whereabouts accepted(RecordedCall call) {
        List<TransferEvent> events = call.events();
        return whereabouts(events, State.ACCEPTED);
    }

    @Test
    void whoIsRungForAfterAnAnnouncementWaits() {
        RecordedCall call = RecordedCall.read("kinds/k08_announcement_then_answered");
        assertEquals(Whereabouts.WAITING, whereabouts(call.events(), State.RINGING));
    }

    @Test
    void whatRunsFirstIsToldAtOnceAndWithTheTimeOfAcceptance() {
        call(Source.AMI);
        blind(Source.AMI);
        assertStates(State.REQUESTED);
        pass(Duration.ofMillis(100));
        runs(Source.AMI, "Answer");
        assertStates(State.REQUESTED);
        runs(Source.AMI, "Playback");
        assertStates(State.REQUESTED, State.ACCEPTED);
        assertEquals(Whereabouts.IN_APPLICATION, whereabouts(events, State.ACCEPTED));
        Transfer told = events.getLast().transfer();
        assertEquals(Instant.EPOCH, told.times().accepted());
        assertEquals(Instant.EPOCH.plusMillis(100), events.getLast().at());
    }

    @Test
    void whereNothingShowsTheAcceptanceIsToldAfterASettlingTime() {
        call(Source.AMI);
        blind(Source.AMI);
        pass(LIMITS.settle().minusMillis(1));
        assertStates(State.REQUESTED);
        pass(Duration.ofMillis(1));
        assertStates(State.REQUESTED, State.ACCEPTED);
        assertEquals(Whereabouts.WAITING, whereabouts(events, State.ACCEPTED));
    }

    @Test
    void endThatComesBeforeThatIsStillPrecededByTheAcceptance() {
        call(Source.AMI);
        blind(Source.AMI);
        hangsUp(Source.AMI, "bob");
        assertStates(State.REQUESTED, State.ACCEPTED, State.UNKNOWN);
    }

    private void assertStates(State... states) {
        assertEquals(
                List.of(states),
                events.stream().map(event -> event.transfer().state()).toList());
    }

    private static Whereabouts whereabouts(List<TransferEvent> events, State state) {
        return events.stream()
                .map(TransferEvent::transfer)
                .filter(transfer -> transfer.state() == state)
                .map(Transfer::transferee)
                .map(transferee -> transferee == null ? null : transferee.whereabouts())
                .findFirst()
                .orElseThrow();
    }
}
