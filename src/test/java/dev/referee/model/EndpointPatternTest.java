package dev.referee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoints are meant: by a token, for a NOTIFY, for a webhook. */
class EndpointPatternTest {
    @ParameterizedTest
    @CsvSource({
        "PJSIP/alice, PJSIP/alice, true",
        "PJSIP/alice, PJSIP/alice2, false",
        "PJSIP/alice, PJSIP/Alice, false",
        "PJSIP/phone-*, PJSIP/phone-7, true",
        "PJSIP/phone-*, PJSIP/phone-, true",
        "PJSIP/phone-*, PJSIP/trunk, false",
        "PJSIP/*, PJSIP/anybody, true",
        "PJSIP/*, SIP/anybody, false",
        "*, SIP/anybody, true",
        "PJSIP/a*e, PJSIP/alice, false",
        "PJSIP/a*e, PJSIP/a*e, true",
        "PJSIP/a**, PJSIP/alice, false",
        "PJSIP/a**, PJSIP/a*e, true",
    })
    void namesTheseAndNoOthers(String pattern, String endpoint, boolean matches) {
        assertEquals(matches, new EndpointPattern(pattern).matches(endpoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "**", "PJSIP/a*b", "PJSIP/**", "PJSIP/a b"})
    void aSlipIsRefused(String text) {
        assertTrue(EndpointPattern.of(text).isEmpty());
    }
}
