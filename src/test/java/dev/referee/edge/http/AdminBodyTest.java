package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.AdminApi;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.token.SignedTokens;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Whose bodies administrators' requests may have, and how long these may take. */
class AdminBodyTest {
    /** Takes a body and answers with it. */
    private static AdminApi echo(String path, Duration deadline) {
        return () -> List.of(new AdminApi.Operation(
                HttpMethod.POST,
                path,
                AdminApi.Body.JSON,
                deadline,
                asked -> Future.succeededFuture(new AdminApi.Reply(200, null, asked.body()))));
    }

    private static final AdminApi ECHO = AdminApi.of(
            echo("/v1/echo", Duration.ofSeconds(30)), echo("/v1/hurry", Duration.ofMillis(300)));

    /** A client that sends what a test wants and then waits. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(EdgeFixture server) throws IOException {
            socket = new Socket("localhost", server.port);
            socket.setSoTimeout(30_000);
            in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void send(String text) throws IOException {
            socket.getOutputStream()
                    .write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** The head of a request with a body of ten bytes, and what comes of that. */
        void announce(String path, String begin) throws IOException {
            send("""
                    POST %s HTTP/1.1
                    Host: localhost
                    Content-Type: application/json
                    Content-Length: 10

                    %s""".formatted(path, begin));
        }

        String statusLine() throws IOException {
            return String.valueOf(in.readLine());
        }

        /** Until the server has closed the connection. */
        String rest() throws IOException {
            return in.lines().collect(Collectors.joining("\n"));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aStrangersBodyIsNotWaitedForAndNotTakenForEver() throws Exception {
        EdgeFixture.Options options =
                EdgeFixture.normal().withTokens(SignedTokens.bySecret()).withAdministration(ECHO);
        try (EdgeFixture server = new EdgeFixture(options);
                Client client = new Client(server)) {
            client.announce("/v1/hurry", "");
            assertEquals("HTTP/1.1 401 Unauthorized", client.statusLine());
            String rest = client.rest();
            assertTrue(rest.contains("token-required"), rest);
        }
    }

    @Test
    void anAdministratorsBodyMayComeInPiecesAndMustComeInTime() throws Exception {
        try (EdgeFixture server = new EdgeFixture(EdgeFixture.open().withAdministration(ECHO));
                Client slow = new Client(server);
                Client silent = new Client(server)) {
            silent.announce("/v1/hurry", "{");
            slow.announce("/v1/echo", "{\"a\":");
            slow.send("   1}");
            assertEquals("HTTP/1.1 200 OK", slow.statusLine());
            assertEquals("HTTP/1.1 408 Request Timeout", silent.statusLine());
            String rest = silent.rest();
            assertTrue(rest.contains("body-too-slow"), rest);
        }
    }
}
