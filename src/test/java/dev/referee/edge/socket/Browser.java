package dev.referee.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.http.ApiDocument;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.model.Dialog;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A browser's socket, for tests: waits for what must come, with a deadline. */
public final class Browser {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Small and fixed: else the kernel takes up to tens of megabytes for a slow reader. */
    public static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    private static final int LARGEST_MESSAGE = 50_000_000;

    public final WebSocket socket;
    /** Held because Vert.x closes the sockets of a client that is garbage (5.0.8). */
    private final WebSocketClient client;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    public Browser(Vertx vertx, int port, List<String> subprotocols) {
        this(vertx, port, subprotocols, options -> {}, target -> {});
    }

    /** One that connects in another way than most. */
    public Browser(
            Vertx vertx,
            int port,
            List<String> subprotocols,
            Consumer<WebSocketClientOptions> client,
            Consumer<WebSocketConnectOptions> request) {
        WebSocketClientOptions options = new WebSocketClientOptions();
        options.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        options.setMaxFrameSize(LARGEST_MESSAGE).setMaxMessageSize(LARGEST_MESSAGE);
        WebSocketConnectOptions target = new WebSocketConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setURI("/v1/events")
                .setSubProtocols(subprotocols);
        client.accept(options);
        request.accept(target);
        this.client = vertx.createWebSocketClient(options);
        // With handlers from the beginning: what comes before there is one is lost.
        ClientWebSocket connecting = this.client.webSocket();
        connecting.textMessageHandler(text -> {
            heard.add(text);
            received.add(text);
        });
        connecting.closeHandler(nothing -> closed.complete((int) connecting.closeStatusCode()));
        CompletableFuture<WebSocket> opened =
                connecting.connect(target).toCompletionStage().toCompletableFuture();
        try {
            socket = opened.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("No socket: " + e, e);
        }
    }

    public void send(String text) {
        EdgeFixture.await(socket.writeTextMessage(text));
    }

    public void sendBinary(String content) {
        EdgeFixture.await(socket.writeBinaryMessage(Buffer.buffer(content)));
    }

    public void authenticate(String token) {
        send("{\"type\":\"authenticate\",\"token\":\"%s\"}".formatted(token));
    }

    /** Everything that came so far. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    public void subscribe(String id, String endpoint) {
        send("{\"type\":\"subscribe\",\"id\":\"%s\",\"endpoint\":\"%s\"}".formatted(id, endpoint));
    }

    public void subscribeToAll(String id) {
        send("{\"type\":\"subscribe\",\"id\":\"%s\",\"all\":true}".formatted(id));
    }

    public void subscribe(String id, Dialog dialog) {
        send("{'type':'subscribe','id':'%s','dialog':%s}"
                .replace('\'', '"')
                .formatted(id, json(dialog)));
    }

    public void subscribe(String id, Dialog dialog, String epoch, long offset) {
        send("{'type':'subscribe','id':'%s','dialog':%s,'from':{'epoch':'%s','offset':%d}}"
                .replace('\'', '"')
                .formatted(id, json(dialog), epoch, offset));
    }

    private static String json(Dialog dialog) {
        String sessionId = dialog.sessionId();
        return "{'callId':'%s','localTag':'%s','remoteTag':'%s'%s}"
                .formatted(
                        dialog.callId(),
                        dialog.localTag(),
                        dialog.remoteTag(),
                        sessionId == null ? "" : ",'sessionId':'" + sessionId + "'")
                .replace('\'', '"');
    }

    /** The next message, as it came. */
    public String nextText() {
        try {
            String next = received.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("No message within 30 s");
            }
            ApiDocument.checkMessage(String.valueOf(socket.subProtocol()), next);
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next message, which must be of this type. */
    public JsonNode expect(String type) {
        String text = nextText();
        try {
            JsonNode frame = JSON.readTree(text);
            assertEquals(type, frame.path("type").asText(), text);
            return frame;
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The next message, which must be an error with this code. */
    public JsonNode expectError(String code) {
        JsonNode error = expect("error");
        assertEquals(code, error.get("code").asText(), error.toString());
        return error;
    }

    /** The next message, which must be this event for these subscriptions. */
    public JsonNode expectEvent(String eventId, String... ids) {
        JsonNode frame = expect("event");
        assertEquals(eventId, frame.at("/event/id").asText(), frame.toString());
        assertEquals(List.of(ids), JSON.convertValue(frame.get("ids"), List.class));
        return frame;
    }

    /**
     * Fails when anything is on its way here: asks for something that has an answer, which must come
     * first, because the server answers and delivers on one thread.
     */
    public void expectNothing() {
        send("{\"type\":\"unsubscribe\",\"id\":\"nothing before this\"}");
        assertEquals(
                "nothing before this",
                expectError("unknown-subscription").get("id").asText());
    }

    /** Waits for the close, and fails unless it has this code. */
    public void expectClosed(CloseCode code) {
        try {
            assertEquals((int) code.number(), closed.get(30, TimeUnit.SECONDS));
            assertEquals(code.reason(), socket.closeReason());
        } catch (AssertionError e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("Not closed within 30 s", e);
        }
    }

    public void close() {
        EdgeFixture.await(socket.close());
    }
}
