package dev.referee.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between browser and Referee that can be cut: it carries bytes until then. */
final class CutWire implements AutoCloseable {
    private final ServerSocket entrance;
    private final URI server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    CutWire(URI server) {
        this.server = server;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** Referee's address on this side. */
    String url() {
        return "http://127.0.0.1:" + entrance.getLocalPort() + "/";
    }

    /** Ends every connection and lets none through. */
    void cut() {
        cut = true;
        open.forEach(CutWire::end);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket browser = entrance.accept();
                if (cut) {
                    end(browser);
                    continue;
                }
                Socket referee = new Socket(server.getHost(), server.getPort());
                open.add(browser);
                open.add(referee);
                Thread.startVirtualThread(() -> carry(browser, referee));
                Thread.startVirtualThread(() -> carry(referee, browser));
            } catch (IOException e) {
                // closed, or Referee is not there: the browser tries again
            }
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // cut
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
