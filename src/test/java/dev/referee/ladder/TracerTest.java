package dev.referee.ladder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Step;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a tracer keeps, for how long, and what it stores. */
class TracerTest {
    private static final Duration MEMORY = Duration.ofMinutes(2);
    private static final TraceLimits LIMITS = new TraceLimits(20, 3, 50, MEMORY);

    private final Map<String, Ladder> stored = new LinkedHashMap<>();
    private final Tracer tracer =
            new Tracer(LIMITS, ladder -> stored.put(ladder.transfer(), ladder));
    private Instant now = Instant.EPOCH;

    @Test
    void aCallWithoutATransferLeavesNothing() {
        call();
        hear(new Fact.ByeSeen(Source.HEP, new SipRequest("call-alice", "a", 9), "b", true));
        gone("alice");
        gone("bob");
        assertTrue(tracer.size() > 0);
        now = now.plusSeconds(11);
        hear(new Fact.BridgeGone(Source.AMI, "one"));
        assertEquals(0, tracer.size());
        assertTrue(stored.isEmpty());
    }

    @Test
    void aTransferThatIsReportedLateStillHasItsBeginning() {
        call();
        gone("alice");
        now = now.plusSeconds(5);
        tell("t", State.REQUESTED, null);
        assertTrue(has(ladder("t"), Kind.INVITE));
        assertFalse(ladder("t").truncated());
    }

    @Test
    void twoSourcesThatReportTheSameAreOneStep() {
        call();
        Channel bob = channel("bob", Channel.State.UP);
        hear(new Fact.EnteredBridge(Source.ARI, bob, new Bridge("one", null), null));
        tell("t", State.REQUESTED, null);
        List<Step> bridged = ladder("t").steps().stream()
                .filter(one -> one.kind() == Kind.BRIDGE)
                .toList();
        assertEquals(2, bridged.size());
        assertEquals(List.of("ami", "ari"), bridged.getLast().sources());
    }

    @Test
    void aNotifyThatComesAfterTheEndIsDrawnUntilTheTransferIsForgotten() {
        call();
        tell("t", State.REQUESTED, null);
        tell("t", State.FAILED, Reason.BUSY);
        assertFalse(has(ladder("t"), Kind.NOTIFY));
        now = now.plusSeconds(30);
        hear(notify("call-alice", 200));
        tracer.flush(now);
        Step late = ladder("t").steps().getLast();
        assertEquals(Kind.NOTIFY, late.kind());
        assertEquals("Claims success, but the transfer failed: busy.", late.misleading());

        now = now.plus(MEMORY);
        tracer.flush(now);
        stored.clear();
        hear(notify("call-alice", 404));
        tracer.flush(now);
        assertTrue(stored.isEmpty());
    }

    @Test
    void aLaterTransferOfTheSameCallHasALadderOfItsOwn() {
        call();
        tell("first", State.FAILED, Reason.BUSY);
        tell("second", State.REQUESTED, null);
        int before = ladder("first").steps().size();
        hear(notify("call-alice", 200));
        tracer.flush(now);
        assertEquals(before, ladder("first").steps().size());
        assertTrue(has(ladder("second"), Kind.NOTIFY));
    }

    @Test
    void whatIsTooMuchForALadderIsLeftOutAndSaid() {
        call();
        tell("t", State.REQUESTED, null);
        for (int i = 0; i < 100; i++) {
            hear(new Fact.VariableSet(
                    Source.AMI, channel("bob", Channel.State.UP), "DIALSTATUS", "BUSY"));
            now = now.plusSeconds(6);
        }
        tracer.flush(now);
        assertTrue(ladder("t").truncated());
        assertEquals(LIMITS.steps(), ladder("t").steps().size());
        assertTrue(has(ladder("t"), Kind.INVITE), "the beginning is kept");
        assertTrue(
                Duration.between(ladder("t").steps().getLast().at(), now).toSeconds() <= 6,
                "and so is the newest");
    }

    @Test
    void noMoreTransfersThanTheLimitAreDrawn() {
        call();
        for (int i = 0; i < 10; i++) {
            tell("t" + i, State.REQUESTED, null);
        }
        assertEquals(10, stored.size());
        stored.clear();
        hear(notify("call-alice", 200));
        tracer.flush(now);
        assertEquals(LIMITS.transfers(), stored.size());
    }

    @Test
    void afterALostConnectionLaddersAreStoredAFewAtATime() {
        Tracer large = new Tracer(
                new TraceLimits(20, 1_000, 50, MEMORY),
                ladder -> stored.put(ladder.transfer(), ladder));
        int all = 2 * Tracer.MOST_AT_ONCE + 1;
        for (int i = 0; i < all; i++) {
            large.told(List.of(event("t" + i, State.REQUESTED, null)));
        }
        large.see(new Fact.Disconnected(Source.AMI), now);
        stored.clear();
        large.flush(now);
        assertEquals(Tracer.MOST_AT_ONCE, stored.size());
        large.flush(now);
        large.flush(now);
        assertEquals(all, stored.size());
        large.see(new Fact.Connected(Source.AMI, "20"), now);
        stored.clear();
        large.flushAll(now);
        assertEquals(all, stored.size());
    }

    @Test
    void noMoreChannelsAndDialogsThanTheLimitAreRemembered() {
        for (int i = 0; i < 500; i++) {
            hear(new Fact.ChannelSeen(Source.AMI, channel("c" + i, Channel.State.CALLING)));
            hear(notify("d" + i, 200));
        }
        assertEquals(2 * LIMITS.channels(), tracer.size());
    }

    @Test
    void aTransferOfACallThatWasThereBeforeRefereeSaysThatItsBeginningIsMissing() {
        tell("t", State.REQUESTED, null);
        assertTrue(ladder("t").truncated());
    }

    @Test
    void aLostConnectionIsAStep() {
        call();
        tell("t", State.REQUESTED, null);
        hear(new Fact.Disconnected(Source.AMI));
        tracer.flush(now);
        assertEquals(Kind.OBSERVER, ladder("t").steps().getLast().kind());
        assertNull(ladder("t").steps().getLast().misleading());
    }

    private void call() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("alice", Channel.State.CALLING)));
        hear(new Fact.DialBegun(
                Source.AMI,
                channel("alice", Channel.State.CALLING),
                channel("bob", Channel.State.DOWN)));
        hear(new Fact.DialogRead(Source.AMI, "alice", "call-alice", "l", "r"));
        for (String name : List.of("alice", "bob")) {
            Channel channel = channel(name, Channel.State.UP);
            hear(new Fact.ChannelSeen(Source.AMI, channel));
            hear(new Fact.EnteredBridge(Source.AMI, channel, new Bridge("one", null), null));
        }
    }

    private void gone(String name) {
        hear(new Fact.ChannelGone(Source.AMI, channel(name, Channel.State.UP), 16, null));
    }

    private void hear(Fact fact) {
        tracer.see(fact, now);
    }

    private void tell(String id, State state, @Nullable Reason reason) {
        tracer.told(List.of(event(id, state, reason)));
    }

    private TransferEvent event(String id, State state, @Nullable Reason reason) {
        Transfer transfer = new TransferBuilder()
                .id(id)
                .state(state, reason)
                .transferor(
                        new Transfer.Transferor("PJSIP/alice", null, "alice", "call-alice", null))
                .build();
        return new TransferEvent(transfer, 1, now, Set.of("alice", "bob"), null);
    }

    private Ladder ladder(String id) {
        return Objects.requireNonNull(stored.get(id));
    }

    private static boolean has(Ladder ladder, Kind kind) {
        return ladder.steps().stream().anyMatch(step -> step.kind() == kind);
    }

    private static Channel channel(String name, Channel.State state) {
        return new Channel(name, "PJSIP/" + name + "-00000001", state, null, null, null, null);
    }

    private static Fact.NotifySeen notify(String callId, int status) {
        return new Fact.NotifySeen(
                Source.HEP,
                new SipRequest(callId, "pbx", status),
                "phone",
                null,
                status,
                null,
                "terminated",
                true,
                false,
                new Fact.Body(null, "", false));
    }
}
