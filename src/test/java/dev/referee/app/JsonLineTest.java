package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What a program that collects logs reads. */
class JsonLineTest {
    private final Logger logger = new LoggerContext().getLogger("dev.referee.app.Service");

    private String line(String message, @Nullable Throwable thrown, Object... arguments) {
        JsonLine encoder = new JsonLine();
        encoder.start();
        return new String(
                encoder.encode(
                        new LoggingEvent("", logger, Level.WARN, message, thrown, arguments)),
                StandardCharsets.UTF_8);
    }

    @Test
    void aLineIsOneObjectWithTheTimeAsTextAndTheMessageAsItReads() {
        Instant before = Instant.now();
        JsonObject read = new JsonObject(line("Watching {} through {}", null, "main", "AMI"));
        assertEquals("Watching main through AMI", read.getString("message"));
        assertEquals("WARN", read.getString("level"));
        assertEquals("dev.referee.app.Service", read.getString("loggerName"));
        Instant time = Instant.parse(read.getString("time"));
        assertFalse(time.isBefore(before.minusMillis(1)) || time.isAfter(Instant.now()));
        assertFalse(read.containsKey("arguments"), read.encode());
    }

    @Test
    void whateverIsInAMessageTheLineStaysOneObject() {
        String odd = "\"quoted\" \\ C:\\x \r\n\t\u0000\u0001\u001f\u2028 Zo\u00eb \ud83d\udcde {}";
        String line = line("{}", null, odd);
        assertEquals(odd, new JsonObject(line).getString("message"));
        assertEquals(line.indexOf('\n'), line.length() - 1, line);
    }

    @Test
    void aStackTraceIsInsideWithItsCause() {
        String odd = "it \"broke\"\n\tat \u0001";
        String line = line(
                "failed",
                new IllegalStateException(odd, new IllegalArgumentException("the cause\n\"")));
        assertEquals(line.indexOf('\n'), line.length() - 1, line);
        JsonObject thrown = new JsonObject(line).getJsonObject("throwable");
        assertEquals("java.lang.IllegalStateException", thrown.getString("className"));
        assertEquals(odd, thrown.getString("message"));
        assertTrue(thrown.getJsonArray("stepArray").encode().contains("JsonLineTest"), line);
        assertEquals("the cause\n\"", thrown.getJsonObject("cause").getString("message"));
    }
}
