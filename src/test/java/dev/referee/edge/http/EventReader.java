package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** Reads an event stream as WHATWG HTML section 9.2.6 says, for tests: waits with a deadline. */
final class EventReader implements AutoCloseable {
    private static final Map<String, String> SCHEMAS =
            Map.of("message", "TransferEvent", "subscribed", "Subscribed", "closing", "Closing");

    private final Socket socket = new Socket();
    private final BufferedReader in;
    /** What a browser would send to go on. */
    String lastEventId = "";

    int retryMs;

    /** One event, "message" where it has no name. */
    record Event(String name, JsonNode data) {}

    /** Begins with these header lines. */
    EventReader(EdgeFixture server, String query, String... headers) {
        try {
            socket.setReceiveBufferSize(Browser.RECEIVE_BUFFER_BYTES);
            socket.connect(new InetSocketAddress("localhost", server.port));
            socket.setSoTimeout(30_000);
            // Of HTTP/1.0, so that the stream comes without chunks around it.
            String request = "GET /v1/events" + query + " HTTP/1.0\r\nHost: localhost\r\n"
                    + "Accept: text/event-stream\r\n"
                    + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            @Nullable String status = in.readLine();
            assertTrue(status != null && status.contains(" 200 "), status);
            for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
                line = in.readLine();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins where this one ended. */
    EventReader again(EdgeFixture server, String query) {
        return new EventReader(server, query, "Last-Event-ID: " + lastEventId);
    }

    /** The next event. */
    Event next() {
        Event event = poll();
        if (event == null) {
            throw new AssertionError("The stream has ended");
        }
        return event;
    }

    /** The next event; null when the stream has ended before it was whole. */
    @Nullable
    Event poll() {
        String name = "message";
        String id = lastEventId;
        StringBuilder data = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            } else if (line.isEmpty()) {
                lastEventId = id;
                if (!data.isEmpty()) {
                    String schema = SCHEMAS.get(name);
                    ApiDocument.checkAgainst(Objects.requireNonNull(schema), data.toString());
                    return new Event(name, ApiDocument.parse(data.toString()));
                }
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("retry: ")) {
                retryMs = Integer.parseInt(line.substring(7));
            } else {
                assertTrue(line.startsWith(":"), line);
            }
        }
    }

    /** The next event, which must have this name. */
    JsonNode expect(String name) {
        Event event = next();
        assertEquals(name, event.name(), event.toString());
        return event.data();
    }

    /** The next event, which must be this one of a transfer. */
    JsonNode expectEvent(String id) {
        JsonNode event = expect("message");
        assertEquals(id, event.get("id").asText(), event.toString());
        return event;
    }

    /** Waits for a comment that keeps the stream open. */
    void expectComment() {
        for (String line = line(); line == null || !line.startsWith(":"); line = line()) {
            assertTrue(line != null, "The stream has ended");
        }
        lastEventId = String.valueOf(line()).replaceFirst("^id: ", "");
    }

    /** Reads to the end of the stream. */
    void expectEnd() {
        String line = line();
        while (line != null) {
            line = line();
        }
    }

    private @Nullable String line() {
        try {
            return in.readLine();
        } catch (java.net.SocketException e) {
            return null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
