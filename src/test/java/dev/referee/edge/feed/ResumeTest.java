package dev.referee.edge.feed;

import static dev.referee.edge.server.EdgeFixture.ALICE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.log.EventLog;
import dev.referee.log.ForgetfulLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;

/** A browser that was away gets what it missed, or is told that it cannot. */
class ResumeTest {
    private static final int CAPACITY = 20;

    private final EventLog log = EdgeFixture.newLog(CAPACITY);
    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal().withLog(log));
    private Browser alice = server.browser();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatWasMissedComesOnceInOrderBeforeWhatIsNew() {
        ring("t1");
        ring("not seen by Alice", "x");
        fail("t1");
        ring("t2");
        JsonNode subscribed = resume(log.newest().epoch(), 1);
        assertTrue(subscribed.get("recovered").booleanValue());
        assertEquals(2, subscribed.get("transfers").size());
        assertEquals(3, alice.expectEvent("t1.2", "1").get("offset").asLong());
        assertEquals(4, alice.expectEvent("t2.1", "1").get("offset").asLong());
        fail("t2");
        assertEquals(5, alice.expectEvent("t2.2", "1").get("offset").asLong());
        alice.expectNothing();
    }

    @Test
    void whoMissedNothingGetsNothingTwice() {
        ring("t1");
        JsonNode subscribed = resume(log.newest().epoch(), 1);
        assertTrue(subscribed.get("recovered").booleanValue());
        alice.expectNothing();
    }

    @Test
    void theOffsetOfTheAnswerIsAPlaceToResumeFrom() {
        ring("t1");
        long offset = resume(log.newest().epoch(), 0).get("offset").asLong();
        alice.expectEvent("t1.1", "1");
        alice.close();
        fail("t1");
        assertTrue(resume(log.newest().epoch(), offset).get("recovered").booleanValue());
        alice.expectEvent("t1.2", "1");
        alice.expectNothing();
    }

    @Test
    void aHistoryThatIsLostIsSaidToBeAndNoPartOfItIsSent() {
        ring("t1");
        for (int i = 0; i < CAPACITY; i++) {
            ring("filler " + i, "x");
            // The server has read it: its own reading must not be what falls behind.
            alice.expectNothing();
        }
        assertFalse(resume(log.newest().epoch(), 0).get("recovered").booleanValue());
        alice.expectNothing();
        fail("t1");
        alice.expectEvent("t1.2", "1");
    }

    @Test
    void theHistoryIsWholeAtItsBound() {
        ring("t1");
        for (int i = 0; i < CAPACITY; i++) {
            ring("filler " + i, "x");
            // The server has read it: its own reading must not be what falls behind.
            alice.expectNothing();
        }
        assertTrue(resume(log.newest().epoch(), 1).get("recovered").booleanValue());
        alice.expectNothing();
    }

    @Test
    void anotherEpochAndAnOffsetOfTheFutureAreALostHistory() {
        ring("t1");
        JsonNode subscribed = resume("another epoch", 0);
        assertFalse(subscribed.get("recovered").booleanValue());
        assertEquals(1, subscribed.get("transfers").size());
        alice.expectNothing();
        alice.close();
        assertFalse(resume(log.newest().epoch(), 2).get("recovered").booleanValue());
        alice.expectNothing();
    }

    @Test
    void whatWasMissedFitsIntoTheQueueOrCountsAsLost() {
        int fitting = EdgeFixture.MAX_QUEUED_FRAMES - 1;
        for (int i = 0; i < fitting; i++) {
            ring("t" + i);
        }
        assertTrue(resume(log.newest().epoch(), 0).get("recovered").booleanValue());
        for (int i = 0; i < fitting; i++) {
            alice.expectEvent("t" + i + ".1", "1");
        }
        alice.expectNothing();
        alice.close();
        ring("one more");
        assertFalse(resume(log.newest().epoch(), 0).get("recovered").booleanValue());
        alice.expectNothing();
    }

    @Test
    void browsersAreSentAwayWhenTheHistoryWasLostBeforeItWasDelivered() {
        server.close();
        AtomicBoolean forgets = new AtomicBoolean();
        server = new EdgeFixture(EdgeFixture.normal().withLog(new ForgetfulLog(log, forgets::get)));
        resume(log.newest().epoch(), 0);
        forgets.set(true);
        ring("t1");
        alice.expectClosed(CloseCode.INTERNAL_ERROR);
        forgets.set(false);
        resume(log.newest().epoch(), 1);
        fail("t1");
        alice.expectEvent("t1.2", "1");
    }

    private JsonNode resume(String epoch, long offset) {
        server.learn(ALICE);
        alice = server.browser();
        alice.subscribe("1", ALICE, epoch, offset);
        return alice.expect("subscribed");
    }

    private void ring(String id) {
        ring(id, "alice-call");
    }

    private void ring(String id, String callId) {
        log.append(Transfers.of(id, 1, Transfer.State.RINGING, callId, null, null));
    }

    private void fail(String id) {
        log.append(Transfers.of(id, 2, Transfer.State.FAILED, "alice-call", null, null));
    }
}
