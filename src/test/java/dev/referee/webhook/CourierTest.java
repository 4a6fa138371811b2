package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When a receiver is left alone, to the millisecond. */
class CourierTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");

    private final Vertx vertx = Vertx.vertx();
    private final Clock clock = new Clock();

    /** Timers that know whole milliseconds, as Vert.x' do. */
    private static final class Clock implements Timing {
        private Instant now = NOW;
        private final List<Long> waits = new ArrayList<>();

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Instant wall() {
            return now;
        }

        @Override
        public void after(Duration wait, Runnable task) {
            waits.add(wait.toMillis());
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void whenTheTimerForADateFiresTheReceiverIsNoLongerLeftAlone() {
        Courier courier = new Courier(
                vertx,
                Hooks.to(URI.create("http://receiver.example/")),
                clock,
                host -> List.of(),
                Duration.ofSeconds(10));
        courier.heed(new Answer(503, "", "Fri, 02 Jan 2026 03:05:00 GMT"), () -> {});
        assertFalse(courier.mayCarry(0));
        assertEquals(1, clock.waits.size());
        clock.now = NOW.plusMillis(clock.waits.getFirst());
        assertTrue(courier.mayCarry(0));
        courier.close();
    }
}
