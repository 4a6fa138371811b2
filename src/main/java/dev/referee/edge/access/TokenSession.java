package dev.referee.edge.access;

import dev.referee.token.Grant;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The newest valid token of a client, until it expires. Used on the edge's context only. */
final class TokenSession {
    /** Vert.x counts in nanoseconds: the end of a long one is looked at again and again. */
    private static final Duration LONGEST_TIMER = Duration.ofDays(1);

    private final Vertx vertx;
    private final TokenCheck tokens;
    private final InstantSource clock = InstantSource.system();
    private final Runnable onExpiry;
    private @Nullable Grant grant;
    /** The one that allows {@link #grant}. */
    private @Nullable String shown;

    private boolean torn;
    private long timer = -1;

    /**
     * Creates one without a token.
     *
     * @param onExpiry runs when the token is no longer valid
     */
    TokenSession(Vertx vertx, TokenCheck tokens, Runnable onExpiry) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.onExpiry = onExpiry;
    }

    /** The grant of the token; null without a valid one. */
    @Nullable
    Grant grant() {
        return grant;
    }

    /**
     * Replaces the token by another one, if that is valid.
     *
     * @param answer receives its grant, empty if it is not valid; perhaps before this returns
     */
    void show(String token, Consumer<Optional<Grant>> answer) {
        tokens.check(token).onComplete(checked -> {
            if (torn) {
                return;
            }
            Optional<Grant> allowed = checked.result();
            allowed.ifPresent(grant -> take(token, grant));
            answer.accept(allowed);
        });
    }

    /** The keys have changed: a token that they do not verify ends like an expired one. */
    void checkAgain() {
        String token = shown;
        if (token == null) {
            return;
        }
        tokens.check(token).onComplete(checked -> {
            if (torn || !token.equals(shown)) {
                return;
            }
            checked.result().ifPresentOrElse(allowed -> take(token, allowed), this::drop);
        });
    }

    /** Ends the session: the client has disconnected. */
    void tear() {
        torn = true;
        tokens.release(this);
        vertx.cancelTimer(timer);
    }

    private void take(String token, Grant allowed) {
        vertx.cancelTimer(timer);
        shown = token;
        grant = allowed;
        tokens.hold(this);
        watch(allowed.until());
    }

    private void watch(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        Duration next = left.compareTo(LONGEST_TIMER) > 0 ? LONGEST_TIMER : left;
        timer = vertx.setTimer(Math.max(1, next.toMillis()), fired -> {
            if (clock.instant().isBefore(until)) {
                watch(until);
            } else {
                drop();
            }
        });
    }

    private void drop() {
        vertx.cancelTimer(timer);
        tokens.release(this);
        shown = null;
        grant = null;
        onExpiry.run();
    }
}
