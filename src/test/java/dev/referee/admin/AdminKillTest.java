package dev.referee.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.http.Asker;
import dev.referee.log.ChildProcess;
import dev.referee.webhook.Hooks;
import dev.referee.webhook.Receiver;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What an administrator was told is done is done, although Referee is killed right then. */
class AdminKillTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private Receiver receiver;
    private ChildProcess child;
    private String root = "";

    @BeforeEach
    void open() throws Exception {
        receiver = new Receiver(vertx);
        live();
    }

    @AfterEach
    void close() throws Exception {
        child.kill();
        http.shutdownNow();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Begins a life, which tells one event of its own. */
    private void live() throws Exception {
        child = ChildProcess.start(AdminLife.class, folder);
        String line = String.valueOf(child.nextLine());
        while (!line.startsWith(AdminLife.PORT)) {
            line = String.valueOf(child.nextLine());
        }
        root = "http://localhost:" + line.substring(AdminLife.PORT.length()) + "/v1/";
        Hooks.await(() -> status("webhooks") == 200, () -> "not ready");
    }

    private void killAndLive() throws Exception {
        child.kill();
        live();
    }

    private int status(String path) {
        try {
            return send("GET", path, "").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode ask(String method, String path) throws Exception {
        HttpResponse<String> answer = send(method, path, "");
        assertEquals(200, answer.statusCode(), answer.body());
        return Asker.json(answer);
    }

    private String create(String id) throws Exception {
        HttpResponse<String> answer = send("POST", "webhooks", """
                {"id":"%s","url":"http://127.0.0.1:%d/","privateAddresses":true}""".formatted(id, receiver.port()));
        assertEquals(201, answer.statusCode(), answer.body());
        return Asker.json(answer).get("secret").asText();
    }

    @Test
    void aWebhookThatWasMadeIsThereAndIsSentWhatIsToldThen() throws Exception {
        String secret = create("crm");
        killAndLive();
        assertEquals("active", ask("GET", "webhooks/crm").get("state").asText());
        Hooks.await(() -> !receiver.got.isEmpty(), () -> "nothing came");
        assertEquals("t2_1", receiver.got.getFirst().id());
        Receiver.verify(receiver.got.getFirst(), secret);
    }

    @Test
    void oneThatWasPausedIsPausedAndOneThatWasResumedIsNot() throws Exception {
        create("crm");
        ask("POST", "webhooks/crm/pause");
        killAndLive();
        assertEquals("paused", ask("GET", "webhooks/crm").get("state").asText());
        assertEquals(List.of(), receiver.ids());
        ask("POST", "webhooks/crm/resume");
        killAndLive();
        assertEquals("active", ask("GET", "webhooks/crm").get("state").asText());
        Hooks.await(
                () -> receiver.ids().containsAll(List.of("t2_1", "t3_1")),
                () -> "" + receiver.ids());
    }

    @Test
    void aDeadLetterThatWasTakenIsGoneAndOneThatWasNotIsThere() throws Exception {
        create("crm");
        receiver.answers = message -> Receiver.Answer.FAIL;
        killAndLive();
        Hooks.await(() -> letters().size() == 1, () -> "no dead letter");
        String id = letters().get(0).get("id").asText();
        ask("POST", "dead-letters/" + id + "/resend");
        killAndLive();
        Hooks.await(() -> letters().size() == 2, () -> "no second one");
        receiver.answers = message -> Receiver.Answer.TAKE;
        assertTrue(ask("POST", "dead-letters/" + id + "/resend").get("taken").asBoolean());
        killAndLive();
        assertEquals(404, status("dead-letters/" + id));
        assertEquals(1, letters().size());
    }

    private JsonNode letters() {
        try {
            return ask("GET", "dead-letters").get("deadLetters");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNewSecretCountsAndADeletedWebhookIsGone() throws Exception {
        String first = create("crm");
        String second = ask("POST", "webhooks/crm/rotate").get("secret").asText();
        create("other");
        assertEquals(204, send("DELETE", "webhooks/other", "").statusCode());
        killAndLive();
        assertEquals(404, status("webhooks/other"));
        Hooks.await(() -> !receiver.got.isEmpty(), () -> "nothing came");
        Receiver.verify(receiver.got.getFirst(), first);
        Receiver.verify(receiver.got.getFirst(), second);
    }

    @Test
    void ofThoseThatAreMadeWhileItIsKilledAllThatWereToldAreThere() throws Exception {
        AtomicInteger made = new AtomicInteger();
        List<String> told = new ArrayList<>();
        Thread maker = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < AdminLife.MOST; i++) {
                    create("w" + i);
                    told.add("w" + i);
                    made.incrementAndGet();
                }
            } catch (Exception e) {
                // It was killed.
            }
        });
        Hooks.await(() -> made.get() >= 5, () -> "made " + made);
        child.kill();
        maker.join();
        live();
        List<String> there = ask("GET", "webhooks").get("webhooks").findValuesAsText("id");
        assertTrue(there.containsAll(told), () -> told + " but " + there);
    }
}
