package dev.referee.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between browsers and Referee that a test can spoil. Thread-safe. */
abstract class Wire implements AutoCloseable {
    private final ServerSocket entrance;
    private final URI server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Opens one on a free port, for many who connect at once. */
    Wire(URI server) {
        this.server = server;
        try {
            entrance = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets browsers in. Call it once, when all is ready. */
    final void begin() {
        Thread.startVirtualThread(this::accept);
    }

    /** Whether one more connection gets through. */
    abstract boolean admits();

    /** Carries bytes between these two, on threads of its own. */
    abstract void join(Socket browser, Socket referee);

    /** Referee's address on this side. */
    final String url() {
        return "http://127.0.0.1:" + entrance.getLocalPort() + "/";
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket browser = entrance.accept();
                if (!admits()) {
                    end(browser);
                    continue;
                }
                Socket referee = new Socket(server.getHost(), server.getPort());
                open.add(browser);
                open.add(referee);
                join(browser, referee);
            } catch (IOException e) {
                // closed, or Referee is not there: the browser tries again
            }
        }
    }

    /** Carries all bytes one way, and ends both when there are no more. */
    final void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // the other end has gone, or it was cut
        } finally {
            end(from);
            end(to);
        }
    }

    /** Whether nobody has ended it. */
    final boolean isOpen(Socket socket) {
        return open.contains(socket);
    }

    final void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void endAll() {
        Set.copyOf(open).forEach(this::end);
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        endAll();
    }
}
