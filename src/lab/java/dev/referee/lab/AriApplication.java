package dev.referee.lab;

import dev.referee.asterisk.Asterisk;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * An ARI application of an admin's own beside Referee, in whose hands calls can be ({@code Stasis()}),
 * with the account of the tests. For one thread.
 */
public final class AriApplication implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final String ACCOUNT = "Basic "
            + Base64.getEncoder()
                    .encodeToString("tester:lab-tester".getBytes(StandardCharsets.UTF_8));

    private final String name;
    private final String ari;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    private AriApplication(Asterisk.Address asterisk, String name) {
        this.name = name;
        this.ari = asterisk.host() + ":" + asterisk.httpPort() + "/ari/";
        this.socket = http.newWebSocketBuilder()
                .header("Authorization", ACCOUNT)
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create("ws://" + ari + "events?app=" + name), new Listener())
                .join();
    }

    /** Registers it with Asterisk. */
    public static AriApplication register(Asterisk.Address asterisk, String name) {
        return new AriApplication(asterisk, name);
    }

    /** Its name, by which the dialplan calls it. */
    public String name() {
        return name;
    }

    /** Waits for the next channel that the dialplan or a dial hands it, and tells its id. */
    public String awaitArrival() {
        return await("StasisStart").getJsonObject("channel").getString("id");
    }

    /** Waits for an event of this type; those before it are forgotten. */
    public JsonObject await(String type) {
        return await(type, event -> true);
    }

    /** Waits for an event of this type about a channel; those before it are forgotten. */
    public JsonObject await(String type, String channel) {
        return await(
                type,
                event -> channel.equals(
                        event.getJsonObject("channel", new JsonObject()).getString("id")));
    }

    private JsonObject await(String type, Predicate<JsonObject> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                JsonObject event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    throw new AssertionError("ARI did not tell " + type + " in time");
                }
                if (type.equals(event.getString("type")) && wanted.test(event)) {
                    return event;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Asks Asterisk to do something, which it must accept. */
    public void post(String resource) {
        send("POST", resource);
    }

    /** Asks Asterisk for something, which it must have. */
    JsonObject get(String resource) {
        return new JsonObject(send("GET", resource));
    }

    /** The host and the port of its HTTP server, with a slash at the end. */
    String server() {
        return ari.substring(0, ari.indexOf('/') + 1);
    }

    /** Asks Asterisk to remove something, which it must accept. */
    public void delete(String resource) {
        send("DELETE", resource);
    }

    private String send(String method, String resource) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ari + resource))
                .header("Authorization", ACCOUNT)
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new AssertionError("ARI answers " + response.statusCode() + " to " + method
                        + " " + resource + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new AssertionError("ARI does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                events.add(new JsonObject(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
