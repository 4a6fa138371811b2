package dev.referee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values of a header that names the session are compared by. */
class DialogTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2"
                        + "|ab30317f1a784dc48ff824d0d3715d86",
                "AB30317F1A784DC48FF824D0D3715D86 ; remote=1|ab30317f1a784dc48ff824d0d3715d86",
                "ab30317f1a784dc48ff824d0d3715d86|ab30317f1a784dc48ff824d0d3715d86",
                "Call-ID-of-the-Phone@host|Call-ID-of-the-Phone@host",
            })
    void sendersOwnPartIsCompared(String header, String compared) {
        assertEquals(compared, Dialog.comparableSessionId(header));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                ";remote=47755a9de7794ba387653f2099600ef2",
                "00000000000000000000000000000000;remote=47755a9de7794ba387653f2099600ef2",
                "123456789012345",
                "               a               ",
            })
    void whatNamesNoSessionOrCouldBeGuessedIsNotCompared(String header) {
        assertNull(Dialog.comparableSessionId(header));
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 100_000})
    void longestIsBounded(int length) {
        assertNull(Dialog.comparableSessionId("a".repeat(length)));
        assertEquals(
                256, String.valueOf(Dialog.comparableSessionId("a".repeat(256))).length());
    }
}
