package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Signals that come while one is dealt with. */
class HangupTest {
    @Test
    void howeverManyComeOneMoreReadingIsEnough() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Semaphore mayEnd = new Semaphore(0);
        CountDownLatch second = new CountDownLatch(2);
        try (Hangup hangup = new Hangup(() -> {
            runs.incrementAndGet();
            begun.countDown();
            mayEnd.acquireUninterruptibly();
            second.countDown();
        })) {
            hangup.come();
            begun.await();
            for (int i = 0; i < 1_000; i++) {
                hangup.come();
            }
            mayEnd.release(1_000);
            second.await(30, TimeUnit.SECONDS);
            assertEquals(2, runs.get());
        }
    }
}
