package dev.referee.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Both ends of a {@link Relay}, which runs as a process of its own. */
final class RelayLine implements AutoCloseable {
    private static final double NANOS_PER_MICRO = 1e3;

    private final ServerProcess relay;
    private final Socket source;
    private final Socket sink;

    /**
     * Starts it.
     *
     * @param arguments the relay's
     */
    RelayLine(String... arguments) throws IOException {
        relay = new ServerProcess(Relay.class.getName(), arguments);
        source = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        sink = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        source.setTcpNoDelay(true);
    }

    /** Microseconds until these bytes have come through. */
    double sample(byte[] frame) throws IOException {
        Rig.rest();
        long begin = System.nanoTime();
        source.getOutputStream().write(frame);
        int read = sink.getInputStream().readNBytes(frame.length).length;
        if (read != frame.length) {
            throw new IOException("the relay has ended: " + relay.lastWords());
        }
        return (System.nanoTime() - begin) / NANOS_PER_MICRO;
    }

    @Override
    public void close() throws IOException {
        source.close();
        sink.close();
        relay.close();
    }
}
