package dev.referee.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.AdminApi;
import dev.referee.edge.http.ApiDocument;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Transfers;
import dev.referee.token.SignedTokens;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who may ask for what administrators may ask for, and how it must be asked. */
class AdministratorsTest {
    @TempDir
    Path folder;

    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private static EdgeFixture.Options withTokens() {
        return EdgeFixture.normal().withTokens(SignedTokens.bySecret());
    }

    /** Of all that can be asked for, also of what is not there. */
    private static Set<String> answers(Desk desk) {
        Set<String> answers = new HashSet<>();
        for (AdminApi.Operation operation : desk.administration().operations()) {
            for (String id : List.of("fixed", "none", "1")) {
                String path = operation.path().replace(":id", id);
                HttpResponse<String> answer = switch (operation.body()) {
                    case JSON -> desk.create(desk.definition("crm", ""));
                    case NONE -> desk.send(operation.method().name(), path);
                    case FILE -> desk.sendFile(path);
                };
                answers.add(answer.statusCode() + " " + answer.body());
            }
        }
        return answers;
    }

    @Test
    void aStrangerGetsOneAndTheSameAnswerWhateverItAsksFor() throws Exception {
        try (Desk desk = new Desk(folder, withTokens(), true)) {
            Set<String> answers = answers(desk);
            assertEquals(1, answers.size(), answers::toString);
            assertTrue(answers.iterator().next().startsWith("401"), answers::toString);
        }
        try (Desk desk = new Desk(folder, EdgeFixture.normal(), true)) {
            Set<String> answers = answers(desk);
            assertEquals(1, answers.size(), answers::toString);
            assertTrue(answers.iterator().next().startsWith("403"), answers::toString);
        }
    }

    @Test
    void aTokenOfSomeEndpointsIsNoAdministrators() throws Exception {
        String[] token = Asker.token(SignedTokens.forEndpoints(later(), "*"));
        try (Desk desk = new Desk(folder, withTokens(), true, token)) {
            Set<String> answers = answers(desk);
            assertEquals(1, answers.size(), answers::toString);
            assertTrue(answers.iterator().next().startsWith("403"), answers::toString);
        }
    }

    @Test
    void anAdministratorsTokenIsEnough() throws Exception {
        String[] token = Asker.token(SignedTokens.forAdministrator(later()));
        try (Desk desk = new Desk(folder, withTokens(), false, token)) {
            desk.awaitReady();
            desk.expect(201, desk.create("{\"id\":\"a\",\"url\":\"https://a.example\"}"));
            String detail = desk.detail(400, desk.create(desk.definition("crm", "")));
            assertTrue(detail.contains("admin.private_addresses"), detail);
        }
    }

    @Test
    void theDocumentHasWhatCanBeAskedForAndNothingElse() throws Exception {
        try (Desk desk = new Desk(folder)) {
            Set<String> served = new TreeSet<>();
            desk.administration()
                    .operations()
                    .forEach(one ->
                            served.add(one.method() + " " + one.path().replace(":id", "{id}")));
            Set<String> documented = new TreeSet<>();
            Set<String> parameters = new TreeSet<>();
            ApiDocument.openApi()
                    .get("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(operation -> {
                        if (operation.getValue().has("tags")) {
                            documented.add(operation.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " " + path.getKey());
                            operation.getValue().get("parameters").forEach(parameter -> {
                                if (parameter.get("in").asText().equals("query")) {
                                    parameters.add(parameter.get("name").asText());
                                }
                            });
                        }
                    }));
            assertEquals(served, documented);
            Set<String> known = new TreeSet<>(WebhookApi.NAMES);
            known.addAll(NotifyApi.NAMES);
            known.addAll(FindingApi.NAMES);
            assertEquals(known, parameters);
        }
    }

    @Test
    void whatIsNotAskedForAsItMustBeIsNotFollowed() throws Exception {
        try (Desk desk = new Desk(folder)) {
            HttpResponse<String> wrong = desk.send("PUT", "/v1/webhooks/fixed");
            desk.detail(405, wrong);
            assertEquals(
                    "DELETE, GET, HEAD, OPTIONS",
                    wrong.headers().firstValue("Allow").orElse(""));
            desk.detail(400, desk.get("/v1/webhooks?all=1"));
            for (String query : List.of(
                    "limit=0",
                    "limit=101",
                    "limit=x",
                    "cursor=x",
                    "webhok=a",
                    "webhook=",
                    "limit=1&limit=2")) {
                desk.detail(400, desk.get("/v1/dead-letters?" + query));
            }
            desk.detail(404, desk.get("/v1/dead-letters/x"));
            desk.detail(413, post(desk, "/v1/webhooks/fixed/pause", "{}", "application/json"));
            desk.detail(415, post(desk, "/v1/webhooks", "{}", "text/plain"));
            String longest = " ".repeat(65_536);
            desk.detail(400, post(desk, "/v1/webhooks", longest, "application/json"));
            desk.detail(413, post(desk, "/v1/webhooks", longest + " ", "application/json"));
            desk.detail(
                    400,
                    desk.asker.send(
                            desk.server,
                            "/v1/webhooks",
                            "POST",
                            BodyPublishers.ofByteArray(new byte[] {'{', (byte) 0xff, '}'}),
                            "Content-Type",
                            "application/json"));
        }
    }

    private static HttpResponse<String> post(Desk desk, String path, String body, String type) {
        return desk.asker.send(
                desk.server, path, "POST", BodyPublishers.ofString(body), "Content-Type", type);
    }

    @Test
    void onlyPagesOfListedOriginsMayChangeSomething() throws Exception {
        String[] token = Asker.token(SignedTokens.forAdministrator(later()));
        String crm = "https://crm.example";
        try (Desk desk = new Desk(folder, withTokens(), true, token)) {
            assertEquals(403, preflight(desk, crm, "POST"));
            assertEquals(204, preflight(desk, crm, "GET"));
            assertEquals(204, preflight(desk, "http://localhost:" + desk.server.port, "DELETE"));
            assertEquals(
                    403,
                    desk.asker
                            .send(
                                    desk.server,
                                    "/v1/webhooks/fixed/pause",
                                    "POST",
                                    BodyPublishers.noBody(),
                                    token[0],
                                    token[1],
                                    "Origin",
                                    crm)
                            .statusCode());
        }
        try (Desk desk = new Desk(folder, withTokens().withOrigins(crm), true, token)) {
            assertEquals(204, preflight(desk, crm, "POST"));
            assertEquals(403, preflight(desk, "https://other.example", "POST"));
        }
        try (Desk desk = new Desk(folder)) {
            assertEquals(403, preflight(desk, crm, "GET"));
            assertEquals(403, preflight(desk, crm, "POST"));
        }
    }

    private static int preflight(Desk desk, String origin, String method) {
        return desk.asker
                .send(
                        desk.server,
                        "/v1/webhooks/fixed",
                        "OPTIONS",
                        BodyPublishers.noBody(),
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        method)
                .statusCode();
    }

    @Test
    void transfersAreStillThere() throws Exception {
        try (Desk desk = new Desk(folder)) {
            desk.log.append(Transfers.requested("t1"));
            desk.expect(200, desk.get("/v1/transfers"));
        }
    }
}
