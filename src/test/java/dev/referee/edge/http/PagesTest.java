package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.Readiness;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.RawSocket;
import dev.referee.token.SignedTokens;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;

/** What is served by plain HTTP. */
class PagesTest {
    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    @Test
    void theProcessIsHealthyAsLongAsItAnswersEvenWithoutItsPbx() throws Exception {
        server.readiness = new Readiness(List.of(lost("main/ami", true, "down")));
        assertEquals(200, get("/healthz").statusCode());
    }

    @Test
    void readinessTellsWhichConnectionIsDownAndWhy() throws Exception {
        Readiness.Source ami = connected("Connected to pbx:5038.");
        server.readiness = new Readiness(List.of(
                ami,
                lost("main/ari", true, "Wrong password: see \"ari.password\"."),
                new Readiness.Source(
                        "main/hep",
                        Readiness.State.NOT_CONFIGURED,
                        false,
                        null,
                        null,
                        "Set pbx.hep.listen.")));
        HttpResponse<String> down = get("/readyz");
        assertEquals(503, down.statusCode());
        assertEquals(
                "{\"ready\":false,\"sources\":[{\"name\":\"main/ami\",\"up\":true,\"state\":"
                        + "\"connected\",\"since\":\"2026-01-02T03:04:05Z\",\"detail\":"
                        + "\"Connected to pbx:5038.\"},{\"name\":\"main/ari\",\"up\":false,"
                        + "\"state\":\"lost\",\"since\":\"2026-01-02T03:04:06Z\",\"detail\":"
                        + "\"Wrong password: see \\\"ari.password\\\".\"},{\"name\":\"main/hep\","
                        + "\"up\":false,\"state\":\"not-configured\",\"detail\":"
                        + "\"Set pbx.hep.listen.\"}],\"warnings\":[],"
                        + "\"log\":{\"up\":true,\"detail\":"
                        + "\"Events are kept in memory alone, until Referee ends.\"}}",
                down.body());
        server.readiness = new Readiness(List.of(ami));
        HttpResponse<String> up = get("/readyz");
        assertEquals(200, up.statusCode());
        assertTrue(up.body().startsWith("{\"ready\":true,"), up.body());
        assertEquals("no-store", header(up, "cache-control"));
    }

    @Test
    void metricsAreServedAsPrometheusReadsThem() throws Exception {
        server.metrics = "# HELP a b\n# TYPE a gauge\na 1\n";
        HttpResponse<String> metrics = get("/metrics");
        assertEquals(200, metrics.statusCode());
        assertEquals(server.metrics, metrics.body());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", header(metrics, "content-type"));
    }

    private static Readiness.Source connected(String detail) {
        return new Readiness.Source(
                "main/ami",
                Readiness.State.CONNECTED,
                true,
                Instant.parse("2026-01-02T03:04:05Z"),
                null,
                detail);
    }

    private static Readiness.Source lost(String name, boolean needed, String detail) {
        return new Readiness.Source(
                name,
                Readiness.State.LOST,
                needed,
                Instant.parse("2026-01-02T03:04:06Z"),
                null,
                detail);
    }

    @Test
    void sourceThatOnlyAddsDetailDoesNotMakeItUnready() throws Exception {
        server.readiness = new Readiness(List.of(
                connected("Connected to pbx:5038."),
                lost("main/hep", false, "The port is taken.")));
        HttpResponse<String> ready = get("/readyz");
        assertEquals(200, ready.statusCode());
        assertTrue(ready.body().contains("main/hep"), ready.body());
    }

    @Test
    void warningSaysWhatIsMissedAndDoesNotMakeItUnready() throws Exception {
        server.readiness = new Readiness(
                List.of(connected("Connected to pbx:5038.")),
                List.of(new Readiness.Warning("hep-not-configured", "Set pbx.hep.listen.")));
        HttpResponse<String> ready = get("/readyz");
        assertEquals(200, ready.statusCode());
        assertTrue(
                ready.body()
                        .contains("\"warnings\":[{\"code\":\"hep-not-configured\","
                                + "\"message\":\"Set pbx.hep.listen.\"}]"),
                ready.body());
    }

    @Test
    void thePageOfAllTransfersIsThereOnlyWhereSomebodyMaySeeThem() throws Exception {
        HttpResponse<String> closed = get("/");
        assertEquals(200, closed.statusCode());
        assertTrue(closed.body().contains("transfers is off"), closed.body());
        assertEquals(404, get("/index.html").statusCode());
        restart(EdgeFixture.open());
        HttpResponse<String> open = get("/");
        assertTrue(open.body().contains("all transfers"), open.body());
        assertEquals("text/html; charset=utf-8", header(open, "content-type"));
        restart(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));
        assertEquals(open.body(), get("/").body());
    }

    @Test
    void theDemoIsThereOnlyWhereItIsConfigured() throws Exception {
        assertEquals(404, get("/demo").statusCode());
        assertEquals(404, get("/demo/config.json").statusCode());
        assertEquals(404, get("/demo.html").statusCode());
        restart(EdgeFixture.normal().withDemo("ws://pbx.example:8088/ws"));
        assertTrue(get("/demo").body().contains("demo phones"));
        HttpResponse<String> config = get("/demo/config.json");
        assertEquals("{\"sipWebSocket\":\"ws://pbx.example:8088/ws\"}", config.body());
        assertEquals("application/json", header(config, "content-type"));
        HttpResponse<String> slash = get("/demo/");
        assertEquals(302, slash.statusCode());
        assertEquals("../demo", header(slash, "location"));
    }

    @Test
    void aPageMayLoadAndConnectOnlyWhereItMust() throws Exception {
        String policy = header(get("/"), "content-security-policy");
        assertTrue(policy.contains("default-src 'self'; connect-src 'self'; "), policy);
        restart(EdgeFixture.normal().withDemo("wss://pbx.example:8089/ws"));
        HttpResponse<String> demo = get("/demo");
        policy = header(demo, "content-security-policy");
        assertTrue(policy.contains("connect-src 'self' wss://pbx.example:8089; "), policy);
        assertEquals("nosniff", header(demo, "x-content-type-options"));
        assertEquals("nosniff", header(get("/nowhere"), "x-content-type-options"));
    }

    @Test
    void aFileIsSentAgainOnlyWhenItHasChanged() throws Exception {
        HttpResponse<String> first = get("/assets/index.js");
        assertEquals(200, first.statusCode());
        assertTrue(header(first, "content-type").contains("javascript"));
        String etag = header(first, "etag");
        assertEquals("no-cache", header(first, "cache-control"));
        HttpResponse<String> second = get("/assets/index.js", "If-None-Match", etag);
        assertEquals(304, second.statusCode());
        assertEquals(etag, header(second, "etag"));
        assertEquals("", second.body());
        HttpResponse<String> third = get("/assets/index.js", "If-None-Match", "\"other\"");
        assertEquals(first.body(), third.body());
    }

    @Test
    void pagesOfOtherOriginsMayImportTheClientAndNothingElse() throws Exception {
        HttpResponse<String> client = get("/client/referee.js");
        assertEquals(200, client.statusCode());
        assertTrue(header(client, "content-type").contains("javascript"));
        assertEquals("*", header(client, "access-control-allow-origin"));
        assertEquals("cross-origin", header(client, "cross-origin-resource-policy"));
        HttpResponse<String> types = get("/client/referee.d.ts");
        assertEquals("text/plain; charset=utf-8", header(types, "content-type"));
        assertEquals("", header(get("/assets/index.js"), "access-control-allow-origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nowhere",
                "/client",
                "/client/../outside.txt",
                "/assets",
                "/assets/",
                "/assets/nothing.js",
                "/assets/../outside.txt",
                "/assets/..%2foutside.txt",
                "/assets/%2e%2e/outside.txt",
                "/assets/..%5coutside.txt",
                "/assets//index.js/",
                "/assets/.hidden",
                "/outside.txt",
            })
    void whatIsNotThereIsSaidClearly(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("Nothing is at this address"), response.body());
        assertFalse(response.body().contains("secret"));
    }

    @Test
    void aBrokenHandshakeIsRefusedAndTheConnectionIsNotLeftOpen() throws Exception {
        String answer = RawSocket.answerTo(server.port, """
                GET /v1/events HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade, close
                Sec-WebSocket-Version: 13

                """);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }

    @Test
    void aProbeMayAskForTheHeadOnly() throws Exception {
        HttpResponse<String> head = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port + "/healthz"))
                        .HEAD()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
