package dev.referee.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network between browsers and Referee: it ends most connections after a random number of bytes,
 * in the middle of a frame as well as between two, or after a random time, until it is told to calm
 * down.
 */
final class RandomCuts extends Wire {
    private static final int MOST_BYTES = 1_500;
    private static final int MOST_MS = 2_000;

    private final Random random;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean calm;

    RandomCuts(URI server, long seed) {
        super(server);
        random = new Random(seed);
        begin();
    }

    /** How many connections it has ended. */
    int cuts() {
        return cuts.get();
    }

    /** Ends none any more. */
    void calmDown() {
        calm = true;
    }

    @Override
    boolean admits() {
        return true;
    }

    @Override
    void join(Socket browser, Socket referee) {
        boolean lives = random.nextInt(10) == 0;
        int bytes = lives ? Integer.MAX_VALUE : random.nextInt(MOST_BYTES);
        Thread.startVirtualThread(() -> carry(browser, referee));
        Thread.startVirtualThread(() -> carry(referee, browser, bytes));
        if (!lives) {
            CompletableFuture.delayedExecutor(random.nextInt(MOST_MS), TimeUnit.MILLISECONDS)
                    .execute(() -> cut(browser, referee));
        }
    }

    private void cut(Socket browser, Socket referee) {
        if (!calm && isOpen(browser)) {
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
}
