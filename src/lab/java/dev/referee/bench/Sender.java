package dev.referee.bench;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends chunks to a listener, never more ahead of it than a window allows. */
final class Sender {
    /** Chunks that may be on their way: below the 20,000 events at which asterisk-java drops. */
    private static final int WINDOW = 16;

    private static final int PATIENCE_SECONDS = 120;

    private final Semaphore room = new Semaphore(WINDOW);

    /** The listener has dealt with one more chunk. Any thread. */
    void dealtWith() {
        room.release();
    }

    /** Returns when everything was dealt with. */
    void send(FakePbx.Line line, List<byte[]> chunks) throws InterruptedException {
        for (byte[] chunk : chunks) {
            take(1);
            line.send(chunk);
        }
        take(WINDOW);
        room.release(WINDOW);
    }

    private void take(int permits) throws InterruptedException {
        if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the listener has stopped listening");
        }
    }
}
