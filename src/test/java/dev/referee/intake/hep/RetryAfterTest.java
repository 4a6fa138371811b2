package dev.referee.intake.hep;

import static dev.referee.intake.hep.Packets.message;
import static dev.referee.intake.hep.Packets.received;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Base64;

/** When a far end wants to be asked again: RFC 3261 section 20.33. */
class RetryAfterTest {
    private static final String UNAVAILABLE = "SIP/2.0 503 Service Unavailable";

    private static Fact only(byte[] packet) {
        return new HepFacts().of(Base64.getEncoder().encodeToString(packet)).getFirst();
    }

    private static @Nullable Duration ofAnswer(String... headers) {
        return assertInstanceOf(
                        Fact.ReferAnswered.class,
                        only(received(message(UNAVAILABLE, "REFER", headers))))
                .retryAfter();
    }

    private static Fact.NotifySeen notify(String... body) {
        String[] lines = new String[body.length + 4];
        lines[0] = "Event: refer";
        lines[1] = "Content-Type: message/sipfrag";
        lines[2] = "Retry-After: 1"; // Of the NOTIFY itself, which says nothing.
        lines[3] = "";
        System.arraycopy(body, 0, lines, 4, body.length);
        return assertInstanceOf(
                Fact.NotifySeen.class,
                only(received(message("NOTIFY sip:pbx SIP/2.0", "NOTIFY", lines))));
    }

    private static @Nullable Duration seconds(@Nullable Long seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18000;duration=3600 | 18000",
                "120 (I'm in a meeting (again)) | 120",
                "5 (soon) ; duration=60 | 5",
                "0 | 0",
                "007 | 7",
                "999999999999999999 | 999999999999999999",
                "9999999999999999999 | ",
                "-5 | ",
                "5.5 | ",
                "5, 10 | ",
                "soon | ",
                "'' | ",
                "Mon, 21 Jul 1997 18:48:34 GMT | ",
            })
    void secondsAreReadAndNothingElse(String value, @Nullable Long expected) {
        assertEquals(seconds(expected), ofAnswer("retry-AFTER: " + value));
        assertEquals(
                seconds(expected), notify(UNAVAILABLE, "Retry-After : " + value).retryAfter());
    }

    @Test
    void answerIsReadHoweverOddItsRetryAfterIs() {
        assertEquals(seconds(5L), ofAnswer("Retry-After: 5", "Retry-After: 6"));
        assertNull(ofAnswer("Retry-After: " + "5".repeat(SipMessage.LONGEST_VALUE + 1)));
        assertNull(ofAnswer());
    }

    @Test
    void partOfAMessageInANotifyIsReadToo() {
        Fact.NotifySeen notify =
                notify(UNAVAILABLE, "Server: far", "Retry-After: 30", "Retry-After: 31");
        assertEquals(503, notify.status());
        assertEquals(seconds(30L), notify.retryAfter());
        assertNull(notify(UNAVAILABLE, "X-Retry-After: 30").retryAfter());
    }
}
