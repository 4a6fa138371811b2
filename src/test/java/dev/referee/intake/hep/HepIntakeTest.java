package dev.referee.intake.hep;

import static dev.referee.intake.hep.Packets.message;
import static dev.referee.intake.hep.Packets.received;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Fact;
import dev.referee.model.Source;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The listener, over UDP on the loopback. */
class HepIntakeTest {
    private static final byte[] REFER =
            received(message("REFER sip:pbx SIP/2.0", "REFER", "Refer-To: <sip:6002@pbx>"));

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Fact> facts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> recorded = new LinkedBlockingQueue<>();
    private final List<HepIntake> intakes = new ArrayList<>();
    private volatile Instant now = Instant.EPOCH;

    @AfterEach
    void close() {
        intakes.forEach(intake -> wait(intake.stop()));
        wait(vertx.close());
    }

    @Test
    void whatAsteriskMirrorsIsToldAndRecorded() throws Exception {
        HepIntake intake = start(0, null);
        send(intake, REFER);
        Fact told = next();
        assertEquals(Source.HEP, told.source());
        assertEquals(List.of(told), new HepFacts().of(recorded.remove()));
    }

    @Test
    void factsComeOnTheContextThatItWasMadeOn() throws Exception {
        Context context = vertx.getOrCreateContext();
        BlockingQueue<Context> told = new LinkedBlockingQueue<>();
        Promise<HepIntake> made = Promise.promise();
        context.runOnContext(on -> {
            HepIntake intake = new HepIntake(
                    vertx,
                    new HepSettings("127.0.0.1", 0, null),
                    fact -> told.add(Objects.requireNonNull(Vertx.currentContext())),
                    (source, raw) -> {});
            intakes.add(intake);
            intake.start().onComplete(started -> made.complete(intake));
        });
        HepIntake intake = wait(made.future());
        until(() -> intake.status().up());
        send(intake, REFER);
        assertEquals(context, told.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void packetThatComesTwiceIsToldTwiceAndEqual() throws Exception {
        HepIntake intake = start(0, null);
        send(intake, REFER);
        send(intake, REFER);
        assertEquals(next(), next());
    }

    @Test
    void largestPacketIsNotCutOff() throws Exception {
        HepIntake intake = start(0, null);
        String[] fill = new String[15];
        Arrays.fill(fill, "X: " + "x".repeat(4_000));
        send(intake, received(message("REFER sip:pbx SIP/2.0", "REFER", fill)));
        assertNotNull(next());
    }

    @Test
    void silenceIsNoFaultButIsTold() throws Exception {
        HepIntake intake = start(0, null);
        assertTrue(intake.status().up());
        assertTrue(intake.status().detail().contains("nothing heard yet"));
        send(intake, REFER);
        next();
        until(() -> !intake.status().detail().contains("nothing heard"));
        now = now.plus(Duration.ofMinutes(5)).minusMillis(1);
        assertFalse(intake.status().detail().contains("nothing heard"));
        now = now.plusMillis(1);
        assertTrue(intake.status().detail().contains("nothing heard for 5 min"));
        assertTrue(intake.status().up());
    }

    @Test
    void packetsThatAreRefusedAreCountedAndDoNotCountAsHeard() throws Exception {
        HepIntake intake = start(0, "hush");
        send(intake, REFER);
        send(intake, new byte[0]);
        until(() -> intake.status().detail().contains("refused so far: 2"));
        String detail = intake.status().detail();
        assertTrue(detail.contains("capture_password") && !detail.contains("hush"), detail);
        assertTrue(detail.contains("nothing heard yet"), detail);
        assertTrue(recorded.isEmpty() && facts.isEmpty());
    }

    @Test
    void portThatIsTakenIsToldAndUsedOnceItIsFree() throws Exception {
        HepIntake intake;
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            intake = intake(other.getLocalPort(), null);
            wait(intake.start());
            until(() -> intake.status().detail().contains("cannot be listened on"));
            assertFalse(intake.status().up());
            assertTrue(intake.status().detail().contains("pbx.hep.listen"));
        }
        until(() -> intake.status().up());
        send(intake, REFER);
        assertNotNull(next());
    }

    @Test
    void nothingIsToldAfterTheStopAndThePortIsFree() throws Exception {
        HepIntake intake = start(0, null);
        int port = intake.port();
        wait(intake.stop());
        assertEquals("Stopped", intake.status().detail());
        assertFalse(intake.status().up());
        send(start(port, null), REFER);
        next();
        assertTrue(facts.isEmpty(), "the first one told it too");
    }

    private HepIntake start(int port, @Nullable String password) {
        HepIntake intake = intake(port, password);
        wait(intake.start());
        until(() -> intake.status().up());
        return intake;
    }

    private HepIntake intake(int port, @Nullable String password) {
        HepIntake intake = new HepIntake(
                vertx,
                new HepSettings("127.0.0.1", port, password),
                facts::add,
                (source, raw) -> recorded.add(raw),
                () -> now);
        intakes.add(intake);
        return intake;
    }

    private static void send(HepIntake intake, byte[] packet) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    packet, packet.length, InetAddress.getLoopbackAddress(), intake.port()));
        }
    }

    private Fact next() throws InterruptedException {
        Fact fact = facts.poll(20, TimeUnit.SECONDS);
        assertNotNull(fact, "no further fact came");
        return fact;
    }

    private static <T> T wait(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it did not come to pass");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
