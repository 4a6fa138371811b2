package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Every transfer has one identifier and one end, however often it is told. */
class OneEndTest extends ToldCall {
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
}
