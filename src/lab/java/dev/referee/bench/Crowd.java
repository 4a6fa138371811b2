package dev.referee.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Browsers that are connected and say nothing, from many addresses of this machine. */
final class Crowd implements AutoCloseable {
    /** Below the ports that Linux gives to one address. */
    private static final int PER_ADDRESS = 10_000;

    private final int port;
    private final boolean subscribing;
    private final List<BrowserSocket> sockets = new ArrayList<>();

    /**
     * Of nobody yet.
     *
     * @param subscribing whether each subscribes to an endpoint of its own
     */
    Crowd(int port, boolean subscribing) {
        this.port = port;
        this.subscribing = subscribing;
    }

    int size() {
        return sockets.size();
    }

    /** Lets more of them come, until there are so many. */
    void growTo(int size) throws IOException {
        while (sockets.size() < size) {
            int number = sockets.size();
            BrowserSocket socket = new BrowserSocket(
                    InetAddress.getByAddress(
                            new byte[] {127, 0, 1, (byte) (1 + number / PER_ADDRESS)}),
                    port);
            sockets.add(socket);
            if (subscribing) {
                socket.subscribe("PJSIP/idle-" + number);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (BrowserSocket socket : sockets) {
            socket.close();
        }
    }
}
