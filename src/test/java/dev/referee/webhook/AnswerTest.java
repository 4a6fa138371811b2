package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a receiver says that it wants to be left alone. */
class AnswerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static Optional<Duration> rest(int status, String header) {
        return new Answer(status, "", header).rest(NOW);
    }

    @Test
    void secondsAndDatesAreHeededUpToAnHour() {
        assertEquals(Optional.of(Duration.ofSeconds(7)), rest(429, "7"));
        assertEquals(
                Optional.of(Duration.ofSeconds(55)), rest(503, "Fri, 02 Jan 2026 03:05:00 GMT"));
        assertEquals(Optional.of(Duration.ofHours(1)), rest(503, "3600"));
        assertEquals(Optional.of(Duration.ofHours(1)), rest(503, "999999999"));
        assertEquals(Optional.of(Duration.ofHours(1)), rest(503, "Fri, 02 Jan 2099 03:05:00 GMT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "soon", "1e9", "Fri, 02 Jan 2026 03:04:00 GMT", "9999999999"})
    void whatIsNoneIsNot(String header) {
        assertEquals(Optional.empty(), rest(503, header));
    }

    @Test
    void onlyOverloadCounts() {
        assertEquals(Optional.empty(), rest(500, "7"));
        assertEquals(Optional.empty(), Answer.none("No answer").rest(NOW));
    }
}
