package dev.referee.lab;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands on the SIP messages that Asterisk mirrors to one port, so that several Referees can hear
 * them, and each can be cut off. It can hand them on late. Thread-safe.
 */
final class HepRelay implements AutoCloseable {
    private static final int BUFFER = 4 * 65_536;

    private final Vertx vertx;
    private final DatagramSocket socket;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final Deque<Buffer> late = new ArrayDeque<>(); // of the socket's thread
    private volatile long delayMillis;

    /** Opens the port that Asterisk sends to. */
    HepRelay(Vertx vertx, int port) {
        this.vertx = vertx;
        socket = vertx.createDatagramSocket(
                new DatagramSocketOptions().setReceiveBufferSize(BUFFER));
        socket.handler(packet -> take(packet.data()));
        socket.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void take(Buffer packet) {
        long delay = delayMillis;
        if (delay == 0) {
            handOn(packet);
        } else {
            // Timers of one length may be late by different times: the order is the packets' own.
            late.add(packet);
            vertx.setTimer(delay, ignored -> handOn(late.remove()));
        }
    }

    private void handOn(Buffer packet) {
        ports.forEach(to -> socket.send(packet, to, "127.0.0.1"));
    }

    /** From now on hands everything on so much later; zero: at once. */
    void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** From now on hands everything on to this port too. */
    void mend(int port) {
        ports.add(port);
    }

    /** Hands nothing on to this port any more. */
    void cut(int port) {
        ports.remove(port);
    }

    @Override
    public void close() {
        socket.close();
    }
}
