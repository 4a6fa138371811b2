package dev.referee.edge.socket;

import static dev.referee.edge.server.EdgeFixture.ALICE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.client.CloseCode;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;
import dev.referee.token.TokenSettings;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a browser with a token is told, and until when. */
class AuthenticationTest {
    private static final KeyPair RSA = SignedTokens.rsa(2_048);
    private static final String LISTED = SignedTokens.jwks(SignedTokens.jwk(RSA.getPublic(), "1"));

    private final List<Vertx> sites = new ArrayList<>();
    private EdgeFixture server =
            new EdgeFixture(EdgeFixture.normal().withTokens(SignedTokens.bySecret()));

    @AfterEach
    void stop() {
        server.close();
        sites.forEach(site -> EdgeFixture.await(site.close()));
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    @Test
    void aTokenOpensTheEndpointsThatItNames() {
        Browser browser = server.browser();
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/al*", "PJSIP/bob"));
        JsonNode allowed = browser.expect("authenticated");
        assertFalse(allowed.get("admin").booleanValue());
        assertEquals("[\"PJSIP/al*\",\"PJSIP/bob\"]", allowed.get("endpoints").toString());
        browser.subscribe("alice", "PJSIP/alice");
        browser.expect("subscribed");
        browser.subscribe("bob", "PJSIP/bob");
        browser.expect("subscribed");
        browser.subscribe("carol", "PJSIP/carol");
        browser.expectError("not-allowed");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        JsonNode told = browser.expectEvent("t1.1", "alice", "bob").at("/event/data");
        assertEquals("[\"transferor\",\"transferee\"]", told.get("roles").toString());
    }

    @Test
    void anAdministratorSeesEverything() {
        Browser browser = server.browser();
        browser.authenticate(SignedTokens.forAdministrator(later()));
        assertTrue(browser.expect("authenticated").get("admin").booleanValue());
        browser.subscribeToAll("1");
        browser.expect("subscribed");
        browser.subscribe("2", "PJSIP/alice");
        browser.expect("subscribed");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        assertTrue(browser.expectEvent("t1.1", "1", "2").at("/event/data").has("referTo"));
    }

    @Test
    void aTokenThatEndsEndsWhatItAllowedAndNothingElse() {
        server.learn(ALICE);
        Browser browser = server.browser();
        browser.subscribe("dialog", ALICE);
        browser.expect("subscribed");
        browser.authenticate(SignedTokens.forEndpoints(Instant.now().plusSeconds(2), "PJSIP/*"));
        browser.expect("authenticated");
        browser.subscribe("endpoint", "PJSIP/carol");
        browser.expect("subscribed");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.RINGING));
        browser.expectEvent("t1.1", "dialog", "endpoint");

        JsonNode ended = browser.expectError("token-expired");
        assertEquals("endpoint", ended.get("id").asText());
        server.log.append(Transfers.complete("t1", 2, Transfer.State.FAILED));
        JsonNode event = browser.expectEvent("t1.2", "dialog");
        assertFalse(event.at("/event/data/target").has("callId"));
        browser.subscribe("endpoint", "PJSIP/carol");
        browser.expectError("token-required");

        // A new one takes it up again, and what was missed comes.
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/*"));
        browser.expect("authenticated");
        browser.send(("{'type':'subscribe','id':'endpoint','endpoint':'PJSIP/carol','from':"
                        + "{'epoch':'%s','offset':1}}")
                .replace('\'', '"')
                .formatted(server.log.newest().epoch()));
        assertTrue(browser.expect("subscribed").get("recovered").booleanValue());
        browser.expectEvent("t1.2", "endpoint");
    }

    @Test
    void aTokenThatIsShownInTimeKeepsTheSubscription() {
        Browser browser = server.browser();
        Instant soon = Instant.now().plusSeconds(2);
        browser.authenticate(SignedTokens.forEndpoints(soon, "PJSIP/alice"));
        browser.expect("authenticated");
        browser.subscribe("1", "PJSIP/alice");
        browser.expect("subscribed");
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        browser.expect("authenticated");
        // Another browser's token, which ends later than the first one did, tells that it is over.
        Browser clock = server.browser();
        clock.authenticate(SignedTokens.forEndpoints(soon.plusSeconds(1), "PJSIP/bob"));
        clock.expect("authenticated");
        clock.subscribe("1", "PJSIP/bob");
        clock.expect("subscribed");
        clock.expectError("token-expired");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        browser.expectEvent("t1.1", "1");
    }

    @Test
    void aNewTokenThatAllowsLessEndsWhatItDoesNotAllow() {
        Browser browser = server.browser();
        browser.authenticate(SignedTokens.forAdministrator(later()));
        browser.expect("authenticated");
        browser.subscribeToAll("all");
        browser.expect("subscribed");
        browser.subscribe("bob", "PJSIP/bob");
        browser.expect("subscribed");
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/bob"));
        browser.expect("authenticated");
        assertEquals("all", browser.expectError("not-allowed").get("id").asText());
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        JsonNode event = browser.expectEvent("t1.1", "bob");
        assertEquals("[\"transferee\"]", event.at("/event/data/roles").toString());
    }

    @Test
    void aTokenThatIsNotValidChangesNothing() {
        Browser browser = server.browser();
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        browser.expect("authenticated");
        browser.subscribe("1", "PJSIP/alice");
        browser.expect("subscribed");
        browser.authenticate(SignedTokens.forAdministrator(Instant.EPOCH));
        browser.expectError("token-invalid");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        browser.expectEvent("t1.1", "1");
        browser.subscribe("2", "PJSIP/alice");
        browser.expect("subscribed");
    }

    @Test
    void whatFollowsATokenWaitsUntilItsKeyIsRead() throws InterruptedException {
        HttpServerRequest question = awaitKeysThatAreRead();
        Browser browser = server.browser();
        browser.authenticate(byListedKey());
        browser.subscribe("1", "PJSIP/alice");
        browser.send("{\"type\":\"ping\"}");
        server.browser().expectNothing();
        question.response().end(LISTED);
        browser.expect("authenticated");
        browser.expect("subscribed");
        browser.expect("pong");
        browser.expectNothing();
    }

    @Test
    void onlySoMuchMayFollowATokenWhoseKeyIsRead() throws InterruptedException {
        awaitKeysThatAreRead();
        Browser browser = server.browser();
        browser.authenticate(byListedKey());
        for (int i = 0; i <= Session.MOST_HELD; i++) {
            browser.send("{\"type\":\"ping\"}");
        }
        browser.expectClosed(CloseCode.TOO_MANY_FRAMES);
    }

    @Test
    void whoLeavesWhileTheKeyIsReadDisturbsNobody() throws InterruptedException {
        HttpServerRequest question = awaitKeysThatAreRead();
        Browser leaving = server.browser();
        leaving.authenticate(byListedKey());
        leaving.subscribe("1", "PJSIP/alice");
        leaving.close();
        question.response().end(LISTED);
        Browser browser = server.browser();
        browser.authenticate(byListedKey());
        browser.expect("authenticated");
    }

    /** Has the server just ask for its keys, which it does not have yet; the question. */
    private HttpServerRequest awaitKeysThatAreRead() throws InterruptedException {
        BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
        Vertx vertx = Vertx.vertx();
        sites.add(vertx);
        HttpServer site = EdgeFixture.await(
                vertx.createHttpServer().requestHandler(asked::add).listen(0, "localhost"));
        TokenSettings settings = new TokenSettings(
                null,
                null,
                null,
                null,
                URI.create("http://localhost:" + site.actualPort() + "/"),
                Duration.ofMillis(20),
                null,
                "referee",
                Duration.ZERO);
        // The start waits for the first answer.
        Thread first = Thread.ofVirtual().start(() -> take(asked).response().end("{}"));
        restart(EdgeFixture.normal().withTokens(settings));
        first.join();
        return take(asked);
    }

    private static HttpServerRequest take(BlockingQueue<HttpServerRequest> asked) {
        try {
            return asked.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String byListedKey() {
        return SignedTokens.rs256(
                RSA.getPrivate(),
                "1",
                SignedTokens.claims(later()).put("endpoints", JsonArray.of("PJSIP/alice")));
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }
}
