package dev.referee.edge.access;

import dev.referee.edge.EdgeSettings;
import dev.referee.log.DialogBook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.function.LongSupplier;

/**
 * Decides for all clients which origins may connect, which dialogs are known, which tokens are valid,
 * and how often an address may guess and request. Used on the edge's context only.
 */
public final class Authorizer {
    private final Vertx vertx;
    private final boolean open;
    private final Origins origins;
    private final DialogAuthorizer dialogs;
    private final @Nullable TokenCheck tokens;
    private final Attempts guesses;
    private final Attempts questions;

    /**
     * Creates one that does not listen for dialogs yet; {@link #open} starts it.
     *
     * @param context the edge's
     * @param clock milliseconds since any fixed moment
     */
    public Authorizer(
            Vertx vertx,
            Context context,
            EdgeSettings settings,
            DialogBook book,
            LongSupplier clock) {
        this.vertx = vertx;
        this.open = settings.open();
        this.origins = new Origins(settings);
        this.dialogs = new DialogAuthorizer(
                vertx,
                context,
                book,
                new LegResolver(book, settings.matching()),
                settings.dialogWait());
        this.tokens = settings.tokens() == null ? null : new TokenCheck(vertx, settings.tokens());
        this.guesses =
                new Attempts(settings.maxAttempts(), settings.maxAttemptsPerAddress(), clock);
        this.questions =
                new Attempts(settings.maxFramesPerMinute(), settings.maxFramesPerMinute(), clock);
    }

    /** Gets the keys of tokens, if any are taken; fails as {@link dev.referee.token.Tokens#start} does. */
    public Future<Void> prepare() {
        return tokens == null ? Future.succeededFuture() : tokens.start();
    }

    /**
     * Gets the token keys of other settings; their other values are ignored.
     *
     * @param next without tokens, or if the present settings take none, nothing changes
     * @return puts the keys into use; fails as {@link #prepare()}
     */
    public Future<Runnable> prepare(EdgeSettings next) {
        return tokens == null || next.tokens() == null
                ? Future.succeededFuture(() -> {})
                : tokens.prepare(next.tokens());
    }

    /** Whether the last attempt to read the key sets succeeded. Any thread may ask. */
    public boolean areKeySetsRead() {
        return tokens == null || tokens.areSetsRead();
    }

    /** Starts to listen for new dialogs. */
    public void open() {
        dialogs.open();
    }

    /** Stops listening for dialogs and stops reading keys. */
    public void shut() {
        dialogs.shut();
        if (tokens != null) {
            tokens.stop();
        }
    }

    /** The origins whose pages may connect. */
    public Origins origins() {
        return origins;
    }

    /**
     * The access of a client that has proven nothing yet.
     *
     * @param peer its address as {@link dev.referee.edge.client.Peer} names it
     * @param onExpiry runs when the token of the client is no longer valid
     */
    public Access access(String peer, Runnable onExpiry) {
        TokenSession session = tokens == null ? null : new TokenSession(vertx, tokens, onExpiry);
        return new Access(open, dialogs, guesses, questions, session, peer);
    }
}
