package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.PresentChannel;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.LateEnds;
import dev.referee.reconcile.Proof;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Referee was ended in the middle of a transfer, and another takes up what it told. */
class ContinuedTest {
    private static final Bridge FIRST = new Bridge("first", "simple_bridge");
    private static final Bridge SECOND = new Bridge("second", "simple_bridge");

    private Correlator correlator = new Correlator("main", Limits.DEFAULT);
    private final List<TransferEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Test
    void transferThatWasAnsweredMeanwhileIsCompletedUnderItsId() {
        blind();
        restart();
        comesBack(present("bob", "AppDial", SECOND), present("carol", "AppDial", SECOND));
        TransferEvent end = onlyEnd();
        assertEquals(Reason.ANSWERED, end.transfer().reason());
        assertEquals(events.getFirst().transfer().id(), end.transfer().id());
        assertEquals(events.size(), end.sequence(), "the numbers of its events go on");
        assertEquals("PJSIP/alice", end.transfer().transferorEndpoint());
    }

    @Test
    void transferThatOnlyAsterisksRecordsHadDoesNotKeepOthersFromTheirEnds() {
        Instant missed = Instant.parse("2026-11-21T19:22:53.192Z");
        Proof proof = new Proof(
                missed,
                Transfer.Kind.BLIND,
                new Proof.Party("17.0", "PJSIP/dave-1"),
                null,
                null,
                "6002",
                null,
                new Proof.Outcome.Open(),
                null,
                List.of());
        events.add(LateEnds.missed("main", proof, missed));
        blind();
        restart();
        comesBack(present("bob", "AppDial", SECOND), present("carol", "AppDial", SECOND));
        assertEquals(2, ends().size(), () -> "" + ends());
        assertEquals(Reason.ANSWERED, ends().getLast().transfer().reason());
    }

    /** A program names its channels as it likes: ARI's {@code channelId}. */
    @Test
    void transferByAChannelWhoseNameEndsInLateGetsItsEnd() {
        blind("lobby-late");
        restart();
        comesBack(present("bob", "AppDial", SECOND), present("carol", "AppDial", SECOND));
        assertEquals(Reason.ANSWERED, onlyEnd().transfer().reason());
    }

    @Test
    void transferWhoseCallIsGoneEndsUnknown() {
        blind();
        restart();
        comesBack();
        assertEquals(Reason.OBSERVER_LOST, onlyEnd().transfer().reason());
    }

    @Test
    void transferWhoseCallIsGoneByOneSourceWaitsForTheOther() {
        blind();
        restart(Source.AMI, Source.ARI);
        comesBack();
        assertTrue(ends().isEmpty(), () -> "" + ends());
        hear(new Fact.Connected(Source.ARI, null));
        assertTrue(ends().isEmpty(), () -> "" + ends());
        hear(new Fact.Snapshot(Source.ARI, List.of()));
        assertEquals(Reason.OBSERVER_LOST, onlyEnd().transfer().reason());
    }

    @Test
    void transferWhoseCallIsThereByOneSourceGoesOn() {
        blind();
        restart(Source.AMI, Source.ARI);
        hear(new Fact.Connected(Source.ARI, null));
        hear(new Fact.Snapshot(Source.ARI, List.of(present("bob", "Dial", null))));
        comesBack();
        assertTrue(ends().isEmpty(), () -> "" + ends());
    }

    @Test
    void transferEndsUnknownWhenTheSourceDoesNotComeBack() {
        blind();
        restart();
        pass(Limits.DEFAULT.reconnect());
        assertEquals(Reason.OBSERVER_LOST, onlyEnd().transfer().reason());
    }

    @Test
    void dialThatGoesOnEndsAsItDoes() {
        blind();
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Dial")));
        hear(new Fact.DialBegun(Source.AMI, channel("bob", "Dial"), channel("carol", null)));
        hear(new Fact.DialProgress(
                Source.AMI, channel("bob", "Dial"), channel("carol", null), "RINGING"));
        assertEquals(State.RINGING, events.getLast().transfer().state());
        restart();
        comesBack(present("bob", "Dial", null), present("carol", "AppDial", null));
        assertTrue(ends().isEmpty(), () -> "" + ends());
        hear(new Fact.DialEnded(
                Source.AMI, channel("bob", "Dial"), channel("carol", null), "ANSWER"));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", "Dial"), SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("carol", null), SECOND, null));
        assertEquals(Reason.ANSWERED, onlyEnd().transfer().reason());
    }

    @Test
    void callerWhomTheDialplanGaveBackToTheTransferorHasNotReachedTheTarget() {
        blind();
        restart();
        Channel calledBack = new Channel(
                "alice-2", "PJSIP/alice-2", Channel.State.UP, "lab", "6002", "AppDial", null);
        comesBack(present("bob", "Dial", SECOND), new PresentChannel(calledBack, SECOND));
        assertTrue(ends().isEmpty(), () -> "" + ends());
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEquals(State.UNKNOWN, onlyEnd().transfer().state());
    }

    @Test
    void attendedTransferIsCompletedWhenTheTwoAreFoundTogether() {
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        talks("alice", "bob", FIRST);
        talks("alice-2", "carol", SECOND);
        hear(new Fact.AttendedTransferred(
                Source.AMI,
                TransferResult.SUCCESS,
                channel("alice", null),
                channel("alice-2", null),
                channel("bob", null),
                channel("carol", null),
                FIRST,
                SECOND,
                true,
                Destination.BRIDGE,
                null));
        assertTrue(ends().isEmpty(), () -> "" + ends());
        restart();
        comesBack(present("bob", "Dial", SECOND), present("carol", "AppDial", SECOND));
        assertEquals(Reason.BRIDGED, onlyEnd().transfer().reason());
    }

    @Test
    void nextTransferOfAChannelIsNotTakenForTheOneThatHadEnded() {
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        talks("alice", "bob", FIRST);
        hear(transfer("alice", TransferResult.NOT_PERMITTED));
        String first = onlyEnd().transfer().id();
        now = now.plus(Duration.ofHours(1));
        restart();
        comesBack(present("alice", null, FIRST), present("bob", null, FIRST));
        hear(transfer("alice", TransferResult.SUCCESS));
        assertNotEquals(first, events.getLast().transfer().id());
        assertEquals(1, ends().size(), "nothing is told twice");
    }

    // --- stories -------------------------------------------------------------------------------

    private void talks(String one, String other, Bridge bridge) {
        hear(new Fact.EnteredBridge(Source.AMI, channel(one, null), bridge, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel(other, null), bridge, null));
    }

    /** Alice, who talks with Bob, transfers him to 6002. */
    private void blind() {
        blind("alice");
    }

    private void blind(String transferor) {
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.Snapshot(Source.AMI, List.of()));
        talks(transferor, "bob", FIRST);
        hear(transfer(transferor, TransferResult.SUCCESS));
        assertEquals(State.REQUESTED, events.getLast().transfer().state());
    }

    private static Fact transfer(String transferor, TransferResult result) {
        return new Fact.BlindTransferred(
                Source.AMI,
                result,
                channel(transferor, null),
                channel("bob", null),
                FIRST,
                true,
                "lab",
                "6002");
    }

    private void restart() {
        restart(Source.AMI);
    }

    private void restart(Source... sources) {
        Map<String, TransferEvent> last = new LinkedHashMap<>();
        events.forEach(event -> last.put(event.transfer().id(), event));
        correlator = new Correlator("main", Limits.DEFAULT);
        events.addAll(correlator
                .goOn(List.copyOf(last.values()), Set.of(sources), now)
                .events());
    }

    private void comesBack(PresentChannel... channels) {
        hear(new Fact.Connected(Source.AMI, "one"));
        hear(new Fact.Snapshot(Source.AMI, List.of(channels)));
    }

    private static PresentChannel present(
            String name, @Nullable String application, @Nullable Bridge bridge) {
        return new PresentChannel(channel(name, application), bridge);
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

    private List<TransferEvent> ends() {
        return events.stream().filter(event -> event.transfer().state().isEnd()).toList();
    }

    private TransferEvent onlyEnd() {
        assertEquals(1, ends().size(), events::toString);
        return ends().getFirst();
    }
}
