package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;

import dev.referee.log.CloudEvents;
import dev.referee.log.EventLog;
import dev.referee.log.MemoryLedger;
import dev.referee.log.MemoryLog;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Sip;
import dev.referee.model.Transfer.Whereabouts;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The receiver of docs/OUTGOING.md as it stands there, under Node: what it makes of Referee's own signed
 * deliveries, and what it asks an ARI for that takes everything.
 */
class RerouteTest {
    private static final Path PAGE = Path.of("docs", "OUTGOING.md");
    private static final String FIRST = "sip:7002@far.example";
    private static final String SECOND = "sip:7003@far.example";
    private static final int BRIEFLY = 300;

    @TempDir
    Path folder;

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Hooks hooks = new Hooks();
    private final EventLog log = new MemoryLog(1_000, Duration.ofDays(1), hooks.time::now);
    private HttpServer ari;
    private NodeReceiver receiver;
    private int transfers;

    @BeforeEach
    void start() throws IOException {
        ari = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ari.createContext("/ari/", exchange -> {
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " "
                            + exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        ari.start();
        receiver = NodeReceiver.start(
                PAGE,
                folder,
                NodeReceiver.freePort(),
                Hooks.SECRET,
                Map.of(
                        "ARI",
                        "http://127.0.0.1:" + ari.getAddress().getPort() + "/ari",
                        "ARI_USER",
                        "reroute",
                        "ARI_PASSWORD",
                        "hush",
                        "TARGETS",
                        FIRST + " " + SECOND));
        MemoryLedger ledger = new MemoryLedger();
        hooks.start(log, ledger, Hooks.to(receiver.url()));
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().size() == 1,
                () -> "not started");
    }

    @AfterEach
    void stop() {
        hooks.close();
        receiver.close();
        ari.stop(0);
    }

    /** The end of one that the channel 1.1 was asked for. */
    private static TransferBuilder end(Reason reason, String uri, Sip sip) {
        return new TransferBuilder()
                .direction(Transfer.Direction.OUTGOING)
                .state(reason.state(), reason)
                .sip(sip)
                .transferee(new Transfer.Transferee(
                        "PJSIP/p1", "PJSIP/p1-01", "1.1", "c1", Whereabouts.WAITING))
                .target(new Transfer.Target("7002", uri, null, null, null, null, null));
    }

    private static Sip reported(int status) {
        return new Sip(202, status, null);
    }

    private void deliver(TransferBuilder end) {
        transfers++;
        Transfer transfer = end.id("main-1.1-" + transfers).build();
        log.append(new TransferEvent(transfer, 2, hooks.time.now(), Set.of("1.1"), null));
    }

    private void assertAsked(String uri) throws InterruptedException {
        assertEquals(
                "POST /ari/channels/1.1/redirect endpoint=PJSIP/" + uri,
                asked.poll(30, TimeUnit.SECONDS));
        assertEquals("asked for " + uri, receiver.next());
    }

    private void assertSaysAndAsksNobody(String words) throws InterruptedException {
        String line = receiver.next();
        assertTrue(line.startsWith(words + ": main-1.1-" + transfers), line);
        assertEquals(0, asked.size());
    }

    @Test
    void whatPassesIsAskedForAgainAfterTheWait() throws InterruptedException {
        long before = System.nanoTime();
        deliver(end(Reason.BUSY, FIRST, reported(486)).retry(true, BRIEFLY));
        assertAsked(FIRST);
        assertTrue(System.nanoTime() - before >= Duration.ofMillis(BRIEFLY).toNanos());
    }

    @Test
    void afterThreeRequestsTheNextTargetIsAskedForAndThenNobody() throws InterruptedException {
        for (String uri : new String[] {FIRST, FIRST, SECOND}) {
            deliver(end(Reason.BUSY, FIRST, reported(486)).retry(true, 1));
            assertAsked(uri);
        }
        deliver(end(Reason.UNREACHABLE, SECOND, reported(404)).retry(false, null));
        assertSaysAndAsksNobody("nobody is left");
    }

    @Test
    void whoIsNotThereIsFollowedByTheNextTarget() throws InterruptedException {
        deliver(end(Reason.UNREACHABLE, FIRST, reported(404)).retry(false, null));
        assertAsked(SECOND);
    }

    @ParameterizedTest
    @CsvSource({
        "403, DECLINED, ALARM",
        "401, DECLINED, ALARM",
        "481, DIALOG_NOT_FOUND, gave up",
        "405, REFUSED, gave up"
    })
    void refusedReferIsNotRepeated(int status, Reason reason, String words)
            throws InterruptedException {
        deliver(end(reason, FIRST, new Sip(status, null, null)).retry(false, null));
        assertSaysAndAsksNobody(words);
    }

    @Test
    void whatMayHaveWorkedAndWhatAPhoneAskedForAreLeftAlone() throws Exception {
        TransferBuilder[] others = {
            end(Reason.NO_NOTIFY, FIRST, new Sip(202, null, null)).retry(false, null),
            end(Reason.HANDED_OFF, FIRST, reported(200)),
            new TransferBuilder().state(Transfer.State.FAILED, Reason.BUSY)
        };
        for (TransferBuilder other : others) {
            transfers++;
            assertEquals(204, post(Hooks.SECRET, 0, "x" + transfers, body(other)));
        }
        deliver(end(Reason.DECLINED, FIRST, reported(403)).retry(false, null));
        assertSaysAndAsksNobody("ALARM");
    }

    @Test
    void whatComesTwiceCountsOnce() throws Exception {
        String body = body(end(Reason.UNREACHABLE, FIRST, reported(404)).retry(false, null));
        assertEquals(204, post(Hooks.SECRET, 0, "x", body));
        assertAsked(SECOND);
        assertEquals(204, post(Hooks.SECRET, 0, "x", body));
        deliver(end(Reason.DECLINED, SECOND, reported(403)).retry(false, null));
        assertSaysAndAsksNobody("ALARM");
    }

    @Test
    void whatIsNotSignedOrIsOldIsRefused() throws Exception {
        assertEquals(400, post(Hooks.OLD_SECRET, 0, "x", "{\"data\":{}}"));
        assertEquals(400, post(Hooks.SECRET, 301, "x", "{\"data\":{}}"));
        assertEquals(400, send(HttpRequest.newBuilder(), "{\"data\":{}}"));
    }

    private static String body(TransferBuilder end) {
        return "{\"data\":" + CloudEvents.encode(end.build()) + "}";
    }

    /** Sends it as signed with this secret so many seconds ago, and says what the receiver answers. */
    private int post(String secret, long age, String id, String body) throws Exception {
        long time = hooks.time.wall().getEpochSecond() - age;
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(time))
                .header("webhook-signature", new Webhook(secret).sign(id, time, body));
        return send(request, body);
    }

    private int send(HttpRequest.Builder request, String body) throws Exception {
        URI there = URI.create("http://127.0.0.1:" + receiver.url().getPort() + "/");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            request.uri(there)
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
