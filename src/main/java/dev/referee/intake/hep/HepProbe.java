package dev.referee.intake.hep;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Counts the HEP packets that come to a port, by who sends them. Used on one Vert.x context. */
public final class HepProbe {
    /** The most senders that are told apart. */
    private static final int MOST = 100;

    private final HepSettings settings;
    private final DatagramSocket socket;
    private final Map<String, Count> senders = new TreeMap<>();

    /**
     * What one sender sent.
     *
     * @param good packets that Referee would read
     * @param withoutPassword those that lacked the configured password
     * @param broken those that were no HEPv3
     */
    public record Count(int good, int withoutPassword, int broken) {
        private Count plus(Kind kind) {
            return switch (kind) {
                case GOOD -> new Count(good + 1, withoutPassword, broken);
                case WITHOUT_PASSWORD -> new Count(good, withoutPassword + 1, broken);
                case BROKEN -> new Count(good, withoutPassword, broken + 1);
            };
        }
    }

    private enum Kind {
        /** Is read. */
        GOOD,
        /** Is HEP, and lacks the password. */
        WITHOUT_PASSWORD,
        /** Is no HEPv3. */
        BROKEN
    }

    /** Opens nothing yet. */
    public HepProbe(Vertx vertx, HepSettings settings) {
        this.settings = settings;
        this.socket = vertx.createDatagramSocket(new DatagramSocketOptions()
                .setIpV6(settings.host().indexOf(':') >= 0)
                .setReceiveBufferSize(HepIntake.BUFFER));
    }

    /** Opens the port; fails where it cannot be had, for example because a Referee has it. */
    public Future<Void> open() {
        socket.handler(this::take);
        return socket.listen(settings.port(), settings.host()).mapEmpty();
    }

    private synchronized void take(DatagramPacket packet) {
        String sender = packet.sender().hostAddress();
        if (senders.size() < MOST || senders.containsKey(sender)) {
            Count before = senders.getOrDefault(sender, new Count(0, 0, 0));
            senders.put(sender, before.plus(kind(packet.data().getBytes(), settings.password())));
        }
    }

    private static Kind kind(byte[] datagram, @Nullable String password) {
        try {
            HepPacket packet = new HepPacket(datagram);
            return password == null || packet.hasPassword(password.getBytes(StandardCharsets.UTF_8))
                    ? Kind.GOOD
                    : Kind.WITHOUT_PASSWORD;
        } catch (BadPacket e) {
            return Kind.BROKEN;
        }
    }

    /** What came so far, by the sender's address. Any thread. */
    public synchronized Map<String, Count> senders() {
        return Map.copyOf(senders);
    }

    /** Closes the port. */
    public Future<Void> close() {
        return socket.close();
    }
}
