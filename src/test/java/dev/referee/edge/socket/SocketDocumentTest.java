package dev.referee.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.edge.http.ApiDocument;
import dev.referee.model.EnumWord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The AsyncAPI document has neither less nor more than the socket. That what comes over it fits to it
 * is checked in every other test, by {@link Browser}.
 */
class SocketDocumentTest {
    @Test
    void everyErrorIsNamedAndNoOther() {
        Set<String> named = new TreeSet<>();
        ApiDocument.asyncApi()
                .at("/components/messages/error/payload/properties/code/enum")
                .forEach(code -> named.add(code.asText()));
        assertEquals(
                Arrays.stream(ErrorCode.values())
                        .map(EnumWord::of)
                        .collect(Collectors.toCollection(TreeSet::new)),
                named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"subscribe\",\"id\":\"1\",\"all\":true}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"endpoint\":\"PJSIP/alice\"}",
                "{\"type\":\"unsubscribe\",\"id\":\"1\"}",
                "{\"type\":\"authenticate\",\"token\":\"x\"}",
                "{\"type\":\"ping\"}",
            })
    void whatTheServerUnderstandsIsDocumented(String message) {
        ApiDocument.checkMessage("referee.v1", message);
        assertFalse(
                RequestReader.read(message.getBytes(StandardCharsets.UTF_8))
                        instanceof Request.Faulty);
    }

    @Test
    void whatIsNotDocumentedIsFound() {
        assertThrows(
                AssertionError.class,
                () -> ApiDocument.checkMessage("referee.v1", "{\"type\":\"pong\",\"x\":1}"));
    }
}
