package dev.referee.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose phones are sent something. */
class ReceiverTest {
    @ParameterizedTest
    @CsvSource({
        "PJSIP/alice, PJSIP/alice, true",
        "PJSIP/alice, PJSIP/alice2, false",
        "PJSIP/alice, PJSIP/Alice, false",
        "PJSIP/phone-*, PJSIP/phone-7, true",
        "PJSIP/phone-*, PJSIP/trunk, false",
        "PJSIP/*, PJSIP/anybody, true",
        "PJSIP/*, SIP/anybody, false",
    })
    void patternNamesTheseAndNoOthers(String pattern, String endpoint, boolean matches) {
        assertEquals(matches, Receiver.of(pattern).orElseThrow().matches(endpoint));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "alice", "PJSIP/", "SIP/alice", "PJSIP/a*b", "PJSIP/**", "PJSIP/a b"
            })
    void whatIsNoPatternIsRefused(String text) {
        assertTrue(Receiver.of(text).isEmpty());
    }
}
