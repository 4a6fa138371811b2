package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import javax.net.ssl.SSLSocketFactory;

/** The connection against a scripted fake of AMI: what goes wrong, and that it comes up again. */
class AmiIntakeTest {
    private static final AmiLimits QUICK = new AmiLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            1_000,
            1_000_000,
            10_000);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<Fact> facts = new CopyOnWriteArrayList<>();
    private final List<String> taped = new CopyOnWriteArrayList<>();
    private FakeAmiServer server;
    private AmiIntake intake;

    @BeforeEach
    void fake() throws IOException {
        server = new FakeAmiServer();
        intake = intake(server.port(), false);
    }

    @AfterEach
    void close() throws Exception {
        intake.stop().await(10, TimeUnit.SECONDS);
        server.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private AmiIntake intake(int port, boolean tls) {
        return intake(port, tls, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private AmiIntake intake(int port, boolean tls, SSLSocketFactory sockets) {
        return intake(port, tls, sockets, (source, raw) -> taped.add(raw));
    }

    private AmiIntake intake(int port, boolean tls, SSLSocketFactory sockets, Tap tap) {
        return new AmiIntake(
                context,
                new AmiSettings("localhost", port, "referee", "hush", tls, Duration.ofMillis(200)),
                QUICK,
                sockets,
                facts::add,
                tap);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void awaitUp() {
        await("not up: " + intake.status(), () -> intake.status().up());
    }

    private SourceStatus awaitDetail(String part) {
        Supplier<String> detail = () -> intake.status().detail();
        await("never said: " + part, () -> detail.get().contains(part));
        return intake.status();
    }

    private long count(Class<? extends Fact> type) {
        return facts.stream().filter(type::isInstance).count();
    }

    @Test
    void lifeAndSnapshotComeBeforeAnythingElse() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        peer.send("Event: Newchannel", "Uniqueid: 1.1");
        await("no event", () -> facts.size() == 3);
        assertEquals(new Fact.Connected(Source.AMI, "2026-01-01 10:00:00"), facts.get(0));
        assertEquals(new Fact.Snapshot(Source.AMI, List.of()), facts.get(1));
        assertInstanceOf(Fact.ChannelSeen.class, facts.get(2));
        assertTrue(intake.status().detail().contains("Asterisk Call Manager/11.0.0"));
    }

    @Test
    void eventsAreAskedForOnlyWhenTheyCanBeUnderstood() throws Exception {
        intake = intake(
                server.port(), false, (SSLSocketFactory) SSLSocketFactory.getDefault(), Tap.NONE);
        assertEquals(
                List.of(
                        "Challenge",
                        "Loginoff",
                        "CoreStatus",
                        "Filter",
                        "Filter",
                        "Eventscall,dialplan",
                        "BridgeList",
                        "CoreShowChannels"),
                asked());
    }

    @Test
    void whoRecordsIsSentAlsoWhatGivesNoFactButNotWhatCallersType() throws Exception {
        List<String> asked = asked();
        assertFalse(asked.contains("Filter"), asked::toString);
        assertTrue(asked.contains("Eventscall,dialplan,cdr"), asked::toString);
    }

    /** By the time that it is up. */
    private List<String> asked() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        List<String> asked = new ArrayList<>();
        for (Map<String, String> action : peer.actions) {
            AmiFields fields = new AmiFields(action);
            asked.add(fields.get("Action") + fields.get("EventMask") + fields.get("Events"));
        }
        return asked;
    }

    private record AmiFields(Map<String, String> fields) {
        String get(String key) {
            return fields.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(key))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void eventsDuringTheSnapshotKeepTheirPlace() {
        server.onAction((peer, action) -> {
            if (!"CoreShowChannels".equals(action.get("Action"))) {
                return false;
            }
            peer.send("Event: Newchannel", "Uniqueid: 1.1");
            peer.respond(action, "Response: Success", "EventList: start");
            peer.send(
                    "Event: CoreShowChannel",
                    "ActionID: " + action.get("ActionID"),
                    "Uniqueid: 1.1");
            peer.listOf(action, "CoreShowChannelsComplete", 1);
            peer.send("Event: Hangup", "Uniqueid: 1.1", "Cause: 16");
            return true;
        });
        intake.start();
        await("no hangup", () -> count(Fact.ChannelGone.class) == 1);
        assertEquals(
                List.of("Connected", "ChannelSeen", "Snapshot", "ChannelGone"),
                facts.stream().map(fact -> fact.getClass().getSimpleName()).toList());
    }

    @Test
    void anAccountWithoutTheRightToFilterWorksAllTheSame() {
        refuse("Filter");
        intake.start();
        awaitUp();
    }

    @Test
    void anAccountThatMayNotListChannelsIsTold() throws Exception {
        refuse("CoreShowChannels");
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        assertFalse(awaitDetail("Add reporting").up());
        peer.send("Event: Newchannel", "Uniqueid: 1.1");
        await("events come all the same", () -> count(Fact.ChannelSeen.class) == 1);
    }

    private void refuse(String name) {
        server.onAction((peer, action) -> {
            if (!name.equals(action.get("Action"))) {
                return false;
            }
            peer.respond(action, "Response: Error", "Message: Permission denied");
            return true;
        });
    }

    @Test
    void aWrongSecretIsToldFromADeadHost() throws Exception {
        server.onAction((peer, action) -> {
            if (!"Login".equals(action.get("Action"))) {
                return false;
            }
            peer.respond(action, "Response: Error", "Message: Authentication failed");
            return true;
        });
        intake.start();
        SourceStatus status = awaitDetail("refuses the login of 'referee'");
        assertFalse(status.up());
        assertFalse(status.detail().contains("hush"), "the secret was told");
        server.close();
        awaitDetail("Nothing listens at localhost");
        assertEquals(List.of(), facts, "nothing was ever heard");
    }

    @Test
    void anotherKindOfServerIsRecognised() {
        server.greetWith("SSH-2.0-OpenSSH_9.2\r\n");
        intake.start();
        awaitDetail("is not an Asterisk Manager Interface: it says \"SSH-2.0-OpenSSH_9.2\"");
    }

    @Test
    void aServerThatSaysNothingIsRecognised() {
        server.greetWith("");
        intake.start();
        awaitDetail("does not greet");
    }

    @Test
    void aPortWithoutTlsIsRecognised() {
        intake = intake(server.port(), true);
        intake.start();
        awaitDetail("No TLS with localhost");
    }

    @Test
    void aServerThatHangsUpBeforeTheLoginIsRecognised() {
        server.onAction((peer, action) -> {
            try {
                peer.cut();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return true;
        });
        intake.start();
        awaitDetail("before the login is done");
    }

    @Test
    void aCutConnectionIsToldOnceAndComesBackWithTheNewLife() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        server.startedAt("11:00:00");
        peer.send("Event: Newchannel", "Uniqueid: 1.1");
        peer.sendRaw("Event: Hangup\r\nUniqueid: 1.1\r\n"); // in the middle of a frame
        peer.cut();
        await("not back", () -> count(Fact.Snapshot.class) == 2);
        assertEquals(
                List.of(
                        "Connected",
                        "Snapshot",
                        "ChannelSeen",
                        "Disconnected",
                        "Connected",
                        "Snapshot"),
                facts.stream().map(fact -> fact.getClass().getSimpleName()).toList());
        assertEquals(new Fact.Connected(Source.AMI, "2026-01-01 11:00:00"), facts.get(4));
    }

    @Test
    void aRestartedServerIsFoundAgain() throws Exception {
        intake.start();
        server.awaitListening();
        awaitUp();
        int port = server.port();
        server.close();
        awaitDetail("Nothing listens");
        server = new FakeAmiServer(port);
        awaitUp();
    }

    @Test
    void aLinkThatIsOnlyHalfOpenIsFoundOut() throws Exception {
        server.onAction((peer, action) -> "Ping".equals(action.get("Action")));
        intake.start();
        server.awaitListening();
        awaitUp();
        await("not found out", () -> count(Fact.Disconnected.class) == 1);
        await("not back", () -> server.connections() > 1);
    }

    /** Lets the context do nothing until the latch is at zero. */
    private CountDownLatch holdUp() {
        CountDownLatch slow = new CountDownLatch(1);
        context.runOnContext(ignored -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return slow;
    }

    @Test
    void whoRecordsHearsAlsoWhatSaysNothing() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        peer.send("Event: Hold", "Uniqueid: 1.1");
        await("not recorded", () -> taped.contains("Event: Hold\r\nUniqueid: 1.1"));
    }

    @Test
    void whatSaysNothingTakesNoRoomWhereNobodyRecords() throws Exception {
        SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
        intake = intake(server.port(), false, sockets, Tap.NONE);
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        CountDownLatch slow = holdUp();
        peer.sendRaw("Event: Hold\r\nUniqueid: 1.1\r\n\r\n".repeat(QUICK.queuedFrames() + 1));
        peer.send("Event: Newchannel", "Uniqueid: 1.1");
        long before = peer.count("Ping");
        // The second is asked when the answer to the first was read, and with it all before it.
        await("reads no more", () -> peer.count("Ping") >= before + 2 || peer.isCut());
        slow.countDown();
        await("not heard", () -> count(Fact.ChannelSeen.class) == 1);
        assertEquals(0, count(Fact.Disconnected.class));
    }

    @Test
    void moreEventsThanThereIsRoomForMeanAFreshStart() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        CountDownLatch slow = holdUp();
        String event = "Event: Newchannel\r\nUniqueid: 1.1\r\n\r\n";
        peer.sendRaw(event.repeat(QUICK.queuedFrames() + 1));
        await("kept reading", () -> peer.isCut());
        slow.countDown();
        await("not read anew", () -> count(Fact.Snapshot.class) == 2);
        assertEquals(QUICK.queuedFrames(), count(Fact.ChannelSeen.class));
        assertEquals(1, count(Fact.Disconnected.class));
        int lost = facts.indexOf(new Fact.Disconnected(Source.AMI));
        assertInstanceOf(Fact.Connected.class, facts.get(lost + 1));
    }

    @Test
    void aFrameWithoutAnEndIsNotReadForEver() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        peer.sendRaw("Event: Newchannel\r\n" + "x".repeat(QUICK.frameBytes()));
        await("not cut", () -> count(Fact.Disconnected.class) == 1);
    }

    @Test
    void theDialogOfALegIsReadWhenItCallsAndWhenItIsAnswered() throws Exception {
        server.onAction((peer, action) -> {
            if (!"Getvar".equalsIgnoreCase(action.get("Action"))) {
                return false;
            }
            String variable = action.getOrDefault("Variable", "");
            peer.respond(
                    action, "Response: Success", "Variable: " + variable, "Value: v" + variable);
            return true;
        });
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        String up = "ChannelStateDesc: Up";
        peer.send(
                "Event: Newstate", "Uniqueid: 1.1", "Channel: PJSIP/a-1", "ChannelStateDesc: Ring");
        peer.send("Event: Newstate", "Uniqueid: 1.2", "Channel: Local/a@b-1;1", up);
        peer.send("Event: Newstate", "Uniqueid: 1.1", "Channel: PJSIP/a-1", up);
        peer.send("Event: Newexten", "Uniqueid: 1.1", "Channel: PJSIP/a-1", up);
        peer.send("Event: Newstate", "Uniqueid: 1.3", "Channel: PJSIP/b-1", up);
        await("not all read", () -> count(Fact.DialogRead.class) == 3);
        assertEquals(2, facts.stream().filter(dialogOf("1.1")::equals).count());
        assertTrue(facts.contains(dialogOf("1.3")));
        assertEquals(9, peer.count("Getvar"));
    }

    private static Fact dialogOf(String uniqueid) {
        return new Fact.DialogRead(
                Source.AMI,
                uniqueid,
                "vCHANNEL(pjsip,call-id)",
                "vCHANNEL(pjsip,local_tag)",
                "vCHANNEL(pjsip,remote_tag)");
    }

    @Test
    void aRecordingGivesTheSameFacts() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        peer.send("Event: Newchannel", "Uniqueid: 1.1");
        peer.cut();
        await("not back", () -> count(Fact.Snapshot.class) == 2);
        AmiFacts mapping = new AmiFacts();
        List<Fact> replayed = new ArrayList<>();
        taped.forEach(frame -> replayed.addAll(mapping.of(frame)));
        assertEquals(List.copyOf(facts), replayed);
    }

    @Test
    void whatJavaItselfCannotDoIsToldAndTriedAgain() throws Exception {
        intake.stop().await(10, TimeUnit.SECONDS);
        BrokenTls broken = new BrokenTls();
        intake = intake(server.port(), true, broken);
        intake.start();
        await("not tried again", () -> broken.tries.get() >= 2);
        assertFalse(intake.status().up());
        assertTrue(intake.status().detail().contains("expected by this test"));
    }

    /** Like a Java whose TLS lacks a class: it fails with an Error. */
    private static final class BrokenTls extends SSLSocketFactory {
        private final AtomicInteger tries = new AtomicInteger();

        private Socket fail() {
            tries.incrementAndGet();
            throw new NoClassDefFoundError("expected by this test");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) {
            return fail();
        }

        @Override
        public Socket createSocket(String host, int port) {
            return fail();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            return fail();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return fail();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            return fail();
        }
    }

    @Test
    void nothingIsToldAfterTheStop() throws Exception {
        intake.start();
        FakeAmiServer.Peer peer = server.awaitListening();
        awaitUp();
        intake.stop().await(10, TimeUnit.SECONDS);
        int before = facts.size();
        peer.send("Event: Newchannel", "Uniqueid: 1.1");
        await("not cut", peer::isCut);
        CountDownLatch turn = new CountDownLatch(1);
        context.runOnContext(ignored -> turn.countDown());
        assertTrue(turn.await(10, TimeUnit.SECONDS));
        assertEquals(before, facts.size());
        assertEquals("Stopped.", intake.status().detail());
    }
}
