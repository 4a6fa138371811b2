package dev.referee.edge;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;
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
    private static final String ONLY_OWN_DIALOGS =
            "This server tells only the transfers of one's own calls: subscribe with \"dialog\".";
    private static final String NO_TOKENS =
            "This server takes no tokens: subscribe with \"dialog\".";

    /** Messages that may wait for a token to be checked. */
    static final int MOST_HELD = 64;

    private final Connection connection;
    private final House house;
    private final String peer;
    private final Runnable onClosed;
    private final @Nullable Pass pass;
    private final Allowance attempts = new Allowance();
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    /** What came while a token is checked; null while none is. */
    private @Nullable Deque<byte[]> held;

    /** A subscription, or the waiting for its dialog. */
    private static final class Subscription {
        final Viewer viewer;
        /** Whether it lives only as long as the token allows it. */
        final boolean needsToken;

        Runnable end = () -> {};

        Subscription(Viewer viewer, boolean needsToken) {
            this.viewer = viewer;
            this.needsToken = needsToken;
        }
    }

    /** Creates one with a browser at an address as {@link Peer} names it. */
    Session(Connection connection, House house, String peer, Runnable onClosed) {
        this.connection = connection;
        this.house = house;
        this.peer = peer;
        this.onClosed = onClosed;
        this.pass = house.tokens() == null
                ? null
                : new Pass(
                        house.vertx(),
                        house.tokens(),
                        () -> endWhatNoTokenAllows(
                                ErrorCode.TOKEN_EXPIRED, "Show a new token and subscribe again."));
    }

    /** The first word. */
    void begin() {
        house.hub().join(this);
        renamed(house.hub().position());
    }

    @Override
    public void renamed(Position position) {
        connection.send(Frames.welcome(position, house.settings().pingInterval()));
    }

    @Override
    public void closed() {
        house.hub().leave(this);
        if (pass != null) {
            pass.tear();
        }
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
        for (String id : ids) {
            Subscription subscription = subscriptions.get(id);
            if (subscription != null) {
                roles.addAll(subscription.viewer.roles(entry.event().transfer()));
            }
        }
        if (!roles.isEmpty()) {
            connection.send(Frames.event(entry.offset(), ids, Sight.event(entry, roles)));
        }
    }

    private void authenticate(String token) {
        if (pass == null) {
            error(null, ErrorCode.NOT_SUPPORTED, NO_TOKENS);
        } else if (mayTry()) {
            held = new ArrayDeque<>();
            pass.show(token, valid -> {
                answerToken(pass.grant(), valid);
                followHeld();
            });
        }
    }

    private void answerToken(@Nullable Grant grant, boolean valid) {
        if (!valid || grant == null) {
            error(
                    null,
                    ErrorCode.TOKEN_INVALID,
                    "This token does not count here, or no longer. Show another one.");
            return;
        }
        house.attempts().giveBack(attempts, peer);
        connection.send(Frames.authenticated(grant.admin(), grant.endpoints()));
        endWhatNoTokenAllows(ErrorCode.NOT_ALLOWED, "The new token does not allow this.");
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
        int most = house.settings().maxSubscriptions();
        if (subscriptions.size() >= most) {
            error(
                    request.id(),
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "Unsubscribe one first: a socket may have " + most + ".");
            return;
        }
        switch (request.wanted()) {
            case Request.Wanted.OwnDialog(Dialog dialog) -> subscribeToDialog(request, dialog);
            case Request.Wanted.Endpoint(String name) ->
                subscribeIfAllowed(request, new Topic.Endpoint(name));
            case Request.Wanted.Everything all ->
                subscribeIfAllowed(request, new Topic.Everything());
        }
    }

    private void subscribeToDialog(Request.Subscribe request, Dialog dialog) {
        // Counted before it is looked at: whoever has guessed too often learns nothing more.
        if (!mayTry()) {
            return;
        }
        Optional<String> known = house.gate().leg(dialog);
        if (known.isPresent()) {
            admit(request, dialog, known.get());
            return;
        }
        Runnable leave = house.gate().await(dialog, leg -> {
            subscriptions.remove(request.id());
            leg.ifPresentOrElse(
                    uniqueid -> admit(request, dialog, uniqueid),
                    () -> unknownDialog(request.id()));
        });
        Subscription waiting = new Subscription(new Viewer(new Topic.Leg(""), null), false);
        waiting.end = leave;
        subscriptions.put(request.id(), waiting);
    }

    private void admit(Request.Subscribe request, Dialog dialog, String uniqueid) {
        house.attempts().giveBack(attempts, peer);
        admit(request, new Viewer(new Topic.Leg(uniqueid), dialog.callId()), false);
    }

    private void unknownDialog(String id) {
        error(
                id,
                ErrorCode.UNKNOWN_DIALOG,
                "No answered call has this Call-ID with these tags. Send them as your phone sees"
                        + " them, after the call was answered.");
    }

    private void subscribeIfAllowed(Request.Subscribe request, Topic topic) {
        Grant grant = pass == null ? null : pass.grant();
        if (house.settings().open()) {
            admit(request, new Viewer(topic, null), false);
        } else if (pass == null) {
            error(request.id(), ErrorCode.NOT_ALLOWED, ONLY_OWN_DIALOGS);
        } else if (grant == null) {
            error(request.id(), ErrorCode.TOKEN_REQUIRED, "Authenticate with a token first.");
        } else if (allows(grant, topic)) {
            admit(request, new Viewer(topic, null), true);
        } else {
            error(request.id(), ErrorCode.NOT_ALLOWED, "The token does not allow this.");
        }
    }

    private static boolean allows(@Nullable Grant grant, Topic topic) {
        return grant != null
                && switch (topic) {
                    case Topic.Leg leg -> false;
                    case Topic.Endpoint(String name) -> grant.allows(name);
                    case Topic.Everything all -> grant.admin();
                };
    }

    private void endWhatNoTokenAllows(ErrorCode code, String message) {
        Grant grant = pass == null ? null : pass.grant();
        Map.copyOf(subscriptions).forEach((id, subscription) -> {
            if (subscription.needsToken && !allows(grant, subscription.viewer.topic())) {
                subscriptions.remove(id);
                subscription.end.run();
                error(id, code, message);
            }
        });
    }

    private void admit(Request.Subscribe request, Viewer viewer, boolean needsToken) {
        // One place is for the answer itself.
        int room = connection.room() - 1;
        // Known before the answer comes, which may be at once.
        Subscription subscription = new Subscription(viewer, needsToken);
        subscriptions.put(request.id(), subscription);
        subscription.end = house.hub()
                .subscribe(this, request.id(), viewer.topic(), request.from(), room, answer -> {
                    connection.send(Frames.subscribed(
                            request.id(),
                            answer.offset(),
                            answer.transfers().stream()
                                    .map(entry -> Sight.transfer(
                                            entry, viewer.roles(entry.event().transfer())))
                                    .toList(),
                            answer.recovered()));
                    answer.missed().forEach(entry -> deliver(entry, List.of(request.id())));
                });
    }

    private void unsubscribe(String id) {
        Subscription subscription = subscriptions.remove(id);
        if (subscription == null) {
            error(id, ErrorCode.UNKNOWN_SUBSCRIPTION, "There is no subscription with this id.");
        } else {
            subscription.end.run();
        }
    }

    /** Counts what may be a guess; ends the connection when there were too many. */
    private boolean mayTry() {
        boolean may = house.attempts().take(attempts, peer);
        if (!may) {
            connection.close(CloseCode.TOO_MANY_ATTEMPTS);
        }
        return may;
    }

    private void error(@Nullable String id, ErrorCode code, String message) {
        connection.send(Frames.error(id, code, message));
    }
}
