package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

/** How long a receiver is left in peace after it has not taken something. */
class BackoffTest {
    /** Always draws the largest. */
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void eachWaitMayBeTwiceAsLongUpToAQuarterOfAnHour() {
        Backoff backoff = new Backoff(LARGEST);
        assertEquals(Duration.ofSeconds(1), backoff.after(1));
        assertEquals(Duration.ofSeconds(2), backoff.after(2));
        assertEquals(Duration.ofSeconds(512), backoff.after(10));
        assertEquals(Duration.ofMinutes(15), backoff.after(11));
        assertEquals(Duration.ofMinutes(15), backoff.after(Integer.MAX_VALUE));
    }

    @Test
    void theWaitsAreSpreadOverAllOfThat() {
        Backoff backoff = new Backoff(new Random(1));
        double mean = java.util.stream.IntStream.range(0, 10_000)
                .mapToLong(i -> backoff.after(5).toMillis())
                .average()
                .orElseThrow();
        assertEquals(8_000, mean, 200);
    }
}
