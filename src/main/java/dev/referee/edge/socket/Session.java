package dev.referee.edge.socket;

import dev.referee.edge.EdgeSettings;
import dev.referee.edge.access.Access;
import dev.referee.edge.access.Authorizer;
import dev.referee.edge.access.Scope;
import dev.referee.edge.access.Topic;
import dev.referee.edge.access.Viewer;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.feed.Hub;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;
import dev.referee.model.EndpointPattern;
import dev.referee.model.Transfer;
import dev.referee.token.Grant;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The conversation with one browser: its subscriptions, its questions and their answers. Used on the
 * edge's context only.
 */
final class Session implements Connection.Listener, Hub.Subscriber {
    private static final String NO_TOKENS =
            "This server accepts no tokens: subscribe with \"dialog\".";

    /** Messages that may wait for a token to be checked. */
    static final int MOST_HELD = 64;

    private final Connection connection;
    private final EdgeSettings settings;
    private final Hub hub;
    private final Access access;
    private final Runnable onClosed;
    private final Map<String, SocketSubscription> subscriptions = new HashMap<>();
    /** What came while a token is checked; null while none is. */
    private @Nullable Deque<byte[]> held;

    private static final class SocketSubscription {
        /** Null while its dialog is waited for. */
        final @Nullable Viewer viewer;

        Runnable end = () -> {};

        SocketSubscription(@Nullable Viewer viewer) {
            this.viewer = viewer;
        }

        Map<String, String> callIds() {
            return viewer == null ? Map.of() : viewer.callIds();
        }

        Set<Viewer.Role> roles(Transfer transfer) {
            return viewer == null ? Set.of() : viewer.roles(transfer);
        }
    }

    /** Creates one with a browser at an address as {@link dev.referee.edge.client.Peer} names it. */
    Session(
            Connection connection,
            EdgeSettings settings,
            Hub hub,
            Authorizer authorizer,
            String peer,
            Runnable onClosed) {
        this.connection = connection;
        this.settings = settings;
        this.hub = hub;
        this.onClosed = onClosed;
        this.access = authorizer.access(
                peer,
                () -> endWhatIsNotAllowed(
                        ErrorCode.TOKEN_EXPIRED, "Send a new token and subscribe again."));
    }

    /** The first word. */
    void begin() {
        hub.join(this);
        renamed(hub.position());
    }

    @Override
    public void renamed(Position position) {
        connection.send(Frames.welcome(position, settings.pingInterval()));
    }

    @Override
    public void closed() {
        hub.leave(this);
        access.end();
        subscriptions.values().forEach(subscription -> subscription.end.run());
        subscriptions.clear();
        onClosed.run();
    }

    @Override
    public void text(byte[] message) {
        if (held == null) {
            follow(message);
        } else if (held.size() < MOST_HELD) {
            held.add(message);
        } else {
            connection.close(CloseCode.TOO_MANY_FRAMES);
        }
    }

    private void follow(byte[] message) {
        switch (RequestReader.read(message)) {
            case Request.Subscribe subscribe -> subscribe(subscribe);
            case Request.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.id());
            case Request.Ping ping -> connection.send(Frames.pong());
            case Request.Authenticate(String token) -> authenticate(token);
            case Request.Faulty(var id, var code, var text) -> error(id, code, text);
        }
    }

    @Override
    public void binary() {
        error(null, ErrorCode.BINARY_MESSAGE, "Send JSON as text messages.");
    }

    @Override
    public void deliver(Entry entry, List<String> ids) {
        Set<Viewer.Role> roles = EnumSet.noneOf(Viewer.Role.class);
        Map<String, String> callIds = new HashMap<>();
        for (String id : ids) {
            SocketSubscription subscription = subscriptions.get(id);
            if (subscription != null) {
                roles.addAll(subscription.roles(entry.event().transfer()));
                callIds.putAll(subscription.callIds());
            }
        }
        if (!roles.isEmpty()) {
            connection.send(Frames.event(
                    entry.offset(), ids, hub.visibility().event(entry, roles, callIds)));
        }
    }

    private void authenticate(String token) {
        if (!access.takesTokens()) {
            error(null, ErrorCode.NOT_SUPPORTED, NO_TOKENS);
        } else if (mayTry()) {
            held = new ArrayDeque<>();
            access.show(token, grant -> {
                grant.ifPresentOrElse(this::welcomeToken, this::refuseToken);
                followHeld();
            });
        }
    }

    private void welcomeToken(Grant grant) {
        connection.send(Frames.authenticated(
                grant.admin(),
                grant.endpoints().stream().map(EndpointPattern::text).toList()));
        endWhatIsNotAllowed(ErrorCode.NOT_ALLOWED, "The new token does not allow this.");
    }

    private void refuseToken() {
        error(
                null,
                ErrorCode.TOKEN_INVALID,
                "Token rejected (invalid or expired). Send a new one.");
    }

    private void followHeld() {
        Deque<byte[]> waiting = held == null ? new ArrayDeque<>() : held;
        held = null;
        while (!waiting.isEmpty()) {
            // One of them may be a token again, which the rest then waits for.
            text(waiting.remove());
        }
    }

    private void subscribe(Request.Subscribe request) {
        if (subscriptions.containsKey(request.id())) {
            error(
                    request.id(),
                    ErrorCode.DUPLICATE_ID,
                    "Unsubscribe the one with this id first, or choose another id.");
            return;
        }
        int most = settings.maxSubscriptions();
        if (subscriptions.size() >= most) {
            error(
                    request.id(),
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "Unsubscribe one first: a socket may have " + most + ".");
            return;
        }
        switch (request.scope()) {
            case Scope.OwnDialog(Dialog dialog) -> subscribeToDialog(request, dialog);
            case Scope.Endpoint(String name) ->
                subscribeIfAllowed(request, new Topic.Endpoint(name));
            case Scope.Everything all -> subscribeIfAllowed(request, new Topic.Everything());
        }
    }

    private void subscribeToDialog(Request.Subscribe request, Dialog dialog) {
        // Counted before it is looked at, so that the last guess is worth nothing either.
        if (!mayTry()) {
            return;
        }
        Optional<Viewer> known = access.prove(dialog);
        if (known.isPresent()) {
            admit(request, known.get());
            return;
        }
        Runnable leave = access.await(dialog, viewer -> {
            subscriptions.remove(request.id());
            viewer.ifPresentOrElse(
                    proven -> admit(request, proven), () -> unknownDialog(request.id()));
        });
        SocketSubscription waiting = new SocketSubscription(null);
        waiting.end = leave;
        subscriptions.put(request.id(), waiting);
    }

    private void unknownDialog(String id) {
        error(
                id,
                ErrorCode.UNKNOWN_DIALOG,
                "No call has this Call-ID with these tags. Send them as your phone sees"
                        + " them, after the call was answered.");
    }

    private void subscribeIfAllowed(Request.Subscribe request, Topic topic) {
        access.refusal(topic)
                .ifPresentOrElse(
                        refusal -> connection.send(Frames.refusal(request.id(), refusal)),
                        () -> admit(request, new Viewer(topic, null)));
    }

    private void endWhatIsNotAllowed(ErrorCode code, String message) {
        Map.copyOf(subscriptions).forEach((id, subscription) -> {
            if (subscription.viewer != null && !access.allows(subscription.viewer.topic())) {
                subscriptions.remove(id);
                subscription.end.run();
                error(id, code, message);
            }
        });
    }

    private void admit(Request.Subscribe request, Viewer viewer) {
        // One place is for the answer itself.
        int room = connection.room() - 1;
        // Known before the answer comes, which may be at once.
        SocketSubscription subscription = new SocketSubscription(viewer);
        subscriptions.put(request.id(), subscription);
        subscription.end = hub.subscribe(
                this, request.id(), viewer.topic(), request.from(), room, answer -> {
                    connection.send(Frames.subscribed(
                            request.id(),
                            answer.offset(),
                            answer.transfers().stream()
                                    .map(entry -> hub.visibility()
                                            .transfer(
                                                    entry,
                                                    viewer.roles(entry.event().transfer()),
                                                    viewer.callIds()))
                                    .toList(),
                            answer.recovered()));
                    answer.missed().forEach(entry -> deliver(entry, List.of(request.id())));
                });
    }

    private void unsubscribe(String id) {
        SocketSubscription subscription = subscriptions.remove(id);
        if (subscription == null) {
            error(id, ErrorCode.UNKNOWN_SUBSCRIPTION, "There is no subscription with this id.");
        } else {
            subscription.end.run();
        }
    }

    /** Counts what may be a guess; ends the connection when there were too many. */
    private boolean mayTry() {
        boolean may = access.mayTry();
        if (!may) {
            connection.close(CloseCode.TOO_MANY_ATTEMPTS);
        }
        return may;
    }

    private void error(@Nullable String id, ErrorCode code, String message) {
        connection.send(Frames.error(id, code, message));
    }
}
