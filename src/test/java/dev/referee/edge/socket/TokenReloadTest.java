package dev.referee.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;
import dev.referee.token.TokenSettings;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** What browsers with a token are told when the configuration is read again. */
class TokenReloadTest {
    private static final TokenSettings FIRST = SignedTokens.bySecret();
    private static final TokenSettings SECOND =
            settings("another-secret-of-the-least-length", null, null);

    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal().withTokens(FIRST));

    @AfterEach
    void stop() {
        server.close();
    }

    private static TokenSettings settings(
            @Nullable String secret, @Nullable Path rs256, @Nullable URI jwks) {
        return new TokenSettings(
                secret,
                rs256,
                null,
                null,
                jwks,
                Duration.ofHours(1),
                null,
                "referee",
                Duration.ZERO);
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }

    private void reload(TokenSettings settings) {
        EdgeFixture.await(EdgeFixture.await(server.edge.prepare(
                        EdgeFixture.normal().withTokens(settings).settings()))
                .get());
    }

    private Browser subscribed() {
        Browser browser = server.browser();
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        browser.expect("authenticated");
        browser.subscribe("1", "PJSIP/alice");
        browser.expect("subscribed");
        return browser;
    }

    @Test
    void aTokenThatNoLongerCountsEndsAsOneThatHasExpired() {
        Browser browser = subscribed();
        reload(SECOND);
        browser.expectError("token-expired");
        // The connection goes on, and the old token counts for nothing.
        browser.authenticate(SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        browser.expectError("token-invalid");
        browser.subscribe("2", "PJSIP/alice");
        browser.expectError("token-required");
    }

    @Test
    void aTokenThatStillCountsIsNotDisturbed() {
        Browser browser = subscribed();
        reload(FIRST);
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        browser.expectEvent("t1.1", "1");
    }

    @Test
    void aKeyThatCannotBeUsedChangesNothing() {
        Browser browser = subscribed();
        AssertionError refused = assertThrows(
                AssertionError.class,
                () -> reload(settings(null, Path.of("no-such-key.pem"), null)));
        assertTrue(refused.toString().contains("no-such-key.pem"), refused::toString);
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        browser.expectEvent("t1.1", "1");
        assertEquals("t1", subscribedAgain(browser));
    }

    private String subscribedAgain(Browser browser) {
        browser.subscribe("2", "PJSIP/alice");
        return browser.expect("subscribed").at("/transfers/0/id").asText();
    }

    @Test
    void aStreamThatTheTokenAllowedEnds() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> stream = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + server.port
                                    + "/v1/events?endpoint=PJSIP/alice"))
                            .header(
                                    "Authorization",
                                    "Bearer " + SignedTokens.forEndpoints(later(), "PJSIP/alice"))
                            .build(),
                    BodyHandlers.ofLines());
            assertEquals(200, stream.statusCode());
            reload(SECOND);
            // It would never end otherwise.
            stream.body().forEach(line -> {});
        }
    }

    /** The site's server is just being restarted: that is no reason to turn everybody away. */
    @Test
    void keysOfASetThatCannotBeHadAtTheReloadGoOnCounting() throws Exception {
        KeyPair rsa = SignedTokens.rsa(2_048);
        HttpServer site = EdgeFixture.await(server.vertx
                .createHttpServer()
                .requestHandler(request -> request.response()
                        .end(SignedTokens.jwks(SignedTokens.jwk(rsa.getPublic(), "1"))))
                .listen(0, "localhost"));
        TokenSettings listed =
                settings(null, null, URI.create("http://localhost:" + site.actualPort() + "/"));
        reload(listed);
        assertTrue(server.edge.areKeySetsRead());
        EdgeFixture.await(site.close());
        reload(listed);
        assertEquals(false, server.edge.areKeySetsRead());
        Browser browser = server.browser();
        browser.authenticate(SignedTokens.rs256(
                rsa.getPrivate(),
                "1",
                SignedTokens.claims(later()).put("roles", JsonArray.of("admin"))));
        browser.expect("authenticated");
    }
}
