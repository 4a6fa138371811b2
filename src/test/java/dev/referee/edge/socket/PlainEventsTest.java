package dev.referee.edge.socket;

import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.Awaiting;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The socket that carries nothing but CloudEvents. */
class PlainEventsTest {
    private static final String SUBSCRIBED = "dev.referee.subscribed";
    private static final int MORE_THAN_TCP_HOLDS = 25;
    private static final String LONG = "x".repeat(1_000_000);

    private EdgeFixture server =
            new EdgeFixture(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    private Browser connect(String query, String... headers) {
        return new Browser(
                server.vertx, server.port, List.of("cloudevents.json"), client -> {}, request -> {
                    request.setURI("/v1/events" + query);
                    for (int i = 0; i < headers.length; i += 2) {
                        request.addHeader(headers[i], headers[i + 1]);
                    }
                });
    }

    private Browser administrator(String... headers) {
        String[] token = Asker.token(SignedTokens.forAdministrator(later()));
        return headers.length == 0
                ? connect("", token)
                : connect("", token[0], token[1], headers[0], headers[1]);
    }

    @Test
    void everyMessageIsOneCloudEvent() {
        server.log.append(Transfers.complete("t1", 1, Transfer.State.RINGING));
        Browser backEnd = administrator();
        assertEquals("cloudevents.json", backEnd.socket.subProtocol());
        JsonNode first = backEnd.expect(SUBSCRIBED);
        assertEquals("1.0", first.get("specversion").asText());
        assertEquals(List.of("t1"), Asker.ids(first.get("data")));
        assertTrue(first.at("/data/recovered").booleanValue());
        server.log.append(Transfers.complete("t1", 2, Transfer.State.FAILED));
        JsonNode event = backEnd.expect("dev.referee.transfer.failed");
        assertEquals("t1.2", event.get("id").asText());
        assertEquals(server.log.newest().epoch() + ":2", event.get("position").asText());
        assertTrue(event.get("data").has("referTo"));
    }

    @Test
    void aDialogIsEnoughAndShowsItsPartAlone() {
        server.learn(BOB);
        Browser backEnd = connect(Asker.of(BOB));
        backEnd.expect(SUBSCRIBED);
        server.log.append(Transfers.requested("of others"));
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        JsonNode transfer = backEnd.expect("dev.referee.transfer.failed").get("data");
        assertEquals("[\"transferee\"]", transfer.get("roles").toString());
        assertFalse(transfer.has("referTo"));
    }

    @Test
    void itGoesOnWhereItEnded() {
        Browser first = administrator();
        String position = first.expect(SUBSCRIBED).get("position").asText();
        first.close();
        server.log.append(Transfers.requested("t1"));
        Browser second = administrator("Last-Event-ID", position);
        JsonNode again = second.expect(SUBSCRIBED);
        assertTrue(again.at("/data/recovered").booleanValue());
        assertFalse(again.has("position"));
        assertEquals(
                "t1.1",
                second.expect("dev.referee.transfer.requested").get("id").asText());
        JsonNode lost = administrator("Last-Event-ID", "another:1").expect(SUBSCRIBED);
        assertFalse(lost.at("/data/recovered").booleanValue());
    }

    @Test
    void aDialogMayComeBeforeItIsKnown() {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofSeconds(30)));
        CompletableFuture<Browser> waiting =
                CompletableFuture.supplyAsync(() -> connect(Asker.of(BOB)));
        Awaiting.until(() -> server.edge.connections() == 1);
        server.learn(BOB);
        waiting.join().expect(SUBSCRIBED);
        assertEquals(1, server.edge.connections());
    }

    @Test
    void aBackEndThatReadsTooSlowlyIsAskedToComeBack() {
        Browser slow = administrator();
        Browser fast = administrator();
        List.of(slow, fast).forEach(one -> one.expect(SUBSCRIBED));
        slow.socket.pause();
        for (int i = 0; i < MORE_THAN_TCP_HOLDS; i++) {
            server.log.append(Transfers.saying(LONG, Transfers.requested("t" + i)));
            fast.expect("dev.referee.transfer.requested");
        }
        slow.socket.resume();
        slow.expectClosed(CloseCode.TOO_SLOW);
        assertTrue(slow.heard().size() <= MORE_THAN_TCP_HOLDS);
    }

    @Test
    void whatItSendsIsNotReadAndHarmsNothing() {
        Browser backEnd = administrator();
        backEnd.expect(SUBSCRIBED);
        backEnd.send("{\"type\":\"subscribe\"}");
        backEnd.sendBinary("x");
        server.log.append(Transfers.requested("t1"));
        backEnd.expect("dev.referee.transfer.requested");
        assertEquals(2, backEnd.heard().size());
    }

    @Test
    void whoMayNotGetsNoSocket() {
        String[] alice = Asker.token(SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        assertRefused(401, "");
        assertRefused(401, "", Asker.token("wrong"));
        assertRefused(403, "", alice);
        assertRefused(403, "?endpoint=PJSIP/bob", alice);
        assertRefused(404, Asker.of(BOB));
        assertRefused(400, "?endpiont=PJSIP/bob");
        Awaiting.until(() -> server.edge.connections() == 0);
    }

    private void assertRefused(int status, String query, String... headers) {
        AssertionError refused = assertThrows(AssertionError.class, () -> connect(query, headers));
        assertTrue(refused.toString().contains("" + status), refused.toString());
    }

    @Test
    void itEndsWithTheTokenThatAllowedIt() {
        Browser backEnd = connect(
                "?endpoint=PJSIP/alice",
                Asker.token(
                        SignedTokens.forEndpoints(Instant.now().plusSeconds(2), "PJSIP/alice")));
        backEnd.expect(SUBSCRIBED);
        backEnd.expectClosed(CloseCode.TOKEN_ENDED);
    }

    @Test
    void itTakesAPlaceAndGivesItBack() {
        Browser first = administrator();
        for (int i = 1; i < EdgeFixture.MAX_CONNECTIONS; i++) {
            administrator();
        }
        assertRefused(503, "", Asker.token(SignedTokens.forAdministrator(later())));
        first.close();
        Awaiting.until(() -> server.edge.connections() < EdgeFixture.MAX_CONNECTIONS);
        administrator().expect(SUBSCRIBED);
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }
}
