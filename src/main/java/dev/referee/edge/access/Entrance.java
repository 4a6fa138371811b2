package dev.referee.edge.access;

import dev.referee.edge.EdgeSettings;
import dev.referee.log.DialogBook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.function.LongSupplier;

/**
 * What lets people in, for all of them together: which pages may connect, which dialogs are known,
 * whose tokens count, and how often an address may guess and ask. Used on the edge's context only.
 */
public final class Entrance {
    private final Vertx vertx;
    private final boolean open;
    private final Origins origins;
    private final DialogGate dialogs;
    private final @Nullable TokenCheck tokens;
    private final Attempts guesses;
    private final Attempts questions;

    /**
     * Creates one that is shut.
     *
     * @param context the edge's
     * @param clock milliseconds since any fixed moment
     */
    public Entrance(
            Vertx vertx,
            Context context,
            EdgeSettings settings,
            DialogBook book,
            LongSupplier clock) {
        this.vertx = vertx;
        this.open = settings.open();
        this.origins = new Origins(settings);
        this.dialogs = new DialogGate(
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
     * Gets the keys for tokens of other settings, of which nothing else is looked at.
     *
     * @param next where it takes no tokens, and where none were taken so far, nothing changes
     * @return makes them count; fails as {@link #prepare()}
     */
    public Future<Runnable> prepare(EdgeSettings next) {
        return tokens == null || next.tokens() == null
                ? Future.succeededFuture(() -> {})
                : tokens.prepare(next.tokens());
    }

    /** Whether the key sets could be read when that was tried last. Any thread may ask. */
    public boolean areKeySetsRead() {
        return tokens == null || tokens.areSetsRead();
    }

    /** Begins to hear of dialogs. */
    public void open() {
        dialogs.open();
    }

    /** Hears of them no longer, and looks for no keys. */
    public void shut() {
        dialogs.shut();
        if (tokens != null) {
            tokens.stop();
        }
    }

    /** Which pages may connect. */
    public Origins origins() {
        return origins;
    }

    /**
     * What somebody may see who has shown nothing yet.
     *
     * @param peer its address as {@link dev.referee.edge.guest.Peer} names it
     * @param onExpiry runs when the token that it has shown counts no longer
     */
    public Access access(String peer, Runnable onExpiry) {
        Pass pass = tokens == null ? null : new Pass(vertx, tokens, onExpiry);
        return new Access(open, dialogs, guesses, questions, pass, peer);
    }
}
