package dev.referee.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.token.SignedTokens;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Who is looked at again when other keys count: one for each connection, and none that is gone. */
class TokenCheckTest {
    private final Vertx vertx = Vertx.vertx();
    private final TokenCheck tokens = new TokenCheck(vertx, SignedTokens.bySecret());

    @BeforeEach
    void start() throws Exception {
        tokens.start().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String token() {
        return SignedTokens.forEndpoints(Instant.now().plusSeconds(60), "PJSIP/alice");
    }

    @Test
    void aConnectionIsHeldOnceHoweverManyTokensItShows() {
        TokenSession pass = new TokenSession(vertx, tokens, () -> {});
        for (int i = 0; i < 1_000; i++) {
            pass.show(token(), grant -> {});
        }
        assertEquals(1, tokens.held());
        pass.tear();
        assertEquals(0, tokens.held());
    }

    @Test
    void whoShowsNothingValidIsNotHeld() {
        TokenSession pass = new TokenSession(vertx, tokens, () -> {});
        pass.show("no.token.atall", grant -> {});
        assertEquals(0, tokens.held());
    }
}
