package dev.referee.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Which pages a browser may connect for. */
class OriginsTest {
    private static final EdgeFixture.Options CLOSED = EdgeFixture.normal();
    private static final EdgeFixture.Options OPEN = EdgeFixture.open();
    private static final EdgeFixture.Options LISTED =
            EdgeFixture.open().withOrigins("https://crm.example", "http://pbx.example:8080");

    @ParameterizedTest
    @CsvSource({
        "https://crm.example, true",
        "HTTPS://CRM.EXAMPLE, true",
        "http://pbx.example:8080, true",
        ", true",
        "http://crm.example, false",
        "https://crm.example:444, false",
        "https://crm.example.evil.example, false",
        "https://evil.example/https://crm.example, false",
        "https://sub.crm.example, false",
        "http://localhost:8090, false",
        "'null', false",
        "'', false",
    })
    void whereSomeAreListedNoOthersMay(@Nullable String origin, boolean may) {
        assertEquals(may, new Origins(LISTED.settings()).allow(origin, "localhost:8090"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8090, localhost:8090, true",
        "http://localhost:3000, localhost:8090, true",
        "http://127.0.0.1:8090, 127.0.0.1:8090, true",
        "http://[::1]:8090, [::1]:8090, true",
        "http://192.0.2.7:8090, 192.0.2.7:8090, true",
        "http://[2001:db8::7]:8090, [2001:DB8::7]:8090, true",
        ", localhost:8090, true",
        "http://192.0.2.7:8090, 192.0.2.8:8090, false",
        "http://192.0.2.7:80, 192.0.2.7:8090, false",
        "http://192.0.2.7:8090, , false",
        // A name of somebody else can be made to resolve to this machine.
        "http://evil.example:8090, evil.example:8090, false",
        "http://localhost.evil.example:8090, localhost:8090, false",
        "http://evil.example/?localhost, localhost:8090, false",
        "'null', localhost:8090, false",
        "file://, localhost:8090, false",
        "not an origin, localhost:8090, false",
    })
    void anOpenServerTakesItsOwnPagesAlone(
            @Nullable String origin, @Nullable String host, boolean may) {
        assertEquals(may, new Origins(OPEN.settings()).allow(origin, host));
    }

    @Test
    void aServerThatTellsNothingWithoutProofTakesAll() {
        assertTrue(new Origins(CLOSED.settings()).allow("https://any.example", "localhost"));
    }

    @Test
    void aPageThatMayNotIsRefusedBeforeThereIsASocket() {
        try (EdgeFixture server = new EdgeFixture(LISTED)) {
            connect(server, "https://crm.example").expect("welcome");
            AssertionError refused = assertThrows(
                    AssertionError.class, () -> connect(server, "https://evil.example"));
            assertTrue(refused.toString().contains("403"), refused.toString());
        }
    }

    @Test
    void compressionIsNotAgreedTo() {
        try (EdgeFixture server = new EdgeFixture(OPEN)) {
            Browser browser = new Browser(
                    server.vertx,
                    server.port,
                    List.of("referee.v1"),
                    client -> client.setTryUsePerMessageCompression(true)
                            .setTryUsePerFrameCompression(true),
                    request -> {});
            browser.expect("welcome");
            assertNull(browser.socket.headers().get("Sec-WebSocket-Extensions"));
        }
    }

    private static Browser connect(EdgeFixture server, String origin) {
        return new Browser(
                server.vertx,
                server.port,
                List.of("referee.v1"),
                client -> {},
                request -> request.addHeader("Origin", origin));
    }
}
