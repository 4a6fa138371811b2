package dev.referee.edge;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conversation with one browser: its subscriptions, its questions and their answers. Used on the
 * edge's context only.
 */
final class Session implements Connection.Listener, Hub.Subscriber {
    private static final String ONLY_OWN_DIALOGS =
            "This server tells only the transfers of one's own calls: subscribe with \"dialog\".";

    private final Connection connection;
    private final EdgeSettings settings;
    private final Hub hub;
    private final DialogGate gate;
    private final Runnable onClosed;
    /** By id: what ends the subscription, or the waiting for its dialog. */
    private final Map<String, Runnable> subscriptions = new HashMap<>();

    Session(
            Connection connection,
            EdgeSettings settings,
            Hub hub,
            DialogGate gate,
            Runnable onClosed) {
        this.connection = connection;
        this.settings = settings;
        this.hub = hub;
        this.gate = gate;
        this.onClosed = onClosed;
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
        subscriptions.values().forEach(Runnable::run);
        subscriptions.clear();
        onClosed.run();
    }

    @Override
    public void text(byte[] message) {
        switch (RequestReader.read(message)) {
            case Request.Subscribe subscribe -> subscribe(subscribe);
            case Request.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.id());
            case Request.Ping ping -> connection.send(Frames.pong());
            case Request.Authenticate authenticate ->
                error(
                        null,
                        ErrorCode.NOT_SUPPORTED,
                        "This version of Referee takes no tokens: subscribe with \"dialog\".");
            case Request.Faulty(var id, var code, var text) -> error(id, code, text);
        }
    }

    @Override
    public void binary() {
        error(null, ErrorCode.BINARY_MESSAGE, "Send JSON as text messages.");
    }

    @Override
    public void deliver(Entry entry, List<String> ids) {
        connection.send(Frames.event(entry, ids));
    }

    private void subscribe(Request.Subscribe request) {
        if (subscriptions.containsKey(request.id())) {
            error(
                    request.id(),
                    ErrorCode.DUPLICATE_ID,
                    "Unsubscribe the one with this id first, or choose another id.");
            return;
        }
        if (subscriptions.size() >= settings.maxSubscriptions()) {
            error(
                    request.id(),
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "Unsubscribe one first: a socket may have " + settings.maxSubscriptions()
                            + ".");
            return;
        }
        switch (request.wanted()) {
            case Request.Wanted.OwnDialog(Dialog dialog) -> subscribeToDialog(request, dialog);
            case Request.Wanted.Endpoint(String name) ->
                subscribeIfOpen(request, new Topic.Endpoint(name));
            case Request.Wanted.Everything all -> subscribeIfOpen(request, new Topic.Everything());
        }
    }

    private void subscribeToDialog(Request.Subscribe request, Dialog dialog) {
        Optional<String> known = gate.leg(dialog);
        if (known.isPresent()) {
            admit(request, new Topic.Leg(known.get()));
            return;
        }
        Runnable leave = gate.await(dialog, leg -> {
            subscriptions.remove(request.id());
            leg.ifPresentOrElse(
                    uniqueid -> admit(request, new Topic.Leg(uniqueid)),
                    () -> unknownDialog(request.id()));
        });
        subscriptions.put(request.id(), leave);
    }

    private void unknownDialog(String id) {
        error(
                id,
                ErrorCode.UNKNOWN_DIALOG,
                "No answered call has this Call-ID with these tags. Send them as your phone sees"
                        + " them, after the call was answered.");
    }

    private void subscribeIfOpen(Request.Subscribe request, Topic topic) {
        if (settings.open()) {
            admit(request, topic);
        } else {
            error(request.id(), ErrorCode.NOT_ALLOWED, ONLY_OWN_DIALOGS);
        }
    }

    private void admit(Request.Subscribe request, Topic topic) {
        // One place is for the answer itself.
        int room = connection.room() - 1;
        Runnable end = hub.subscribe(this, request.id(), topic, request.from(), room, answer -> {
            connection.send(Frames.subscribed(
                    request.id(), answer.offset(), answer.transfers(), answer.recovered()));
            answer.missed().forEach(entry -> deliver(entry, List.of(request.id())));
        });
        subscriptions.put(request.id(), end);
    }

    private void unsubscribe(String id) {
        Runnable end = subscriptions.remove(id);
        if (end == null) {
            error(id, ErrorCode.UNKNOWN_SUBSCRIPTION, "There is no subscription with this id.");
        } else {
            end.run();
        }
    }

    private void error(@Nullable String id, ErrorCode code, String message) {
        connection.send(Frames.error(id, code, message));
    }
}
