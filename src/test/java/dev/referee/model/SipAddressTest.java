package dev.referee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in headers as phones write them, and as nobody should. */
class SipAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:alice@example.com",
                "  <sip:alice@example.com>  ",
                "Alice <sip:alice@example.com>",
                "\"Alice <sip:mallory@evil.example>\" <sip:alice@example.com>",
                "\"Alice \\\" <sip:mallory@evil.example>\" <sip:alice@example.com>",
                "\"\" <sip:alice@example.com>;cid=\"20398823.2UWQFN309shb3@referrer.example\"",
                "<SIP:alice@EXAMPLE.com>",
                "<sip:%61lic%65@example.com>",
                "<sip:alice:secret@example.com>",
                "<sip:alice;phone-context=+49@example.com;user=phone>",
                "sip:alice@example.com;tag=1;user=phone",
                "<sip:alice@example.com;transport=tcp;lr?Subject=x&Replaces=a%40b>",
                "<sip:alice@example.com?Replaces=a@b;to-tag=1>",
            })
    void oneAndTheSameIsReadHoweverItIsWritten(String header) {
        assertEquals(
                new SipAddress("sip", "alice", "example.com", null), SipAddress.ofHeader(header));
    }

    @ParameterizedTest
    @CsvSource({
        "sip:Alice@example.com",
        "sips:alice@example.com",
        "sip:alice@example.com:5060",
        "sip:alice@example.org",
        "sip:example.com",
        "sip:alice%20@example.com",
    })
    void whatNamesAnotherIsAnother(String uri) {
        SipAddress alice = SipAddress.of("sip:alice@example.com");
        SipAddress other = SipAddress.of(uri);
        assertEquals(uri, String.valueOf(other));
        assertEquals(false, other == null || other.equals(alice));
    }

    @ParameterizedTest
    @CsvSource({
        "sip:+49(30)12.3@PBX, sip:+49(30)12.3@pbx",
        "sip:%36%30%302@pbx, sip:6002@pbx",
        "sip:%2a72@pbx, sip:*72@pbx",
        "sip:%23%3b%3f%40%3a%25@pbx, sip:%23%3B%3F%40%3A%25@pbx",
        "sip:J%c3%bcrgen@pbx, sip:J%C3%BCrgen@pbx",
        "sip:Jürgen@pbx, sip:J%C3%BCrgen@pbx",
        "sip:6002@[2001:DB8::1]:5061, sip:6002@[2001:db8::1]:5061",
        "sip:6002@pbx_1.example, sip:6002@pbx_1.example",
    })
    void addressIsAlwaysWrittenTheSameWay(String uri, String written) {
        SipAddress address = SipAddress.of(uri);
        assertEquals(written, String.valueOf(address));
        assertEquals(address, SipAddress.of(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "alice@example.com",
                "tel:+491234",
                "sip:",
                "sip:alice@",
                "sip:alice@example.com@evil.example",
                "sip:alice@example.com,sip:mallory@evil.example",
                "sip:alice@example.com;x=@evil.example",
                "sip:al%69ce%@example.com",
                "sip:al%6@example.com",
                "sip:al%gg@example.com",
                "sip:alice%0d%0aX@example.com",
                "sip:alice%00@example.com",
                "sip:alice%ff@example.com",
                "sip:alice@exa mple.com",
                "sip:alice@example.com:",
                "sip:alice@example.com:0",
                "sip:alice@example.com:65536",
                "sip:alice@example.com:123456",
                "sip:alice@::1",
                "sip:alice@[::1",
                "sip:alice@[g::1]",
                "sip:alice@exam%70le.com",
            })
    void whatIsNoSipAddressIsNotGuessedAt(String uri) {
        assertNull(SipAddress.of(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@example.com",
                "\"Alice <sip:alice@example.com>",
                "\"Alice\" sip:alice@example.com",
                "<sip:alice@example.com>, <sip:mallory@evil.example>",
                "<sip:alice@example.com> <sip:mallory@evil.example>",
                "< sip:alice@example.com >",
                "<sip:alice@example.com>garbage",
            })
    void headerThatHoldsNotOneAddressIsNone(String header) {
        assertNull(SipAddress.ofHeader(header));
    }

    @Test
    void longHeaderIsReadInTimeThatGrowsWithItsLength() {
        String user = "%61".repeat(100_000);
        SipAddress address = SipAddress.ofHeader("<sip:" + user + "@example.com>");
        assertEquals("a".repeat(100_000), address == null ? null : address.user());
        assertNull(SipAddress.ofHeader("<sip:" + "@:".repeat(100_000) + ">"));
        assertNull(SipAddress.ofHeader("\"".repeat(100_001)));
    }
}
