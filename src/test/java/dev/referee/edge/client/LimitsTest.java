package dev.referee.edge.client;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.edge.socket.RawSocket;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;

import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.VertxInternal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What happens at each bound: at it all is well, beyond it the documented thing happens. */
@Isolated("it measures who reads fast enough")
class LimitsTest {
    private static final String LONG = "x".repeat(1_000_000);
    /** Messages of this length that are more than the buffers of both ends and our queue. */
    private static final int MORE_THAN_TCP_HOLDS = 25;

    private static final Duration STILL = Duration.ofSeconds(1);

    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal());

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    @Test
    void theConnectionBeyondTheLimitIsAskedToComeBackAndTheOthersStay() {
        List<Browser> browsers = new ArrayList<>();
        for (int i = 0; i < EdgeFixture.MAX_CONNECTIONS; i++) {
            browsers.add(server.browser());
        }
        server.connect().expectClosed(CloseCode.TOO_MANY_CONNECTIONS);
        browsers.forEach(Browser::expectNothing);
        browsers.getFirst().close();
        server.browser().expectNothing();
    }

    @Test
    void theConnectionBeyondTheLimitOfItsAddressIsAskedToComeBackAndTheOthersStay() {
        restart(EdgeFixture.normal().withConnectionsPerAddress(EdgeFixture.MAX_CONNECTIONS - 1));
        Browser first = server.browser();
        Browser second = server.browser();
        server.connect().expectClosed(CloseCode.TOO_MANY_CONNECTIONS);
        second.expectNothing();
        first.close();
        server.browser().expectNothing();
    }

    @Test
    void theFrameBeyondTheRateEndsTheConnection() {
        int most = 20;
        restart(withFramesPerMinute(most));
        Browser browser = server.browser();
        for (int i = 0; i < most; i++) {
            browser.send("{\"type\":\"ping\"}");
            browser.expect("pong");
        }
        browser.send("{\"type\":\"ping\"}");
        browser.expectClosed(CloseCode.TOO_MANY_FRAMES);
        server.browser().expectNothing();
    }

    @Test
    void emptyPartsAndPongsCountAsFrames() {
        int most = 20;
        restart(withFramesPerMinute(most));
        Browser parts = server.browser();
        EdgeFixture.await(parts.socket.writeFrame(WebSocketFrame.textFrame("", false)));
        for (int i = 1; i <= most; i++) {
            parts.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(), false));
        }
        parts.expectClosed(CloseCode.TOO_MANY_FRAMES);
        Browser pongs = server.browser();
        for (int i = 0; i <= most; i++) {
            pongs.socket.writePong(Buffer.buffer());
        }
        pongs.expectClosed(CloseCode.TOO_MANY_FRAMES);
    }

    @Test
    void wrongDialogsAreAnsweredUpToTheLimitAndTheNextEndsTheConnection() {
        Browser browser = server.browser();
        for (int i = 0; i < EdgeFixture.MAX_ATTEMPTS; i++) {
            browser.subscribe("1", ALICE);
            browser.expectError("unknown-dialog");
        }
        browser.subscribe("1", ALICE);
        browser.expectClosed(CloseCode.TOO_MANY_ATTEMPTS);
    }

    @Test
    void dialogsThatAreRightAreNoAttempts() {
        server.learn(ALICE);
        Browser browser = server.browser();
        for (int i = 0; i <= 2 * EdgeFixture.MAX_ATTEMPTS_PER_ADDRESS; i++) {
            browser.subscribe("1", ALICE);
            browser.expect("subscribed");
            browser.send("{\"type\":\"unsubscribe\",\"id\":\"1\"}");
        }
        browser.expectNothing();
    }

    @Test
    void tokensThatDoNotCountAreAttemptsAndThoseThatDoAreNot() {
        restart(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));
        Browser browser = server.browser();
        Instant later = Instant.now().plusSeconds(3_600);
        for (int i = 0; i <= EdgeFixture.MAX_ATTEMPTS; i++) {
            browser.authenticate(SignedTokens.forAdministrator(later));
            browser.expect("authenticated");
        }
        for (int i = 0; i < EdgeFixture.MAX_ATTEMPTS; i++) {
            browser.authenticate("wrong");
            browser.expectError("token-invalid");
        }
        browser.authenticate(SignedTokens.forAdministrator(later));
        browser.expectClosed(CloseCode.TOO_MANY_ATTEMPTS);
    }

    @Test
    void anAddressGetsNoMoreAttemptsByConnectingAgain() {
        server.learn(ALICE);
        for (int left = EdgeFixture.MAX_ATTEMPTS_PER_ADDRESS; left > 0; ) {
            Browser browser = server.browser();
            for (int i = 0; i < EdgeFixture.MAX_ATTEMPTS && left > 0; i++) {
                browser.subscribe("1", BOB);
                browser.expectError("unknown-dialog");
                left--;
            }
            browser.close();
        }
        Browser next = server.browser();
        next.subscribe("1", ALICE);
        next.expectClosed(CloseCode.TOO_MANY_ATTEMPTS);
    }

    @Test
    void peersThatAreTurnedAwayAndDoNotLeaveTakeNobodysPlaceAndHaveABound() throws IOException {
        List<RawSocket> stubborn = new ArrayList<>();
        try {
            for (int i = 0;
                    i < EdgeFixture.MAX_CONNECTIONS + ConnectionLimits.MAX_TURNED_AWAY;
                    i++) {
                stubborn.add(new RawSocket(server.port));
            }
            IOException refused =
                    assertThrows(IOException.class, () -> new RawSocket(server.port).close());
            assertTrue(refused.toString().contains(" 503 "), refused.toString());
            stubborn.removeFirst().close();
            server.awaitPlaceForOneMore();
        } finally {
            for (RawSocket socket : stubborn) {
                socket.close();
            }
        }
    }

    @Test
    void theSubscriptionBeyondTheLimitIsRefusedAndTheOthersStay() {
        server.learn(ALICE);
        Browser browser = server.browser();
        for (int i = 1; i <= EdgeFixture.MAX_SUBSCRIPTIONS; i++) {
            browser.subscribe("" + i, ALICE);
            browser.expect("subscribed");
        }
        browser.subscribe("one more", ALICE);
        assertEquals(
                "one more",
                browser.expectError("too-many-subscriptions").get("id").asText());
        server.log.append(Transfers.requested("t1"));
        browser.expectEvent("t1.1", "1", "2", "3", "4");
        browser.send("{\"type\":\"unsubscribe\",\"id\":\"1\"}");
        browser.subscribe("one more", ALICE);
        browser.expect("subscribed");
    }

    @Test
    void subscriptionsThatWaitForTheirDialogCountToo() {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofMinutes(10)));
        Browser browser = server.browser();
        for (int i = 0; i < EdgeFixture.MAX_SUBSCRIPTIONS; i++) {
            browser.subscribe("" + i, ALICE);
        }
        browser.subscribe("one more", ALICE);
        browser.expectError("too-many-subscriptions");
    }

    @Test
    void aFrameOfTheLargestSizeIsReadAndALargerOneEndsTheConnection() {
        Browser browser = server.browser();
        browser.send(messageOf(EdgeFixture.MAX_FRAME_BYTES));
        browser.expectError("unknown-type");
        browser.send(messageOf(EdgeFixture.MAX_FRAME_BYTES + 1));
        browser.expectClosed(CloseCode.FRAME_TOO_LARGE);
        server.browser().expectNothing();
    }

    @Test
    void theSizeIsCountedInBytes() {
        Browser browser = server.browser();
        browser.send("ä".repeat(EdgeFixture.MAX_FRAME_BYTES / 2 + 1));
        browser.expectClosed(CloseCode.FRAME_TOO_LARGE);
    }

    @Test
    void manySmallFramesDoNotMakeALargerMessage() {
        Browser browser = server.browser();
        Buffer part = Buffer.buffer("x".repeat(EdgeFixture.MAX_FRAME_BYTES / 2));
        EdgeFixture.await(
                browser.socket.writeFrame(WebSocketFrame.textFrame(part.toString(), false)));
        EdgeFixture.await(browser.socket.writeFrame(WebSocketFrame.continuationFrame(part, false)));
        EdgeFixture.await(browser.socket.writeFrame(
                WebSocketFrame.continuationFrame(Buffer.buffer("x"), false)));
        browser.expectClosed(CloseCode.FRAME_TOO_LARGE);
    }

    @Test
    void aFrameFarOverTheLimitIsNotEvenRead() throws IOException {
        try (RawSocket peer = new RawSocket(server.port)) {
            peer.announce(Long.MAX_VALUE);
            peer.readUntilCut();
        }
        server.browser().expectNothing();
    }

    @Test
    void aBrowserThatReadsTooSlowlyIsAskedToComeBackAndTheOthersGetAll() {
        server.learn(ALICE);
        Browser slow = subscribed();
        Browser fast = subscribed();
        slow.socket.pause();
        for (int i = 0; i < MORE_THAN_TCP_HOLDS; i++) {
            server.log.append(Transfers.saying(LONG, Transfers.requested("t" + i)));
            assertTrue(fast.nextText().contains("t" + i + ".1"));
        }
        slow.socket.resume();
        slow.expectClosed(CloseCode.TOO_SLOW);
        fast.expectNothing();
    }

    @Test
    void aBrowserThatWasTooSlowComesBackAndMissesNothing() {
        server.learn(ALICE);
        server.learn(BOB);
        Browser slow = subscribed();
        slow.subscribe("2", BOB);
        slow.expect("subscribed");
        Browser fast = server.browser();
        fast.subscribe("1", BOB);
        fast.expect("subscribed");
        slow.socket.pause();
        for (int i = 0; i < MORE_THAN_TCP_HOLDS; i++) {
            server.log.append(Transfers.saying(
                    LONG,
                    Transfers.of("b" + i, 1, Transfer.State.RINGING, "bob-call", null, null)));
            fast.expectEvent("b" + i + ".1", "1");
        }
        for (int i = 0; i < 3; i++) {
            server.log.append(Transfers.requested("a" + i));
        }
        slow.socket.resume();
        slow.expectClosed(CloseCode.TOO_SLOW);
        // One welcome and two answers; each event has the next offset.
        int seen = slow.heard().size() - 3;
        assertTrue(seen < MORE_THAN_TCP_HOLDS, () -> "seen: " + seen);
        Browser again = server.browser();
        again.subscribe("1", ALICE, server.log.newest().epoch(), seen);
        assertTrue(again.expect("subscribed").get("recovered").booleanValue());
        again.expectEvent("a0.1", "1");
        again.expectEvent("a1.1", "1");
        again.expectEvent("a2.1", "1");
        again.expectNothing();
    }

    @Test
    void aBrowserThatReadsNothingAtAllIsCutOff() throws IOException {
        restart(EdgeFixture.open());
        try (RawSocket dead = new RawSocket(server.port)) {
            dead.send("{\"type\":\"subscribe\",\"id\":\"1\",\"all\":true}");
            assertTrue(dead.read().payload().toString().contains("welcome"));
            List<Browser> others = List.of(server.browser(), server.browser());
            for (int i = 0; i < MORE_THAN_TCP_HOLDS; i++) {
                server.log.append(Transfers.saying(LONG, Transfers.requested("t" + i)));
                others.forEach(Browser::expectNothing);
            }
            server.awaitPlaceForOneMore();
        }
    }

    @Test
    void aBurstDoesNotCutOffABrowserThatReads() {
        server.learn(ALICE);
        Browser browser = subscribed();
        int events = 50 * EdgeFixture.MAX_QUEUED_FRAMES;
        for (int i = 0; i < events; i++) {
            server.log.append(
                    Transfers.of("t" + i, 1, Transfer.State.RINGING, "alice-call", null, null));
        }
        for (int i = 0; i < events; i++) {
            browser.expectEvent("t" + i + ".1", "1");
        }
        browser.expectNothing();
    }

    @Test
    void aPeerThatAnswersNoPingIsClosedAndOneThatDoesIsNot() throws IOException {
        // Under load the browser that is alive may need a while for its answers.
        restart(EdgeFixture.normal().withPing(Duration.ofMillis(500)));
        Browser alive = server.browser();
        try (RawSocket dead = new RawSocket(server.port)) {
            dead.read();
            assertEquals(RawSocket.PING, dead.read().opcode());
            assertEquals(CloseCode.SILENT.number(), dead.readUntilClosed());
            dead.readUntilCut();
        }
        alive.expectNothing();
    }

    /** The pings that it could not send and the answers that it could not read prove nothing. */
    @Test
    void serverThatStoodStillClosesNobody() throws Exception {
        restart(EdgeFixture.normal().withPing(STILL.dividedBy(5)));
        Browser alive = server.browser();
        CountDownLatch over = new CountDownLatch(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        for (int i = 0; i < VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE; i++) {
            ((VertxInternal) server.vertx)
                    .createEventLoopContext()
                    .runOnContext(nothing -> standStill(over));
        }
        assertTrue(over.await(30, TimeUnit.SECONDS));
        alive.expectNothing();
    }

    private static void standStill(CountDownLatch over) {
        LockSupport.parkNanos(STILL.toNanos());
        over.countDown();
    }

    /** Without pings: their answers count too. */
    private static EdgeFixture.Options withFramesPerMinute(int most) {
        return EdgeFixture.normal().withPing(Duration.ofMinutes(10)).withFramesPerMinute(most);
    }

    private Browser subscribed() {
        Browser browser = server.browser();
        browser.subscribe("1", ALICE);
        browser.expect("subscribed");
        return browser;
    }

    /** A message of exactly this many bytes. */
    private static String messageOf(int bytes) {
        String frame = "{\"type\":\"%s\"}";
        return frame.formatted("x".repeat(bytes - frame.length() + 2));
    }
}
