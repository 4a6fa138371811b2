package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog.Entry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;

/** What a receiver is tried with. */
class SampleTest {
    @ParameterizedTest
    @EnumSource(Format.class)
    void thereIsOneInEachFormatAndItIsKnownAsATest(Format format) {
        Entry sample = Sample.at(Instant.parse("2026-01-02T03:04:05Z"));
        Message message = format.message(sample).orElseThrow();
        assertTrue(message.body().contains(Sample.PREFIX), message::body);
        assertFalse(message.body().contains("success"), message::body);
        assertFalse(message.body().contains("completed"), message::body);
    }
}
