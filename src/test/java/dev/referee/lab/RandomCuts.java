package dev.referee.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network between browsers and Referee: it ends most connections after a random number of bytes,
 * in the middle of a frame as well as between two, or after a random time, until it is told to calm
 * down. Thread-safe.
 */
final class RandomCuts implements AutoCloseable {
    private static final int MOST_BYTES = 1_500;
    private static final int MOST_MS = 2_000;

    private final ServerSocket entrance;
    private final URI server;
    private final Random random;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean calm;

    /** Opens one on a free port. */
    RandomCuts(URI server, long seed) {
        this.server = server;
        random = new Random(seed);
        try {
            entrance = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** Referee's address on this side. */
    String url() {
        return "http://127.0.0.1:" + entrance.getLocalPort() + "/";
    }

    /** How many connections it has ended. */
    int cuts() {
        return cuts.get();
    }

    /** Ends none any more. */
    void calmDown() {
        calm = true;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket browser = entrance.accept();
                Socket referee = new Socket(server.getHost(), server.getPort());
                open.add(browser);
                open.add(referee);
                boolean lives = random.nextInt(10) == 0;
                int bytes = lives ? Integer.MAX_VALUE : random.nextInt(MOST_BYTES);
                Thread.startVirtualThread(() -> carry(browser, referee, Integer.MAX_VALUE));
                Thread.startVirtualThread(() -> carry(referee, browser, bytes));
                if (!lives) {
                    CompletableFuture.delayedExecutor(
                                    random.nextInt(MOST_MS), TimeUnit.MILLISECONDS)
                            .execute(() -> cut(browser, referee));
                }
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void cut(Socket browser, Socket referee) {
        if (!calm && open.contains(browser)) {
            cuts.incrementAndGet();
            end(browser);
            end(referee);
        }
    }

    private void carry(Socket from, Socket to, int bytes) {
        int left = bytes;
        byte[] part = new byte[512];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                boolean isLast = read >= left && !calm;
                out.write(part, 0, isLast ? left : read);
                if (isLast) {
                    cuts.incrementAndGet();
                    break;
                }
                left = Math.max(0, left - read);
            }
        } catch (IOException e) {
            // the other end has gone
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set.copyOf(open).forEach(this::end);
    }
}
