package dev.referee.edge.access;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.edge.socket.RawSocket;
import dev.referee.log.CloudEvents;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whoever has neither the identifiers of a dialog nor a token gets nothing, whatever is tried. */
class StrangerTest {
    private static final Dialog MALLORY = new Dialog("mallory-call", "mallory-tag", "pbx-tag-9");

    /** Texts of fields that say who it is about; other texts say nothing. */
    private static final List<String> TELLING = List.of(
            "/id", "/message", "/transferor", "/transferee", "/target", "/referTo", "/referredBy");

    private EdgeFixture server = new EdgeFixture(withTokens());
    private int events;

    private static EdgeFixture.Options withTokens() {
        return EdgeFixture.normal().withTokens(SignedTokens.bySecret());
    }

    @BeforeEach
    void calls() {
        server.learn(ALICE);
        server.learn(BOB);
        server.learn(MALLORY);
        happen();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A transfer of Alice, Bob and Carol. */
    private void happen() {
        events++;
        server.log.append(
                Transfers.complete("secret-transfer-" + events, 1, Transfer.State.FAILED));
    }

    @ParameterizedTest
    @CsvSource({
        // The first three are somebody's own; each misses something.
        "alice-call, alice-tag, wrong",
        "alice-call, wrong, pbx-tag-1",
        "wrong, alice-tag, pbx-tag-1",
        "alice-call, wrong, wrong",
        "alice-call, pbx-tag-1, alice-tag",
        "alice-call, alice-tag, alice-tag",
        "alice-call, alice-tag, pbx-tag-2",
        "alice-call, bob-tag, pbx-tag-2",
        "bob-call, alice-tag, pbx-tag-1",
        "alice-call, mallory-tag, pbx-tag-9",
        "mallory-call, alice-tag, pbx-tag-1",
        "ALICE-CALL, alice-tag, pbx-tag-1",
        "alice-call, ALICE-TAG, pbx-tag-1",
        "' alice-call', alice-tag, pbx-tag-1",
        "alice-call, 'alice-tag ', pbx-tag-1",
        "alice-call, alice-ta, pbx-tag-1",
        "alice-call, alice-tag\0pbx-tag-1, x",
        "*, *, *",
        "%, %, %",
        "alice*, alice*, pbx*",
        "leg-of-alice-call, alice-tag, pbx-tag-1",
        "consultation-of-alice-call, alice-tag, pbx-tag-1",
    })
    void aGuessedDialogGetsNothingAndTheAnswerOfOneThatIsNot(
            String callId, String localTag, String remoteTag) {
        Browser stranger = server.browser();
        stranger.subscribe("1", new Dialog("there is none", "x", "y"));
        String unknown = stranger.nextText();
        stranger.subscribe("1", new Dialog(escaped(callId), escaped(localTag), remoteTag));
        assertEquals(unknown, stranger.nextText());
        happen();
        stranger.expectNothing();
        assertHasHeardNothing(stranger);
    }

    private static String escaped(String text) {
        return text.replace("\0", "\\u0000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'callId':'alice-call'}",
                "{'callId':'alice-call','localTag':'alice-tag'}",
                "{'callId':'alice-call','remoteTag':'pbx-tag-1'}",
                "{'callId':'alice-call','localTag':'','remoteTag':''}",
                "{'callId':'alice-call','localTag':null,'remoteTag':null}",
                "{'callId':'alice-call','localTag':true,'remoteTag':true}",
                "{'callId':'alice-call','localTag':['alice-tag'],'remoteTag':['pbx-tag-1']}",
                "{'callId':'alice-call','localTag':{},'remoteTag':{}}",
            })
    void halfADialogGetsNothing(String dialog) {
        Browser stranger = server.browser();
        stranger.send(("{'type':'subscribe','id':'1','dialog':" + dialog + "}").replace('\'', '"'));
        stranger.expect("error");
        happen();
        stranger.expectNothing();
        assertHasHeardNothing(stranger);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'endpoint':'PJSIP/alice'",
                "'endpoint':'PJSIP/nobody'",
                "'endpoint':'PJSIP/*'",
                "'endpoint':'*'",
                "'all':true",
            })
    void withoutATokenNothingIsToldOfAnybodyNorWhetherThereIsSuchAnEndpoint(String scope) {
        Browser stranger = server.browser();
        stranger.send(("{'type':'subscribe','id':'1'," + scope + "}").replace('\'', '"'));
        assertEquals(
                "{\"type\":\"error\",\"id\":\"1\",\"code\":\"token-required\",\"message\":"
                        + "\"Authenticate with a token first.\"}",
                stranger.nextText());
        happen();
        stranger.expectNothing();
        assertHasHeardNothing(stranger);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PJSIP/alice",
                "PJSIP/mallory2",
                "PJSIP/mallor",
                "pjsip/mallory",
                "PJSIP/Mallory",
                "PJSIP/*",
                "PJSIP/mallory*",
                "*",
                "PJSIP/sales-",
                "PJSIP/a*ice",
            })
    void aTokenOpensNothingButWhatItNames(String endpoint) {
        Browser mallory = server.browser();
        mallory.authenticate(SignedTokens.forEndpoints(
                later(), "PJSIP/mallory", "PJSIP/m*y", "", "PJSIP/sales-1*", "*ice", "PJSIP/a*ce"));
        mallory.expect("authenticated");
        mallory.subscribe("1", endpoint);
        mallory.expectError("not-allowed");
        mallory.subscribeToAll("2");
        mallory.expectError("not-allowed");
        happen();
        mallory.expectNothing();
        assertHasHeardNothing(mallory);
    }

    @Test
    void aTokenThatDoesNotCountGetsAlwaysTheSameAnswer() {
        Browser stranger = server.browser();
        Set<String> answers = new TreeSet<>();
        String good = SignedTokens.forAdministrator(later());
        for (String token : List.of(
                "x",
                good.substring(0, good.length() - 3) + "AAA",
                good.substring(0, good.lastIndexOf('.') + 1),
                SignedTokens.forAdministrator(Instant.now().minusSeconds(60)),
                SignedTokens.forAdministrator(Instant.EPOCH))) {
            stranger.authenticate(token);
            answers.add(stranger.nextText());
        }
        assertEquals(1, answers.size(), answers.toString());
        assertTrue(answers.toString().contains("token-invalid"));
        stranger.subscribeToAll("1");
        stranger.expectError("token-required");
        assertHasHeardNothing(stranger);
    }

    @Test
    void whoResumesGetsNothingOfAnothersHistory() {
        String epoch = server.log.newest().epoch();
        Browser mallory = server.browser();
        mallory.subscribe("dialog", MALLORY, epoch, 0);
        assertEquals(0, mallory.expect("subscribed").get("transfers").size());
        mallory.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/mallory"));
        mallory.expect("authenticated");
        mallory.send(("{'type':'subscribe','id':'endpoint','endpoint':'PJSIP/mallory',"
                        + "'from':{'epoch':'" + epoch + "','offset':0}}")
                .replace('\'', '"'));
        assertEquals(0, mallory.expect("subscribed").get("transfers").size());
        mallory.subscribe("dialog of Alice", new Dialog("alice-call", "x", "y"), epoch, 0);
        mallory.expectError("unknown-dialog");
        happen();
        mallory.expectNothing();
        assertHasHeardNothing(mallory);
    }

    @Test
    void oneOwnCallOpensNoOther() {
        Browser mallory = server.browser();
        mallory.subscribe("1", MALLORY);
        assertEquals(0, mallory.expect("subscribed").get("transfers").size());
        happen();
        mallory.expectNothing();
        assertHasHeardNothing(mallory);
    }

    @Test
    void theRightDialogAfterTooManyWrongOnesIsWorthNothing() {
        Browser stranger = server.browser();
        for (int i = 0; i < EdgeFixture.MAX_ATTEMPTS; i++) {
            stranger.subscribe("1", new Dialog("alice-call", "guess" + i, "pbx-tag-1"));
            stranger.expectError("unknown-dialog");
        }
        stranger.subscribe("1", ALICE);
        stranger.expectClosed(CloseCode.TOO_MANY_ATTEMPTS);
        assertHasHeardNothing(stranger);
    }

    @Test
    void wrongAndUnknownAreToldApartByNoTimer() {
        server.close();
        server = new EdgeFixture(withTokens().withDialogWait(Duration.ofMinutes(10)));
        server.learn(ALICE);
        Browser stranger = server.browser();
        stranger.subscribe("unknown", new Dialog("there is none", "x", "y"));
        stranger.subscribe("wrong", new Dialog("alice-call", "x", "y"));
        stranger.subscribe("nearly", new Dialog("alice-call", "alice-tag", "y"));
        stranger.expectNothing();
        // Something happens to that call: the others' waiting must not end earlier.
        server.learn(ALICE);
        stranger.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/healthz",
                "/readyz",
                "/metrics",
                "/v1",
                "/v1/events",
                "/v1/events?all=true",
                "/v1/events?token=TOKEN",
                "/v1/transfers",
                "/v1/transfers/secret-transfer",
                "/v1/transfers?endpoint=PJSIP/alice",
                "/v1/transfers?callId=alice-call",
                "/demo",
                "/demo/config.json",
                "/client/referee.js",
                "/client/../../referee.db",
                "/assets/%2e%2e/%2e%2e/referee.yaml",
                "/data/referee.db",
                "/referee.yaml",
                "/../referee.yaml",
                "//",
            })
    void noAddressTellsAnythingOfAnybodysCall(String address) throws IOException {
        String token = SignedTokens.forEndpoints(later(), "PJSIP/mallory");
        for (String more : List.of(
                "",
                "Authorization: Bearer x\n",
                "Authorization: Bearer " + token + "\n",
                "Accept: text/event-stream\nLast-Event-ID: 0\n",
                "X-Forwarded-For: 127.0.0.1\nOrigin: http://localhost\n")) {
            assertTellsNothing(RawSocket.answerTo(
                    server.port,
                    "GET " + address.replace("TOKEN", token) + " HTTP/1.1\nHost: localhost\n" + more
                            + "Connection: close\n\n"));
        }
    }

    private static void assertHasHeardNothing(Browser stranger) {
        stranger.heard().forEach(StrangerTest::assertTellsNothing);
    }

    private static void assertTellsNothing(String heard) {
        for (String secret : secrets()) {
            assertFalse(heard.contains(secret), secret + " in " + heard);
        }
    }

    private static List<String> secrets() {
        try {
            JsonNode transfer = new ObjectMapper()
                    .readTree(CloudEvents.encode(
                            Transfers.complete("secret-transfer", 1, Transfer.State.FAILED)
                                    .transfer()));
            List<String> secrets = new ArrayList<>();
            for (String path : TELLING) {
                collect(transfer.at(path), secrets);
            }
            // Words of the protocol.
            secrets.removeAll(List.of("waiting"));
            assertTrue(secrets.size() > 15, secrets.toString());
            return secrets;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(inner -> collect(inner, texts));
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }
}
