package dev.referee.lab;

import dev.referee.model.Dialog;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One party of a call with a browser's socket to Referee: collects what it is pushed. Thread-safe.
 */
public final class Party implements AutoCloseable {
    /** How long it waits for what Referee should tell. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Set<String> ENDS = Set.of("completed", "failed", "abandoned", "unknown");

    private final String name;
    private final WebSocketClient client; // Vert.x closes the sockets of one that nobody holds
    private final WebSocket socket;

    // All below are guarded by this.
    private int subscriptions;
    private final Map<String, JsonObject> answers = new HashMap<>();
    private final List<JsonObject> told = new ArrayList<>();
    private final List<JsonObject> problems = new ArrayList<>();
    private final List<String> eventIds = new ArrayList<>();
    private String epoch = "";
    private long offset;
    private boolean resumes;

    private Party(String name, WebSocketClient client, WebSocket socket) {
        this.name = name;
        this.client = client;
        this.socket = socket;
    }

    /**
     * Opens a party's socket.
     *
     * @param name who it is, for messages
     * @param referee Referee's address, for example {@code http://127.0.0.1:8090}
     */
    public static Party connect(Vertx vertx, String name, URI referee) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(referee.getHost())
                .setPort(referee.getPort())
                .setURI("/v1/events")
                .addSubProtocol("referee.v1");
        WebSocketClient client = vertx.createWebSocketClient();
        try {
            // Frames may follow the handshake at once: the handler must be there before.
            return client.connect(options)
                    .map(socket -> {
                        Party party = new Party(name, client, socket);
                        socket.textMessageHandler(party::take);
                        return party;
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new AssertionError(
                    name + "'s socket to Referee (" + referee + ") could not be opened", e);
        }
    }

    /** Asks for the transfers of its own leg, and waits until Referee has agreed. */
    public Party subscribe(Dialog dialog) {
        awaitAnswer(request(new JsonObject().put("dialog", json(dialog))));
        return this;
    }

    /** Asks for the transfers of a leg, and tells the code with which Referee refuses it. */
    public String refusal(Dialog dialog) {
        return refusals(dialog).getFirst();
    }

    /** The same of several, which Referee looks for at the same time. */
    List<String> refusals(Dialog... dialogs) {
        return Stream.of(dialogs)
                .map(dialog -> request(new JsonObject().put("dialog", json(dialog))))
                .toList()
                .stream()
                .map(this::awaitRefusal)
                .toList();
    }

    private String awaitRefusal(String id) {
        await("Referee's answer to the subscription " + id, () -> answers.containsKey(id));
        return answer(id).getString("code", "");
    }

    private static JsonObject json(Dialog dialog) {
        JsonObject json = new JsonObject()
                .put("callId", dialog.callId())
                .put("localTag", dialog.localTag())
                .put("remoteTag", dialog.remoteTag());
        return dialog.sessionId() == null ? json : json.put("sessionId", dialog.sessionId());
    }

    /**
     * The same party after its socket was cut: comes back with what it remembers, subscribes by the
     * same dialog, and is told what it missed, not a part of it. What it was told before counts.
     */
    Party comeBack(Vertx vertx, URI referee, Dialog dialog) {
        return comeBack(vertx, referee, new JsonObject().put("dialog", json(dialog)));
    }

    /** The same for who is told of all transfers. */
    Party comeBackToAll(Vertx vertx, URI referee) {
        return comeBack(vertx, referee, new JsonObject().put("all", true));
    }

    private Party comeBack(Vertx vertx, URI referee, JsonObject what) {
        Party again = connect(vertx, name, referee);
        JsonObject from;
        synchronized (this) {
            from = new JsonObject().put("epoch", epoch).put("offset", offset);
            again.takeOver(told, eventIds);
        }
        String id = again.request(what.put("from", from));
        again.awaitAnswer(id);
        if (!again.answer(id).getBoolean("recovered", false)) {
            throw new AssertionError(
                    name + " lost its history: " + again.answer(id).encode());
        }
        return again;
    }

    private synchronized void takeOver(List<JsonObject> toldBefore, List<String> eventsBefore) {
        resumes = true;
        told.addAll(toldBefore);
        eventIds.addAll(eventsBefore);
    }

    private synchronized JsonObject answer(String id) {
        return answers.getOrDefault(id, new JsonObject());
    }

    /** The ids of the events that it was told, in order. */
    synchronized List<String> eventIds() {
        return List.copyOf(eventIds);
    }

    /** Asks for all the transfers of an endpoint, and waits until Referee has agreed. */
    public Party subscribe(String endpoint) {
        awaitAnswer(request(new JsonObject().put("endpoint", endpoint)));
        return this;
    }

    /** Asks for all transfers, and waits until Referee has agreed. */
    Party subscribeToAll() {
        awaitAnswer(request(new JsonObject().put("all", true)));
        return this;
    }

    private synchronized String request(JsonObject what) {
        subscriptions++;
        String id = Integer.toString(subscriptions);
        Buffer frame = what.put("type", "subscribe").put("id", id).toBuffer();
        var unused = socket.writeTextMessage(frame.toString());
        return id;
    }

    private synchronized void awaitAnswer(String id) {
        await("Referee's answer to the subscription " + id, () -> answers.containsKey(id));
        JsonObject answer = answers.getOrDefault(id, new JsonObject());
        if (!"subscribed".equals(answer.getString("type"))) {
            throw new AssertionError(name + " could not subscribe: " + answer.encode());
        }
    }

    private synchronized void take(String frame) {
        JsonObject message = new JsonObject(frame);
        epoch = message.getString("epoch", epoch);
        offset = Math.max(offset, message.getLong("offset", 0L));
        switch (message.getString("type", "")) {
            case "subscribed" -> {
                answers.put(message.getString("id"), message);
                // Whoever resumes is told them as events too.
                JsonArray transfers = resumes
                        ? new JsonArray()
                        : message.getJsonArray("transfers", new JsonArray());
                for (int i = 0; i < transfers.size(); i++) {
                    told.add(transfers.getJsonObject(i));
                }
            }
            case "event" -> {
                eventIds.add(message.getJsonObject("event").getString("id"));
                told.add(message.getJsonObject("event").getJsonObject("data"));
            }
            case "error" -> {
                problems.add(message);
                String id = message.getString("id");
                if (id != null) {
                    answers.putIfAbsent(id, message);
                }
            }
            default -> {}
        }
        notifyAll();
    }

    /** Waits for the end of a transfer, and tells it. */
    public synchronized JsonObject awaitEnd() {
        return awaitEnd(PATIENCE);
    }

    /** As {@link #awaitEnd()}, with a limit of its own. */
    public synchronized JsonObject awaitEnd(Duration limit) {
        await("the end of a transfer", limit, () -> !ends().isEmpty());
        return ends().getFirst();
    }

    /** Waits for the end of a transfer that was asked for on this leg, and tells it. */
    public JsonObject awaitEndOf(String transferorsCallId) {
        // One that the PBX asked for has no transferor.
        return awaitEnd(end -> transferorsCallId.equals(
                end.getJsonObject("transferor", new JsonObject()).getString("callId")));
    }

    /** Waits for an end like this, and tells the first. */
    public synchronized JsonObject awaitEnd(Predicate<JsonObject> wanted) {
        await("the end of a transfer", PATIENCE, () -> ends().stream().anyMatch(wanted));
        return ends().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Waits for the ends of so many transfers, and tells them, the earliest first. */
    public synchronized List<JsonObject> awaitEnds(int count) {
        return awaitEnds(count, PATIENCE);
    }

    /** As {@link #awaitEnds(int)}, with a limit of its own. */
    synchronized List<JsonObject> awaitEnds(int count, Duration limit) {
        await("the ends of " + count + " transfers", limit, () -> ends().size() >= count);
        return ends();
    }

    /** Waits until a transfer is in a state. */
    public synchronized JsonObject awaitState(String state) {
        await("the state " + state, PATIENCE, () -> inState(state) != null);
        JsonObject found = inState(state);
        return found == null ? new JsonObject() : found;
    }

    private @Nullable JsonObject inState(String state) {
        return told.stream()
                .filter(transfer -> state.equals(transfer.getString("state")))
                .findFirst()
                .orElse(null);
    }

    /** The ends that it was told so far, of all transfers. */
    public synchronized List<JsonObject> ends() {
        return told.stream()
                .filter(transfer -> ENDS.contains(transfer.getString("state")))
                .toList();
    }

    /** All that it was told so far, oldest first: each transfer as it then was. */
    public synchronized List<JsonObject> told() {
        return List.copyOf(told);
    }

    private void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    private synchronized void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000);
            if (left <= 0) {
                throw new AssertionError(name + " was not told within " + limit.toMillis() + " ms: "
                        + what + ". " + this);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    /** Who it is. */
    public String name() {
        return name;
    }

    /** What it was told, for messages. */
    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder(name + " was told:");
        told.forEach(transfer -> text.append("\n  ").append(transfer.encode()));
        problems.forEach(problem -> text.append("\n  ").append(problem.encode()));
        return text.append(told.isEmpty() && problems.isEmpty() ? " nothing" : "")
                .toString();
    }

    @Override
    public void close() {
        var unused = socket.close().eventually(client::close);
    }
}
