package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.model.Dialog;
import dev.referee.model.EnumWord;
import dev.referee.problem.Problem;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Asks by plain HTTP, for tests. */
public final class Asker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    /** Asks with these headers, each name followed by its value. */
    public HttpResponse<String> get(EdgeFixture server, String path, String... headers) {
        return send(server, path, "GET", HttpRequest.BodyPublishers.noBody(), headers);
    }

    public HttpResponse<String> send(
            EdgeFixture server,
            String path,
            String method,
            HttpRequest.BodyPublisher body,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            ApiDocument.check(method, path, response);
            return response;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    /** Asks, and fails unless there is an answer. */
    public JsonNode expect(EdgeFixture server, String path, String... headers) {
        HttpResponse<String> response = get(server, path, headers);
        assertEquals(200, response.statusCode(), response.body());
        return json(response);
    }

    /** Asks, and fails unless this is wrong with it. */
    HttpResponse<String> expectProblem(
            EdgeFixture server, Problem.Kind kind, String path, String... headers) {
        return check(kind, get(server, path, headers));
    }

    static HttpResponse<String> check(Problem.Kind kind, HttpResponse<String> response) {
        assertEquals(kind.status(), response.statusCode(), response.body());
        assertEquals(
                Problem.MEDIA_TYPE,
                response.headers().firstValue("Content-Type").orElse(""));
        JsonNode problem = json(response);
        assertEquals(EnumWord.of(kind), problem.get("code").asText());
        assertEquals(kind.status(), problem.get("status").asInt());
        assertEquals("about:blank", problem.get("type").asText());
        return response;
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    /** The ids of an answer's transfers. */
    public static List<String> ids(JsonNode answer) {
        return StreamSupport.stream(answer.get("transfers").spliterator(), false)
                .map(transfer -> transfer.get("id").asText())
                .toList();
    }

    /** The parameters of a dialog. */
    public static String of(Dialog dialog) {
        String sessionId = dialog.sessionId();
        return "?callId=%s&localTag=%s&remoteTag=%s"
                        .formatted(dialog.callId(), dialog.localTag(), dialog.remoteTag())
                + (sessionId == null ? "" : "&sessionId=" + sessionId);
    }

    public static String[] token(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
