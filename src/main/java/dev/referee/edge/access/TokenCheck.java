package dev.referee.edge.access;

import dev.referee.token.Grant;
import dev.referee.token.TokenSettings;
import dev.referee.token.Tokens;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * By which keys tokens are checked now, and whose token counts by them. Used on the edge's context
 * only, but for {@link #areSetsRead}.
 */
final class TokenCheck {
    /** One for each connection at most, of which {@code limits.connections} allows so many. */
    private final Set<TokenSession> holders = new HashSet<>();

    private volatile Tokens tokens;

    TokenCheck(Vertx vertx, TokenSettings settings) {
        this.tokens = new Tokens(vertx, settings);
    }

    /** As {@link Tokens#start}. */
    Future<Void> start() {
        return tokens.start();
    }

    void stop() {
        tokens.stop();
    }

    /** As {@link Tokens#check}. */
    Future<Optional<Grant>> check(String token) {
        return tokens.check(token);
    }

    /** As {@link Tokens#areSetsRead}. */
    boolean areSetsRead() {
        return tokens.areSetsRead();
    }

    /** Has a token looked at again when other keys count. */
    void hold(TokenSession holder) {
        holders.add(holder);
    }

    /** Its token counts no longer, or its browser is gone. */
    void release(TokenSession holder) {
        holders.remove(holder);
    }

    /** How many are looked at again. */
    int held() {
        return holders.size();
    }

    /**
     * Gets the keys of other settings; those before go on counting.
     *
     * @return makes them count, and the tokens that no longer do end; fails as {@link Tokens#start}
     */
    Future<Runnable> prepare(TokenSettings settings) {
        Tokens next = tokens.with(settings);
        return next.start().onFailure(failure -> next.stop()).map(nothing -> () -> {
            Tokens before = tokens;
            tokens = next;
            before.stop();
            List.copyOf(holders).forEach(TokenSession::checkAgain);
        });
    }
}
