package dev.referee.intake.hep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Who sends SIP messages, and why they are not read. */
class HepProbeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void packetsAreCountedByTheirSenderAndByWhatIsWrongWithThem() throws IOException {
        int port = freePort();
        HepProbe probe = new HepProbe(vertx, new HepSettings("127.0.0.1", port, "right"));
        await(probe.open());

        send(port, packet("right"));
        send(port, packet("wrong"));
        send(port, "no HEP".getBytes(StandardCharsets.US_ASCII));

        Map<String, HepProbe.Count> wanted = Map.of("127.0.0.1", new HepProbe.Count(1, 1, 1));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.equals(probe.senders()) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(wanted, probe.senders());
        await(probe.close());
    }

    @Test
    void portThatAnotherProgramHasCannotBeOpened() throws IOException {
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            HepProbe probe =
                    new HepProbe(vertx, new HepSettings("127.0.0.1", other.getLocalPort(), null));
            assertThrows(CompletionException.class, () -> await(probe.open()));
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void send(int port, byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    /** One that is SIP, with this password. */
    private static byte[] packet(String password) {
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        byte[] payload = "OPTIONS sip:x SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        int length = 6 + 7 + 6 + secret.length + 6 + payload.length;
        return ByteBuffer.allocate(length)
                .put("HEP3".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) length)
                .putShort((short) 0)
                .putShort((short) 0x0b)
                .putShort((short) 7)
                .put((byte) 1)
                .putShort((short) 0)
                .putShort((short) 0x0e)
                .putShort((short) (6 + secret.length))
                .put(secret)
                .putShort((short) 0)
                .putShort((short) 0x0f)
                .putShort((short) (6 + payload.length))
                .put(payload)
                .array();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
