package dev.referee.edge.http;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.feed.Hub;
import dev.referee.edge.server.Awaiting;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.edge.socket.RawSocket;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;
import dev.referee.problem.Problem.Kind;
import dev.referee.token.SignedTokens;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Transfers asked for by plain HTTP. */
class RestTest {
    private final Asker asker = new Asker();
    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal());

    @AfterEach
    void stop() {
        asker.close();
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    private void restartWithTokens() {
        restart(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));
    }

    @Test
    void aPartyReadsItsOwnTransferWithItsDialogAndNothingOfTheOthers() {
        server.learn(BOB);
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        JsonNode transfer = asker.expect(server, "/v1/transfers/t1" + Asker.of(BOB));
        assertEquals("[\"transferee\"]", transfer.get("roles").toString());
        assertEquals("bob-call", transfer.at("/transferee/callId").asText());
        assertFalse(transfer.has("referTo"));
        assertFalse(transfer.get("transferor").has("callId"));
        assertEquals(
                List.of("t1"), Asker.ids(asker.expect(server, "/v1/transfers" + Asker.of(BOB))));
    }

    @Test
    void theNewestStateIsTold() {
        restart(EdgeFixture.open());
        server.log.append(Transfers.complete("t1", 1, Transfer.State.RINGING));
        server.log.append(Transfers.complete("t1", 2, Transfer.State.FAILED));
        assertEquals(
                "failed", asker.expect(server, "/v1/transfers/t1").get("state").asText());
    }

    @Test
    void aTransferThatIsNotKnownAndOneOfOthersHaveTheSameAnswer() {
        restartWithTokens();
        server.learn(ALICE);
        server.log.append(Transfers.of("t1", 1, Transfer.State.RINGING, "other", null, null));
        String dave = SignedTokens.forEndpoints(later(), "PJSIP/dave");
        for (String[] headers : List.of(new String[0], Asker.token(dave))) {
            String query = headers.length == 0 ? Asker.of(ALICE) : "";
            assertEquals(
                    asker.expectProblem(server, Kind.NOT_FOUND, "/v1/transfers/t1" + query, headers)
                            .body(),
                    asker.expectProblem(server, Kind.NOT_FOUND, "/v1/transfers/t2" + query, headers)
                            .body());
            assertEquals(
                    List.of(), Asker.ids(asker.expect(server, "/v1/transfers" + query, headers)));
        }
    }

    @Test
    void whoShowsNothingIsAskedForATokenWhateverItAsksFor() {
        restartWithTokens();
        server.log.append(Transfers.requested("t1"));
        for (String path : List.of("/v1/transfers/t1", "/v1/transfers/t2", "/v1/transfers")) {
            HttpResponse<String> refused = asker.expectProblem(server, Kind.TOKEN_REQUIRED, path);
            assertEquals("Bearer", header(refused, "WWW-Authenticate"));
        }
        asker.expectProblem(server, Kind.TOKEN_REQUIRED, "/v1/transfers?endpoint=PJSIP/alice");
    }

    @Test
    void aServerWithoutTokensTellsOwnCallsAlone() {
        server.log.append(Transfers.requested("t1"));
        asker.expectProblem(server, Kind.NOT_ALLOWED, "/v1/transfers/t1");
        asker.expectProblem(
                server,
                Kind.NOT_ALLOWED,
                "/v1/transfers",
                Asker.token(SignedTokens.forAdministrator(later())));
    }

    @Test
    void transfersAreChosenByACodeThatIsSeenAndNobodyCanTryOthers() {
        restartWithTokens();
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        server.log.append(Transfers.ended("t2", 1, Transfer.Reason.BUSY));
        String[] admin = Asker.token(SignedTokens.forAdministrator(later()));
        String[] alice = Asker.token(SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        String[] bob = Asker.token(SignedTokens.forEndpoints(later(), "PJSIP/bob"));
        String byCode = "/v1/transfers?wrapUpCode=code-7";
        assertEquals(List.of("t1"), Asker.ids(asker.expect(server, byCode, admin)));
        assertEquals(List.of("t1"), Asker.ids(asker.expect(server, byCode, alice)));
        assertEquals(List.of(), Asker.ids(asker.expect(server, byCode, bob)));
        assertEquals(
                List.of(),
                Asker.ids(asker.expect(server, "/v1/transfers?wrapUpCode=code-70", admin)));
    }

    @Test
    void aTokenShowsTheTransfersOfItsEndpoints() {
        restartWithTokens();
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        String[] bob = Asker.token(SignedTokens.forEndpoints(later(), "PJSIP/b*"));
        JsonNode one = asker.expect(server, "/v1/transfers/t1", bob);
        assertEquals("[\"transferee\"]", one.get("roles").toString());
        assertEquals(one, asker.expect(server, "/v1/transfers", bob).at("/transfers/0"));
        assertEquals(
                one,
                asker.expect(server, "/v1/transfers?endpoint=PJSIP/bob", bob).at("/transfers/0"));
        asker.expectProblem(server, Kind.NOT_ALLOWED, "/v1/transfers?endpoint=PJSIP/alice", bob);
    }

    @Test
    void anAdministratorSeesEverything() {
        restartWithTokens();
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        String[] admin = Asker.token(SignedTokens.forAdministrator(later()));
        assertTrue(asker.expect(server, "/v1/transfers/t1", admin).has("referTo"));
    }

    @Test
    void aTokenThatDoesNotCountIsRefusedEvenBesideAGoodDialog() {
        restartWithTokens();
        server.learn(ALICE);
        HttpResponse<String> refused = asker.expectProblem(
                server,
                Kind.TOKEN_INVALID,
                "/v1/transfers" + Asker.of(ALICE),
                Asker.token(SignedTokens.forAdministrator(Instant.now().minusSeconds(60))));
        assertEquals("Bearer error=\"invalid_token\"", header(refused, "WWW-Authenticate"));
    }

    @Test
    void aDialogMayComeBeforeItIsKnown() {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofSeconds(30)));
        server.log.append(Transfers.requested("t1"));
        CompletableFuture<List<String>> waiting = CompletableFuture.supplyAsync(
                () -> Asker.ids(asker.expect(server, "/v1/transfers" + Asker.of(ALICE))));
        Awaiting.until(() -> server.edge.connections() == 1);
        server.learn(ALICE);
        assertEquals(List.of("t1"), waiting.join());
        Awaiting.until(() -> server.edge.connections() == 0);
    }

    @Test
    void wrongTagsAndAnUnknownDialogHaveTheSameAnswer() {
        server.learn(ALICE);
        Dialog wrong = new Dialog(ALICE.callId(), ALICE.localTag(), "wrong");
        assertEquals(
                asker.expectProblem(server, Kind.UNKNOWN_DIALOG, "/v1/transfers" + Asker.of(wrong))
                        .body(),
                asker.expectProblem(server, Kind.UNKNOWN_DIALOG, "/v1/transfers" + Asker.of(BOB))
                        .body());
    }

    @Test
    void anAddressMayGuessOnlySoOften() {
        for (int i = 0; i < EdgeFixture.MAX_ATTEMPTS_PER_ADDRESS; i++) {
            asker.expectProblem(server, Kind.UNKNOWN_DIALOG, "/v1/transfers" + Asker.of(BOB));
        }
        server.learn(ALICE);
        HttpResponse<String> refused = asker.expectProblem(
                server, Kind.TOO_MANY_ATTEMPTS, "/v1/transfers" + Asker.of(ALICE));
        assertEquals("60", header(refused, "Retry-After"));
    }

    @Test
    void anAddressMayAskOnlySoOften() {
        int most = 5;
        restart(EdgeFixture.open().withFramesPerMinute(most));
        for (int i = 0; i < most; i++) {
            asker.expect(server, "/v1/transfers");
        }
        HttpResponse<String> refused =
                asker.expectProblem(server, Kind.TOO_MANY_REQUESTS, "/v1/transfers");
        assertEquals("60", header(refused, "Retry-After"));
    }

    @Test
    void aRequestBeyondThePlacesIsAskedToComeBack() {
        restart(EdgeFixture.open());
        List<Browser> browsers = new ArrayList<>();
        for (int i = 0; i < EdgeFixture.MAX_CONNECTIONS; i++) {
            browsers.add(server.browser());
        }
        HttpResponse<String> refused =
                asker.expectProblem(server, Kind.TOO_MANY_CONNECTIONS, "/v1/transfers");
        assertEquals("10", header(refused, "Retry-After"));
        browsers.getFirst().close();
        server.awaitPlaceForOneMore();
        Awaiting.until(() -> server.edge.connections() < EdgeFixture.MAX_CONNECTIONS);
        asker.expect(server, "/v1/transfers");
    }

    @Test
    void pagesTellEveryTransferOnceAndThoseThatChangedMeanwhileAgain() {
        restart(EdgeFixture.open());
        for (int i = 1; i <= 5; i++) {
            server.log.append(Transfers.requested("t" + i));
        }
        JsonNode first = asker.expect(server, "/v1/transfers?limit=2");
        assertEquals(List.of("t1", "t2"), Asker.ids(first));
        server.log.append(Transfers.ended("t1", 2, Transfer.Reason.BUSY));
        JsonNode second = asker.expect(server, next(first));
        assertEquals(List.of("t3", "t4"), Asker.ids(second));
        JsonNode last = asker.expect(server, next(second));
        assertEquals(List.of("t5", "t1"), Asker.ids(last));
        assertFalse(last.has("next"));
    }

    private static String next(JsonNode page) {
        return "/v1/transfers?limit=2&cursor=" + page.get("next").asText();
    }

    @Test
    void aPageHasNoMoreThanAHundred() {
        restart(EdgeFixture.open());
        for (int i = 0; i <= Hub.MAX_SNAPSHOT; i++) {
            server.log.append(Transfers.requested("t" + i));
        }
        assertEquals(
                Hub.MAX_SNAPSHOT,
                Asker.ids(asker.expect(server, "/v1/transfers")).size());
        assertEquals(
                Hub.MAX_SNAPSHOT,
                Asker.ids(asker.expect(server, "/v1/transfers?limit=" + Hub.MAX_SNAPSHOT))
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "state=failed; t2",
                "direction=incoming; t1,t2",
                "direction=outgoing; t3",
                "state=failed,requested; t1,t2",
                "since=2026-01-02T03:04:07Z; t2",
                "since=2026-01-02T04:04:07%2B01:00; t2",
                "callId=bob-call; t2",
                "callId=consultation-of-carol-call; t1",
                "endpoint=PJSIP/bob; t2",
                "endpoint=PJSIP/bob&state=requested; ''",
            })
    void whatIsAskedForIsToldAndNothingElse(String query, String ids) {
        restart(EdgeFixture.open());
        server.log.append(
                Transfers.of("t1", 1, Transfer.State.REQUESTED, "carol-call", null, null));
        server.log.append(Transfers.complete("t2", 2, Transfer.State.FAILED));
        server.log.append(outgoing());
        assertEquals(
                ids.isEmpty() ? List.of() : List.of(ids.split(",")),
                Asker.ids(asker.expect(server, "/v1/transfers?" + query)));
    }

    /** Older than the others, and of nobody whom they name. */
    private static TransferEvent outgoing() {
        Transfer transfer = new TransferBuilder()
                .id("t3")
                .direction(Transfer.Direction.OUTGOING)
                .state(Transfer.State.UNKNOWN, Transfer.Reason.NO_NOTIFY)
                .build();
        return new TransferEvent(transfer, 1, Instant.EPOCH, Set.of(), null);
    }

    @Test
    void aCallIdThatIsNotSeenCannotBeTried() {
        restartWithTokens();
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        String[] bob = Asker.token(SignedTokens.forEndpoints(later(), "PJSIP/bob"));
        String path = "/v1/transfers?callId=";
        assertEquals(List.of("t1"), Asker.ids(asker.expect(server, path + "bob-call", bob)));
        assertEquals(List.of(), Asker.ids(asker.expect(server, path + "alice-call", bob)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=101",
                "?limit=many",
                "?state=done",
                "?direction=both",
                "?state=failed,",
                "?since=yesterday",
                "?cursor=x",
                "?cursor=another-epoch:0",
                "?endpiont=PJSIP/alice",
                "?endpoint=",
                "?endpoint=PJSIP/alice&endpoint=PJSIP/bob",
                "?localTag=a&remoteTag=b",
                "?callId=a&localTag=b",
                "?callId=a&localTag=b&remoteTag=c&endpoint=PJSIP/alice",
                "?callId=%zz",
            })
    void aWrongParameterIsAnsweredWithWhatToDo(String query) throws Exception {
        restart(EdgeFixture.open());
        String answer = RawSocket.answerTo(
                server.port,
                "GET /v1/transfers" + query + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("\"code\":\"invalid-parameter\""), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void aCallIdAloneOpensNoTransfer() {
        asker.expectProblem(
                server, Kind.INVALID_PARAMETER, "/v1/transfers/t1?callId=" + ALICE.callId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/transfers", "/v1/transfers/t1", "/v1/events"})
    void onlyQuestionsAreTaken(String path) {
        HttpResponse<String> refused =
                asker.send(server, path, "DELETE", HttpRequest.BodyPublishers.noBody());
        Asker.check(Kind.METHOD_NOT_ALLOWED, refused);
        assertEquals("GET, HEAD, OPTIONS", header(refused, "Allow"));
        Asker.check(
                Kind.BODY_NOT_TAKEN,
                asker.send(server, path, "GET", HttpRequest.BodyPublishers.ofString("body")));
        asker.expectProblem(server, Kind.NOT_ACCEPTABLE, path, "Accept", "text/html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/", "/v1/events/more", "/v1/other", "/v1/transfers/a/b"})
    void whatIsNotThereIsSaidClearly(String path) {
        asker.expectProblem(server, Kind.NOT_FOUND, path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html, application/*;q=0.1", "*/*", "APPLICATION/JSON"})
    void whateverTakesJsonGetsIt(String accept) {
        restart(EdgeFixture.open());
        HttpResponse<String> answer = asker.get(server, "/v1/transfers", "Accept", accept);
        assertEquals(200, answer.statusCode());
        assertEquals("no-store", header(answer, "Cache-Control"));
    }

    @Test
    void aPageOfAnotherOriginMayAskWhereItMayConnect() {
        restart(EdgeFixture.open().withOrigins("https://crm.example"));
        HttpResponse<String> told =
                asker.get(server, "/v1/transfers", "Origin", "https://crm.example");
        assertEquals("https://crm.example", header(told, "Access-Control-Allow-Origin"));
        HttpResponse<String> before = asker.send(
                server,
                "/v1/transfers",
                "OPTIONS",
                HttpRequest.BodyPublishers.noBody(),
                "Origin",
                "https://crm.example");
        assertEquals(204, before.statusCode());
        assertTrue(header(before, "Access-Control-Allow-Headers").contains("Authorization"));
        HttpResponse<String> refused = asker.expectProblem(
                server, Kind.ORIGIN_NOT_ALLOWED, "/v1/transfers", "Origin", "https://evil.example");
        assertEquals("", header(refused, "Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "127.0.0.1, 200", "evil.example, 403"})
    void anOpenServerThatIsCalledByAnybodysNameAnswersNothing(String host, int status)
            throws Exception {
        restart(EdgeFixture.open());
        String answer = RawSocket.answerTo(
                server.port,
                "GET /v1/transfers HTTP/1.1\nHost: %s:%d\nConnection: close\n\n"
                        .formatted(host, server.port));
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
