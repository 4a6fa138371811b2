package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.referee.intake.Notifier;
import dev.referee.intake.Notifier.Answer;
import dev.referee.intake.Tap;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.net.ssl.SSLSocketFactory;

/** NOTIFYs on the wire of a scripted fake of AMI; PushIT sends them through a real one. */
class SipNotifierTest {
    private static final AmiLimits QUICK = new AmiLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            1_000,
            1_000_000,
            10_000);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Vertx vertx = Vertx.vertx();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SipNotifier.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private FakeAmiServer server;
    private AmiIntake intake;
    private Notifier notifier;

    @BeforeEach
    void fake() throws IOException {
        said.start();
        logger.addAppender(said);
        server = new FakeAmiServer();
        intake = new AmiIntake(
                vertx.getOrCreateContext(),
                new AmiSettings(
                        "localhost", server.port(), "referee", "hush", false, Duration.ofHours(1)),
                QUICK,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                fact -> {},
                Tap.NONE);
        notifier = intake.notifier();
    }

    @AfterEach
    void close() throws Exception {
        intake.stop().await(10, TimeUnit.SECONDS);
        server.close();
        vertx.close().await(10, TimeUnit.SECONDS);
        logger.detachAppender(said);
    }

    /** Answers PJSIPNotify with an error, at once, or when it names an endpoint. */
    private void refuse(String message, boolean onlyToAnEndpoint) {
        server.onAction((peer, action) -> {
            boolean refused = "PJSIPNotify".equals(action.get("Action"))
                    && (!onlyToAnEndpoint || action.containsKey("Endpoint"));
            if (refused) {
                peer.respond(action, "Response: Error", "Message: " + message);
            }
            return refused;
        });
    }

    /** Connects, and waits until it is known what the account may do. */
    private FakeAmiServer.Peer connect() throws Exception {
        intake.start();
        return awaitChecked();
    }

    private FakeAmiServer.Peer awaitChecked() throws Exception {
        FakeAmiServer.Peer peer = server.awaitListening();
        await("not checked", () -> peer.count("PJSIPNotify") == 1);
        await("still away", () -> send("PJSIP/alice", "\n") != Answer.AWAY);
        return peer;
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private Answer send(String endpoint, String content) {
        try {
            return notifier.send(endpoint, "referee", FORM, content).await(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static List<Map<String, String>> notifies(FakeAmiServer.Peer peer) {
        return peer.actions.stream()
                .filter(action -> "PJSIPNotify".equals(action.get("action")))
                .toList();
    }

    private List<String> warnings() {
        return said.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void notifyIsSentToTheEndpointWithItsBody() throws Exception {
        FakeAmiServer.Peer peer = connect();

        assertEquals(Answer.SENT, send("PJSIP/alice", "state=completed&message=Ben+and+Cleo"));

        assertEquals(2, notifies(peer).size(), "the check and this one");
        assertFalse(notifies(peer).getFirst().containsKey("endpoint"), "the check names nobody");
        assertEquals("alice", notifies(peer).getLast().get("endpoint"));
        assertEquals(
                "Event=referee\nContent-Type=" + FORM
                        + "\nContent=state=completed&message=Ben+and+Cleo",
                notifies(peer).getLast().get("variable"));
        assertEquals(List.of(), warnings());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x\r\nAction: Command\r\nCommand: core stop now",
                "x\nAction: Command",
                "x\rVariable: Route=<sip:mallory@example.com>",
                "x,Event=message-summary",
                "\"x\"",
                "a\\b",
                "é"
            })
    void bodyThatWouldBeMoreThanABodyIsNotSaid(String content) throws Exception {
        FakeAmiServer.Peer peer = connect();

        assertEquals(Answer.FAILED, send("PJSIP/alice", content));
        assertEquals(Answer.SENT, send("PJSIP/alice", "after"));
        assertEquals(2, notifies(peer).size());
        assertEquals(0, peer.count("Command"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PJSIP/alice\r\nAction: Command\r\nCommand: core stop now",
                "PJSIP/alice\nURI: sip:mallory@example.com",
                "PJSIP/",
                "SIP/alice",
                "alice"
            })
    void nameThatIsNoneOfPjsipsIsNotSaid(String endpoint) throws Exception {
        FakeAmiServer.Peer peer = connect();

        assertEquals(Answer.FAILED, send(endpoint, "x"));
        assertEquals(Answer.SENT, send("PJSIP/alice", "after"));
        assertEquals(2, notifies(peer).size());
        assertEquals(0, peer.count("Command"));
    }

    @Test
    void lineIsNeverLongerThanAsteriskReads() throws Exception {
        FakeAmiServer.Peer peer = connect();

        String longest = "x".repeat(SipNotifier.LONGEST_VALUE);
        assertEquals(Answer.SENT, send("PJSIP/alice", longest));
        assertEquals(Answer.FAILED, send("PJSIP/alice", longest + "x"));

        assertEquals(2, notifies(peer).size());
        assertTrue(("Variable: Content=" + longest).length() <= 1_022);
    }

    @Test
    void withoutAConnectionTheAnswerIsThatItIsAway() {
        assertEquals(Answer.AWAY, send("PJSIP/alice", "x"));
    }

    @Test
    void accountWithoutTheRightIsComplainedOfOnceAndAsksNoMore() throws Exception {
        refuse("Permission denied", false);
        FakeAmiServer.Peer peer = connect();
        assertEquals(Answer.FAILED, send("PJSIP/alice", "x"));
        assertEquals(1, notifies(peer).size());
        peer.cut();
        awaitChecked();

        assertEquals(1, warnings().size(), () -> warnings().toString());
        assertTrue(
                warnings().getFirst().contains("write = reporting,system"), warnings()::getFirst);
    }

    @Test
    void asteriskWithoutTheModuleIsComplainedOf() throws Exception {
        refuse("Invalid/unknown command: PJSIPNotify. Use Action: ListCommands", false);
        connect();
        assertEquals(Answer.FAILED, send("PJSIP/alice", "x"));

        assertEquals(1, warnings().size(), () -> warnings().toString());
        assertTrue(warnings().getFirst().contains("res_pjsip_notify"), warnings()::getFirst);
    }

    @Test
    void refusalIsToldOnceAndWithoutAName() throws Exception {
        refuse("Unable to retrieve endpoint 4711", true);
        connect();
        assertEquals(Answer.FAILED, send("PJSIP/4711", "x"));
        assertEquals(Answer.FAILED, send("PJSIP/4711", "y"));

        assertEquals(1, warnings().size(), () -> warnings().toString());
        assertTrue(warnings().getFirst().contains("Unable to retrieve endpoint"));
        assertFalse(warnings().getFirst().contains("4711"), warnings()::getFirst);
    }

    /** It may have been sent: a second one would tell the phone twice. */
    @Test
    void connectionThatIsLostBeforeTheAnswerIsNotTakenForAway() throws Exception {
        server.onAction((peer, action) -> {
            if (!action.containsKey("Endpoint")) {
                return false;
            }
            try {
                peer.cut();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return true;
        });
        connect();

        assertEquals(Answer.FAILED, send("PJSIP/alice", "x"));
    }
}
