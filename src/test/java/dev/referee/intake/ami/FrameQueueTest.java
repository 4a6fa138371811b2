package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class FrameQueueTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> told = new ArrayList<>();
    private final CountDownLatch busy = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        busy.countDown();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** A queue whose frames are not told until {@link #busy} is over. */
    private FrameQueue queue(int frames, long chars) {
        context.runOnContext(ignored -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return new FrameQueue(context, told::add, frames, chars);
    }

    @Test
    void manyMoreThanOneBatchAreToldInOrder() throws Exception {
        List<String> all = IntStream.range(0, 2_000).mapToObj(i -> "frame " + i).toList();
        FrameQueue queue = queue(all.size(), 1_000_000);
        all.forEach(frame -> assertTrue(queue.offer(frame)));
        busy.countDown();
        queue.awaitEmpty();
        assertEquals(all, told);
    }

    @Test
    void beyondItsFramesNothingIsTakenButTheEnd() throws Exception {
        FrameQueue queue = queue(2, 1_000);
        assertTrue(queue.offer("a"));
        assertTrue(queue.offer("b"));
        assertFalse(queue.offer("c"));
        queue.end("end");
        queue.end("another end");
        assertTrue(queue.offer("after the end nobody cares"));
        busy.countDown();
        queue.awaitEmpty();
        assertEquals(List.of("a", "b", "end"), told);
    }

    @Test
    void beyondItsCharactersNothingIsTaken() throws Exception {
        FrameQueue queue = queue(100, 10);
        assertTrue(queue.offer("12345"));
        assertTrue(queue.offer("67890"));
        assertFalse(queue.offer("x"));
        busy.countDown();
        queue.awaitEmpty();
        assertTrue(queue.offer("1234567890"), "there is room again");
    }

    @Test
    void whatWasDiscardedIsNotTold() throws Exception {
        FrameQueue queue = queue(100, 100);
        queue.offer("a");
        queue.discard();
        queue.end("end");
        busy.countDown();
        queue.awaitEmpty();
        assertEquals(List.of(), told);
    }
}
