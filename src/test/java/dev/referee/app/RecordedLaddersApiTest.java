package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.admin.LadderApi;
import dev.referee.app.config.Configuration;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.token.SignedTokens;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A recorded file that an administrator sends to be drawn, good or bad. */
class RecordedLaddersApiTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private final String[] administrator =
            Asker.token(SignedTokens.forAdministrator(Instant.now().plus(Duration.ofHours(1))));

    private final Vertx vertx = Vertx.vertx();
    private final EdgeFixture server;
    private final Asker asker = new Asker();

    RecordedLaddersApiTest() throws Exception {
        Configuration configuration = Configuration.load(
                null, Map.of("REFEREE_PBX_AMI_SECRET", "a", "REFEREE_PBX_ARI_PASSWORD", "b"));
        server = new EdgeFixture(EdgeFixture.normal()
                .withTokens(SignedTokens.bySecret())
                .withAdministration(
                        new LadderApi(new RecordedLadders(vertx, configuration)::draw)));
    }

    @AfterEach
    void close() {
        server.close();
        asker.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> send(byte[] file, String type, String... token) {
        List<String> headers = new ArrayList<>(Arrays.asList(token));
        headers.addAll(List.of("Content-Type", type));
        return asker.send(
                server,
                "/v1/ladders",
                "POST",
                BodyPublishers.ofByteArray(file),
                headers.toArray(String[]::new));
    }

    private HttpResponse<String> send(byte[] file) {
        return send(file, "application/octet-stream", administrator);
    }

    @Test
    void theTransfersOfARecordingAreDrawn() throws IOException {
        HttpResponse<String> answer =
                send(Files.readAllBytes(CAPTURES.resolve("blind-busy.jsonl.gz")));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode ladders = Asker.json(answer).get("ladders");
        assertEquals(1, ladders.size());
        assertEquals("busy", ladders.at("/0/reason").asText());
    }

    @Test
    void aFileThatIsNoRecordingIsRefusedWithItsLine() {
        HttpResponse<String> answer = send("hello".getBytes(StandardCharsets.UTF_8));
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("recording:1:"), answer.body());
    }

    @Test
    void aSmallFileThatIsHugeWhenUnpackedIsRefused() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
            byte[] lines =
                    (" ".repeat(1023) + "\n").repeat(1 << 10).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i <= RecordedLadders.MOST_BYTES >> 20; i++) {
                zip.write(lines);
            }
        }
        assertTrue(bomb.size() < 1 << 20);
        HttpResponse<String> answer = send(bomb.toByteArray());
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("when it is unpacked"), answer.body());
    }

    @Test
    void onlyAdministratorsMaySendOneAndOnlyAsBytes() {
        byte[] file = {1};
        assertEquals(401, send(file, "application/octet-stream").statusCode());
        String[] party = Asker.token(
                SignedTokens.forEndpoints(Instant.now().plus(Duration.ofHours(1)), "PJSIP/alice"));
        assertEquals(403, send(file, "application/octet-stream", party).statusCode());
        assertEquals(415, send(file, "text/plain", administrator).statusCode());
    }
}
