package dev.referee.edge.http;

import dev.referee.edge.access.Access;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.access.Scope;
import dev.referee.edge.access.Topic;
import dev.referee.edge.access.Viewer;
import dev.referee.edge.access.VisibleTransfers;
import dev.referee.model.Dialog;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Who sends one request by plain HTTP, and what it may be told for it: what a browser on the socket
 * may be told that shows the same. Used on the edge's context only.
 */
public final class Caller {
    private static final String BEARER = "bearer ";

    private final Access access;
    private Runnable leave = () -> {};
    private Runnable onExpiry = () -> {};

    /**
     * Creates one of whom nothing is known yet.
     *
     * @param peer its address as {@link dev.referee.edge.client.Peer} names it
     */
    public Caller(Authorizer authorizer, String peer) {
        this.access = authorizer.access(peer, () -> onExpiry.run());
    }

    /** Counts the question, and throws when its address has asked too often. */
    public void ask() throws Problem {
        if (!access.mayAsk()) {
            throw new Problem(
                    Kind.TOO_MANY_REQUESTS,
                    "Too many requests from this address. Try again in a minute.");
        }
    }

    /** Forgets what it has shown: it is gone. */
    public void end() {
        leave.run();
        access.end();
    }

    /** Has something run when a topic may be seen no longer, because the token has ended. */
    public void watch(Topic topic, Runnable onEnd) {
        onExpiry = () -> {
            if (!access.allows(topic)) {
                onEnd.run();
            }
        };
    }

    /**
     * Checks what it shows.
     *
     * @param authorization the header; null for none
     * @return what it sees, or fails with a {@link Problem}
     */
    Future<VisibleTransfers> admit(@Nullable String authorization, Scope scope) {
        return show(authorization).compose(nothing -> switch (scope) {
            case Scope.OwnDialog(Dialog dialog) -> ofDialog(dialog);
            case Scope.Endpoint(String name) -> of(new Topic.Endpoint(name));
            case Scope.Everything all -> of(new Topic.Everything());
        });
    }

    /** The same for a request that wants events, which takes what can be subscribed to. */
    public Future<Viewer> admitReader(HttpServerRequest request) {
        TransferQuery question;
        try {
            question = TransferQuery.read(request.query(), TransferQuery.WHOSE);
        } catch (Problem problem) {
            return Future.failedFuture(problem);
        }
        return admit(request.getHeader("Authorization"), question.scope())
                .compose(visible -> switch (visible) {
                    case Viewer viewer -> Future.succeededFuture(viewer);
                    case VisibleTransfers.OfGrant some ->
                        Future.failedFuture(new Problem(
                                Kind.NOT_ALLOWED,
                                "All events need an administrator's token: name an \"endpoint\"."));
                });
    }

    /** Checks that it may do what administrators may; else fails with a {@link Problem}. */
    Future<Void> admitAdministrator(@Nullable String authorization) {
        return show(authorization)
                .compose(nothing -> access.refusal(new Topic.Everything())
                        .map(refusal -> Future.<Void>failedFuture(problemOfAdministrator(refusal)))
                        .orElseGet(Future::succeededFuture));
    }

    private static Problem problemOfAdministrator(Access.Refusal refusal) {
        return switch (refusal) {
            case OWN_DIALOGS_ONLY ->
                new Problem(
                        Kind.NOT_ALLOWED,
                        "This needs an administrator's token, and the server accepts no tokens: see"
                                + " tokens in the configuration.");
            case TOKEN_REQUIRED ->
                new Problem(
                        Kind.TOKEN_REQUIRED,
                        "Send an administrator's token in the header Authorization (Bearer).");
            case NOT_BY_THIS_TOKEN -> problem(refusal);
        };
    }

    private Future<Void> show(@Nullable String authorization) {
        if (authorization == null
                || !access.takesTokens()
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Future.succeededFuture();
        }
        if (!access.mayTry()) {
            return tooManyAttempts();
        }
        Promise<Void> shown = Promise.promise();
        access.show(authorization.substring(BEARER.length()).strip(), grant -> {
            if (grant.isPresent()) {
                shown.complete();
            } else {
                shown.fail(new Problem(
                        Kind.TOKEN_INVALID,
                        "Token rejected (invalid or expired). Send a new one."));
            }
        });
        return shown.future();
    }

    private Future<VisibleTransfers> ofDialog(Dialog dialog) {
        // Counted before it is looked at, so that the last guess is worth nothing either.
        if (!access.mayTry()) {
            return tooManyAttempts();
        }
        Optional<Viewer> known = access.prove(dialog);
        if (known.isPresent()) {
            return Future.succeededFuture(known.get());
        }
        Promise<VisibleTransfers> found = Promise.promise();
        leave = access.await(dialog, viewer -> {
            if (viewer.isPresent()) {
                found.complete(viewer.get());
            } else {
                found.fail(new Problem(
                        Kind.UNKNOWN_DIALOG,
                        "No call has this Call-ID with these tags. Send them as the phone"
                                + " sees them, after the call was answered."));
            }
        });
        return found.future();
    }

    private Future<VisibleTransfers> of(Topic topic) {
        Optional<Access.Refusal> refusal = access.refusal(topic);
        if (refusal.isEmpty()) {
            return Future.succeededFuture(new Viewer(topic, null));
        }
        if (topic instanceof Topic.Everything && access.grant().isPresent()) {
            return Future.succeededFuture(
                    new VisibleTransfers.OfGrant(access.grant().get()));
        }
        return Future.failedFuture(problem(refusal.get()));
    }

    private static Problem problem(Access.Refusal refusal) {
        return switch (refusal) {
            case OWN_DIALOGS_ONLY ->
                new Problem(
                        Kind.NOT_ALLOWED,
                        "This server reports only the transfers of your own calls: send callId,"
                                + " localTag and remoteTag.");
            case TOKEN_REQUIRED ->
                new Problem(
                        Kind.TOKEN_REQUIRED,
                        "Send a token in the header Authorization (Bearer), or a dialog by callId,"
                                + " localTag and remoteTag.");
            case NOT_BY_THIS_TOKEN ->
                new Problem(Kind.NOT_ALLOWED, "The token does not allow this.");
        };
    }

    private static <T> Future<T> tooManyAttempts() {
        return Future.failedFuture(new Problem(
                Kind.TOO_MANY_ATTEMPTS,
                "Too many unknown dialogs or invalid tokens from this address. Try again in a"
                        + " minute."));
    }
}
