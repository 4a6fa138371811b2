package dev.referee.edge.socket;

import static dev.referee.edge.server.EdgeFixture.ALICE;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Transfers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Whatever a browser sends, every message has one answer and the connection stays. A failure prints
 * its seed: {@code -Dgarbage.seed=…} repeats it.
 */
class GarbageTest {
    private static final int MESSAGES = 2_000;
    private static final List<String> WORDS = List.of(
            "type",
            "subscribe",
            "authenticate",
            "id",
            "dialog",
            "callId",
            "localTag",
            "remoteTag",
            "endpoint",
            "all",
            "from",
            "epoch",
            "offset",
            "",
            "\u0000\ud83d\ude00\"\\");

    private final ObjectMapper json = new ObjectMapper();
    private final EdgeFixture server = new EdgeFixture(EdgeFixture.normal());
    private final long seed = Long.getLong("garbage.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void randomBytesAreAnsweredWithAnError() {
        everyMessageHasOneAnswer(() -> {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            return Buffer.buffer(bytes);
        });
    }

    @Test
    void randomJsonOfOurOwnWordsIsAnsweredWithAnError() {
        everyMessageHasOneAnswer(() -> {
            Buffer object = Buffer.buffer(json.writeValueAsBytes(randomMap(0)));
            return object.slice(0, Math.min(object.length(), EdgeFixture.MAX_FRAME_BYTES));
        });
    }

    @Test
    void brokenCopiesOfAGoodMessageAreAnsweredWithAnError() {
        String good = "{\"type\":\"subscribe\",\"id\":\"x\",\"endpoint\":\"PJSIP/alice\",\"from\":"
                + "{\"epoch\":\"e\",\"offset\":1}}";
        everyMessageHasOneAnswer(() -> {
            Buffer broken = Buffer.buffer(good);
            broken.setByte(random.nextInt(broken.length()), (byte) random.nextInt(256));
            return broken.slice(0, 1 + random.nextInt(broken.length()));
        });
    }

    @Test
    void deeplyNestedJsonIsAnsweredWithAnError() {
        Browser browser = server.browser();
        browser.send("[".repeat(EdgeFixture.MAX_FRAME_BYTES));
        browser.expectError("malformed-json");
    }

    @Test
    void bytesThatAreNoWebSocketFramesEndOnlyTheirOwnConnection() throws IOException {
        Browser other = server.browser();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            // A reserved bit: never the beginning of a frame.
            bytes[0] = (byte) (bytes[0] | 0x40);
            try (RawSocket peer = new RawSocket(server.port)) {
                peer.write(bytes);
                peer.readUntilCut();
            }
            other.expectNothing();
        }
    }

    private interface Source {
        Buffer next() throws IOException;
    }

    private void everyMessageHasOneAnswer(Source garbage) {
        server.learn(ALICE);
        Browser browser = server.browser();
        browser.subscribe("1", ALICE);
        browser.expect("subscribed");
        for (int i = 0; i < MESSAGES; i++) {
            Buffer message;
            try {
                message = garbage.next();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            EdgeFixture.await(browser.socket.writeFrame(WebSocketFrame.textFrame("", false)));
            EdgeFixture.await(
                    browser.socket.writeFrame(WebSocketFrame.continuationFrame(message, true)));
            String answer = browser.nextText();
            assertTrue(answer.startsWith("{\"type\":\"error\""), "seed " + seed + ": " + answer);
        }
        browser.expectNothing();
        server.log.append(Transfers.requested("t1"));
        browser.expectEvent("t1.1", "1");
    }

    private Map<String, Object> randomMap(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put(word(), randomValue(depth));
        }
        if (depth == 0) {
            map.put("type", random.nextInt(3) > 0 ? "subscribe" : randomValue(depth));
        }
        return map;
    }

    private Object randomValue(int depth) {
        return switch (random.nextInt(depth > 2 ? 4 : 6)) {
            case 0 -> word();
            case 1 -> random.nextLong();
            case 2 -> random.nextBoolean();
            case 3 -> random.nextDouble();
            case 4 -> randomMap(depth + 1);
            case 5 -> new ArrayList<>(List.of(word(), word()));
            default -> throw new IllegalStateException();
        };
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
