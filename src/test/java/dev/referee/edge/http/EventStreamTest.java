package dev.referee.edge.http;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.server.Awaiting;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.RawSocket;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.problem.Problem.Kind;
import dev.referee.token.SignedTokens;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events as a stream of server-sent events. */
class EventStreamTest {
    private static final String ALL = "";
    private static final int MORE_THAN_TCP_HOLDS = 25;

    private final Asker asker = new Asker();
    private EdgeFixture server = new EdgeFixture(EdgeFixture.open());

    @AfterEach
    void stop() {
        asker.close();
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    @Test
    void aStreamTellsHowThingsStandAndThenWhatHappens() {
        server.log.append(Transfers.complete("t1", 1, Transfer.State.RINGING));
        try (EventReader reader = new EventReader(server, ALL)) {
            JsonNode first = reader.expect("subscribed");
            assertEquals(List.of("t1"), Asker.ids(first));
            assertTrue(first.get("recovered").booleanValue());
            assertEquals(2_000, reader.retryMs);
            server.log.append(Transfers.complete("t1", 2, Transfer.State.FAILED));
            JsonNode event = reader.expectEvent("t1.2");
            assertEquals("dev.referee.transfer.failed", event.get("type").asText());
            assertEquals(position(2), reader.lastEventId);
        }
    }

    private String position(long offset) {
        return server.log.newest().epoch() + ":" + offset;
    }

    @Test
    void aPartySeesItsOwnPartAlone() {
        restart(EdgeFixture.normal());
        server.learn(BOB);
        try (EventReader reader = new EventReader(server, Asker.of(BOB))) {
            reader.expect("subscribed");
            server.log.append(Transfers.requested("of others"));
            server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
            JsonNode transfer = reader.expectEvent("t1.1").get("data");
            assertEquals("[\"transferee\"]", transfer.get("roles").toString());
            assertFalse(transfer.has("referTo"));
        }
    }

    @Test
    void aStreamGoesOnWhereItEnded() {
        String lost;
        try (EventReader first = new EventReader(server, ALL)) {
            first.expect("subscribed");
            lost = first.lastEventId;
            assertEquals(position(0), lost);
        }
        server.log.append(Transfers.requested("t1"));
        server.log.append(Transfers.ended("t1", 2, Transfer.Reason.BUSY));
        EventReader second = new EventReader(server, ALL, "Last-Event-ID: " + lost);
        assertTrue(second.expect("subscribed").get("recovered").booleanValue());
        // Should it break here, nothing may be taken for told.
        assertEquals("", second.lastEventId);
        second.expectEvent("t1.1");
        second.close();
        try (EventReader third = second.again(server, ALL)) {
            third.expect("subscribed");
            third.expectEvent("t1.2");
            assertEquals(position(2), third.lastEventId);
        }
    }

    @Test
    void aStreamThatCannotGoOnSaysSo() {
        server.log.append(Transfers.requested("t1"));
        for (String id : List.of("another-epoch:1", "not an id", position(2))) {
            try (EventReader reader = new EventReader(server, ALL, "Last-Event-ID: " + id)) {
                JsonNode first = reader.expect("subscribed");
                assertFalse(first.get("recovered").booleanValue());
                assertEquals(List.of("t1"), Asker.ids(first));
                assertEquals(position(1), reader.lastEventId);
            }
        }
    }

    @Test
    void aSilentStreamIsKeptOpenAndRemembersHowFarItIs() {
        restart(EdgeFixture.normal().withPing(Duration.ofMillis(100)));
        server.learn(BOB);
        try (EventReader reader = new EventReader(server, Asker.of(BOB))) {
            reader.expect("subscribed");
            server.log.append(Transfers.requested("of others"));
            while (!reader.lastEventId.equals(position(1))) {
                reader.expectComment();
            }
        }
    }

    @Test
    void aReaderThatIsTooSlowIsCutOffAndMissesNothing() {
        EventReader slow = new EventReader(server, ALL);
        slow.expect("subscribed");
        String message = "x".repeat(1_000_000);
        for (int i = 1; i <= MORE_THAN_TCP_HOLDS; i++) {
            server.log.append(Transfers.saying(message, Transfers.requested("t" + i)));
        }
        Awaiting.until(() -> server.edge.connections() == 0);
        int heard = 0;
        for (EventReader.Event event = slow.poll(); event != null; event = slow.poll()) {
            heard++;
            assertEquals("t" + heard + ".1", event.data().get("id").asText());
        }
        assertTrue(heard < MORE_THAN_TCP_HOLDS);
        assertEquals(position(heard), slow.lastEventId);
        slow.close();
        try (EventReader next = slow.again(server, ALL)) {
            JsonNode first = next.expect("subscribed");
            assertEquals(MORE_THAN_TCP_HOLDS, first.get("transfers").size());
            if (first.get("recovered").booleanValue()) {
                next.expectEvent("t" + (heard + 1) + ".1");
            }
        }
    }

    @Test
    void streamsTakePlacesAndGiveThemBack() {
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < EdgeFixture.MAX_CONNECTIONS; i++) {
            readers.add(new EventReader(server, ALL));
        }
        asker.expectProblem(server, Kind.TOO_MANY_CONNECTIONS, "/v1/events");
        server.connect().expectClosed(CloseCode.TOO_MANY_CONNECTIONS);
        readers.forEach(reader -> reader.expect("subscribed"));
        readers.getFirst().close();
        Awaiting.until(() -> server.edge.connections() < EdgeFixture.MAX_CONNECTIONS);
        try (EventReader next = new EventReader(server, ALL)) {
            next.expect("subscribed");
        }
        readers.forEach(EventReader::close);
        Awaiting.until(() -> server.edge.connections() == 0);
    }

    @Test
    void aStreamEndsWithTheTokenThatAllowedIt() {
        restart(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));
        String token = SignedTokens.forEndpoints(Instant.now().plusSeconds(2), "PJSIP/alice");
        try (EventReader reader = new EventReader(
                server, "?endpoint=PJSIP/alice", "Authorization: Bearer " + token)) {
            reader.expect("subscribed");
            assertEquals(
                    (int) CloseCode.TOKEN_ENDED.number(),
                    reader.expect("closing").get("code").asInt());
            reader.expectEnd();
        }
    }

    @Test
    void theDialogsStreamOutlivesAToken() {
        restart(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));
        server.learn(ALICE);
        Instant soon = Instant.now().plusSeconds(2);
        String token = SignedTokens.forEndpoints(soon, "PJSIP/alice");
        try (EventReader endpoint = new EventReader(
                        server, "?endpoint=PJSIP/alice", "Authorization: Bearer " + token);
                EventReader dialog = new EventReader(
                        server, Asker.of(ALICE), "Authorization: Bearer " + token)) {
            endpoint.expect("subscribed");
            endpoint.expect("closing");
            dialog.expect("subscribed");
            server.log.append(Transfers.requested("t1"));
            dialog.expectEvent("t1.1");
        }
    }

    @Test
    void whoMayNotIsToldSoAndGetsNoStream() {
        restart(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));
        String[] alice = Asker.token(
                SignedTokens.forEndpoints(Instant.now().plusSeconds(3_600), "PJSIP/alice"));
        asker.expectProblem(server, Kind.TOKEN_REQUIRED, "/v1/events");
        asker.expectProblem(server, Kind.NOT_ALLOWED, "/v1/events", alice);
        asker.expectProblem(server, Kind.NOT_ALLOWED, "/v1/events?endpoint=PJSIP/bob", alice);
        asker.expectProblem(server, Kind.UNKNOWN_DIALOG, "/v1/events" + Asker.of(BOB));
        asker.expectProblem(server, Kind.INVALID_PARAMETER, "/v1/events?callId=a");
        asker.expectProblem(server, Kind.TOKEN_INVALID, "/v1/events", Asker.token("wrong"));
        assertEquals(0, server.edge.connections());
    }

    @Test
    void whoAsksForTheHeadAloneGetsNoStreamAndTakesNoPlace() {
        HttpResponse<String> answer =
                asker.send(server, "/v1/events" + ALL, "HEAD", HttpRequest.BodyPublishers.noBody());
        assertEquals(200, answer.statusCode());
        assertEquals(
                EventStream.MEDIA_TYPE,
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("", answer.body());
        Awaiting.until(() -> server.edge.connections() == 0);
    }

    @Test
    void whoLeavesWhileItsDialogIsWaitedForGivesItsPlaceBack() throws Exception {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofMinutes(5)));
        try (Socket socket = new Socket("localhost", server.port)) {
            String request = "GET /v1/events" + Asker.of(BOB) + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Accept: text/event-stream\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            Awaiting.until(() -> server.edge.connections() == 1);
        }
        Awaiting.until(() -> server.edge.connections() == 0);
        server.learn(BOB);
        try (EventReader next = new EventReader(server, Asker.of(BOB))) {
            next.expect("subscribed");
            assertEquals(1, server.edge.connections());
        }
    }

    @Test
    void aServerThatStopsSaysSoAndFreesItsPort() {
        try (EventReader reader = new EventReader(server, ALL)) {
            reader.expect("subscribed");
            EdgeFixture.await(server.edge.stop());
            assertEquals(
                    (int) CloseCode.SHUTTING_DOWN.number(),
                    reader.expect("closing").get("code").asInt());
            reader.expectEnd();
        }
    }

    @Test
    void aProxyThatTakesTheUpgradeAwayIsFound() throws Exception {
        String answer = RawSocket.answerTo(server.port, """
                GET /v1/events HTTP/1.1
                Host: localhost
                Connection: close
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """);
        assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
        assertTrue(answer.contains("proxy"), answer);
    }
}
