package dev.referee.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.client.RateLimit;

import org.junit.jupiter.api.Test;

/** How often somebody may guess. */
class AttemptsTest {
    private static final long MINUTE_MS = 60_000;

    private long now;
    private final Attempts attempts = new Attempts(3, 5, () -> now);

    @Test
    void aConnectionHasSoManyAMinute() {
        RateLimit one = new RateLimit();
        for (int i = 0; i < 3; i++) {
            assertTrue(attempts.take(one, "192.0.2.1"));
        }
        assertFalse(attempts.take(one, "192.0.2.1"));
        now += MINUTE_MS - 1;
        assertFalse(attempts.take(one, "192.0.2.1"));
        now++;
        assertTrue(attempts.take(one, "192.0.2.1"));
    }

    @Test
    void anAddressHasSoManyAMinuteWithHoweverManyConnections() {
        for (int i = 0; i < 5; i++) {
            assertTrue(attempts.take(new RateLimit(), "192.0.2.1"));
        }
        assertFalse(attempts.take(new RateLimit(), "192.0.2.1"));
        assertTrue(attempts.take(new RateLimit(), "192.0.2.2"));
        now += MINUTE_MS;
        assertTrue(attempts.take(new RateLimit(), "192.0.2.1"));
    }

    @Test
    void whatWasRightIsGivenBack() {
        RateLimit one = new RateLimit();
        for (int i = 0; i < 100; i++) {
            assertTrue(attempts.take(one, "192.0.2.1"));
            attempts.giveBack(one, "192.0.2.1");
        }
        attempts.giveBack(one, "192.0.2.1");
        attempts.giveBack(one, "192.0.2.9");
        for (int i = 0; i < 3; i++) {
            assertTrue(attempts.take(one, "192.0.2.1"));
        }
        assertFalse(attempts.take(one, "192.0.2.1"));
    }

    @Test
    void ofTooManyAddressesTheOneThatTriedLongestAgoIsForgotten() {
        for (int i = 0; i < 5; i++) {
            attempts.take(new RateLimit(), "first");
            attempts.take(new RateLimit(), "second");
        }
        for (int i = 0; i < Attempts.MOST_ADDRESSES - 2; i++) {
            attempts.take(new RateLimit(), "address " + i);
        }
        assertFalse(attempts.take(new RateLimit(), "first"));
        attempts.take(new RateLimit(), "one more");
        assertEquals(Attempts.MOST_ADDRESSES, attempts.size());
        assertFalse(attempts.take(new RateLimit(), "first"));
        assertTrue(attempts.take(new RateLimit(), "second"));
    }
}
