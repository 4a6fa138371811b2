package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.referee.phone.Phone;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A back end is told by HTTP how a transfer on a real Asterisk ended: Anna sends Ben to Cleo. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookIT {
    private static final String SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx";
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;
    private static final int PATIENCE_SECONDS = 30;

    private record Got(Map<String, List<String>> headers, String body) {}

    private final Stage stage;
    private final Phone cleo;
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private final HttpServer backEnd;
    private RefereeProcess referee;

    WebhookIT(Stage stage) throws IOException {
        this.stage = stage;
        cleo = stage.phones().register("cleo");
        backEnd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backEnd.createContext("/hook", this::received);
    }

    private void received(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        got.add(new Got(Map.copyOf(exchange.getRequestHeaders()), body));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @BeforeAll
    void start() {
        backEnd.start();
        referee = RefereeProcess.startWithWebhook(
                stage.asterisk().address(),
                "http://127.0.0.1:" + backEnd.getAddress().getPort() + "/hook",
                SECRET);
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    @AfterAll
    void stop() {
        referee.close();
        backEnd.stop(0);
    }

    @Test
    void aBackEndIsToldThatTheTargetWasBusyAndCanProveWhoSaysSo() throws Exception {
        assertEquals(202, stage.annaTalksToBen().caller().referBlind(CLEO).awaitAnswer());
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);

        Got end = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(end != null, "nothing came");
        new Webhook(SECRET).verify(end.body(), end.headers());
        assertTrue(end.body().contains("\"state\":\"failed\",\"reason\":\"busy\""), end.body());
    }
}
