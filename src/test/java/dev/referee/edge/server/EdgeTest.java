package dev.referee.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.AdminApi;
import dev.referee.edge.Ladders;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.socket.Browser;
import dev.referee.edge.socket.RawSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

/** How the server begins and ends. */
class EdgeTest {
    private final EdgeFixture server = new EdgeFixture(EdgeFixture.normal());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void stoppingAsksEveryBrowserToComeBackAndFreesThePort() throws IOException {
        List<Browser> browsers = List.of(server.browser(), server.browser());
        EdgeFixture.await(server.edge.stop());
        browsers.forEach(browser -> browser.expectClosed(CloseCode.SHUTTING_DOWN));
        assertThrows(IOException.class, () -> new RawSocket(server.port).close());
    }

    @Test
    void stoppingDoesNotWaitForAPeerThatDoesNotAnswer() throws IOException {
        try (RawSocket dead = new RawSocket(server.port)) {
            EdgeFixture.await(server.edge.stop());
            assertEquals(CloseCode.SHUTTING_DOWN.number(), dead.readUntilClosed());
            dead.readUntilCut();
        }
    }

    @Test
    void aPortInUseIsNamedTogetherWithTheWayOut() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            Edge edge = new Edge(
                    server.vertx,
                    EdgeFixture.normal().withPort(other.getLocalPort()).settings(),
                    server.log,
                    server.dialogs,
                    () -> server.readiness,
                    () -> "",
                    AdminApi.none(),
                    Ladders.none());
            AssertionError refused =
                    assertThrows(AssertionError.class, () -> EdgeFixture.await(edge.start()));
            assertTrue(refused.toString().contains("Port " + other.getLocalPort()));
            assertTrue(refused.toString().contains("listen.port"), refused.toString());
            EdgeFixture.await(edge.stop());
        }
    }
}
