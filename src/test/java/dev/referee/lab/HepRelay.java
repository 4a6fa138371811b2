package dev.referee.lab;

import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands on the SIP messages that Asterisk mirrors to one port, so that several Referees can hear
 * them, and each can be cut off. Thread-safe.
 */
final class HepRelay implements AutoCloseable {
    private static final int BUFFER = 4 * 65_536;

    private final DatagramSocket socket;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    /** Opens the port that Asterisk sends to. */
    HepRelay(Vertx vertx, int port) {
        socket = vertx.createDatagramSocket(
                new DatagramSocketOptions().setReceiveBufferSize(BUFFER));
        socket.handler(packet -> ports.forEach(to -> socket.send(packet.data(), to, "127.0.0.1")));
        socket.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
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
