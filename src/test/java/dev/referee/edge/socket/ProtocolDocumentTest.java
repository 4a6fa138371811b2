package dev.referee.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.client.CloseCode;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/PROTOCOL.md says what the program does: nothing is missing in it, and nothing is too much. */
class ProtocolDocumentTest {
    private final String document;

    ProtocolDocumentTest() throws IOException {
        document = Files.readString(Path.of("docs/PROTOCOL.md"));
    }

    @Test
    void everyCloseCodeIsDocumentedWithItsReason() {
        assertEquals(
                Arrays.stream(CloseCode.values())
                        .map(code -> code.number() + " | `" + code.reason())
                        .collect(Collectors.toCollection(TreeSet::new)),
                rows(document, "^\\| (4\\d{3} \\| `[^`]*)` \\|"));
    }

    @Test
    void everyErrorCodeIsDocumented() {
        String errors = document.substring(
                document.indexOf("## Errors"), document.indexOf("## Close codes"));
        assertEquals(
                Arrays.stream(ErrorCode.values())
                        .map(EnumWord::of)
                        .collect(Collectors.toCollection(TreeSet::new)),
                rows(errors, "^\\| `([a-z-]+)` \\|"));
    }

    @Test
    void everyReasonIsDocumentedWithItsState() {
        for (Transfer.State state : Transfer.State.values()) {
            List<String> reasons = Arrays.stream(Transfer.Reason.values())
                    .filter(reason -> reason.state() == state)
                    .map(reason ->
                            "`" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                    .toList();
            if (!reasons.isEmpty()) {
                String row = "| " + state.name().toLowerCase(Locale.ROOT) + " | "
                        + String.join(", ", reasons) + " |";
                assertTrue(document.contains(row), "missing: " + row);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CloseCode.class)
    void aCloseCodeIsInItsBandAndItsReasonFitsIntoACloseFrame(CloseCode code) {
        boolean comesBack = code.reason().matches("retryAfterMs=[1-9]\\d* [a-z ]+");
        assertTrue(
                comesBack
                        ? code.number() >= 4100 && code.number() <= 4199
                        : code.number() >= 4000 && code.number() <= 4099);
        assertTrue(code.reason().getBytes(StandardCharsets.UTF_8).length <= 123);
    }

    private static Set<String> rows(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
