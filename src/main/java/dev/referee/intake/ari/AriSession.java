package dev.referee.intake.ari;

import ch.loway.oss.ari4java.tools.RestException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Function;

/**
 * One connection from its first request to its end. What happens while the snapshot is read is told
 * at once, and the snapshot after it: some of it is older than the snapshot, and told later it would
 * look like news. On one Vert.x context.
 */
final class AriSession implements VertxWsClient.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AriSession.class);

    static final String REPLACED = "ApplicationReplaced";

    /** Hears what the session brings. {@code up} comes at most once, {@code ended} exactly once. */
    interface Listener {
        /** An event, or what Referee read on its own accord. */
        void told(String json);

        /** The snapshot has been told. */
        void up(String asterisk);

        void ended(Ending ending);
    }

    private enum State {
        /** Asking for the version, opening the socket. */
        OPENING,
        /** Events are told as they come; the snapshot is being read. */
        READING,
        /** The snapshot has been told too. */
        UP,
        /** Over; nothing is told any more. */
        ENDED
    }

    private final AriSettings settings;
    private final AriAddress address;
    private final VertxHttpClient http;
    private final VertxWsClient socket;
    private final Listener listener;
    private final Promise<Void> opened = Promise.promise();
    private State state = State.OPENING;
    private @Nullable AriApi api;

    AriSession(
            Vertx vertx,
            io.vertx.core.http.HttpClient http,
            WebSocketClient sockets,
            AriSettings settings,
            AriLimits limits,
            Listener listener) {
        this.settings = settings;
        this.listener = listener;
        this.address = new AriAddress(settings);
        this.http = new VertxHttpClient(http, address, limits);
        this.socket = new VertxWsClient(
                vertx, sockets, address, settings.pingInterval(), limits.request(), this);
    }

    void start() {
        AriApi.open(http, socket).compose(this::listen).onFailure(this::closed);
    }

    private Future<Void> listen(AriApi asterisk) {
        api = asterisk;
        try {
            asterisk.listen(settings.application());
        } catch (RestException e) {
            return Future.failedFuture(e);
        }
        return opened.future()
                .compose(open -> asterisk.filterEvents(settings.application()))
                .compose(filtered -> snapshot(asterisk, filtered));
    }

    private Future<Void> snapshot(AriApi asterisk, boolean filtered) {
        Future<JsonNode> info = asterisk.info();
        Future<JsonNode> channels = info.compose(known -> asterisk.channels());
        Future<JsonNode> bridges = channels.compose(known -> asterisk.bridges());
        return bridges.map(all -> {
            ObjectNode snapshot = AriFacts.JSON.createObjectNode();
            snapshot.put("type", "RefereeSnapshot");
            snapshot.set("startup_time", info.result().path("status").path("startup_time"));
            snapshot.set("channels", channels.result());
            snapshot.set("bridges", all);
            live(snapshot.toString(), asterisk.version(), info.result(), filtered);
            return null;
        });
    }

    private void live(String snapshot, String version, JsonNode info, boolean filtered) {
        if (state != State.READING) {
            return;
        }
        tell(snapshot);
        if (state == State.READING) {
            state = State.UP;
            listener.up("Asterisk " + info.path("system").path("version").asText("?") + " (ARI "
                    + version + ") at " + address + " as " + settings.application()
                    + (filtered ? "" : ", all events: this account or version cannot filter them"));
        }
    }

    /** A defect of ours must not look like one of the connection, which would begin anew for ever. */
    private void tell(String message) {
        try {
            listener.told(message);
        } catch (RuntimeException e) {
            LOG.error("A mistake in Referee, please report it", e);
        }
    }

    /** Asks Asterisk something; fails where there is no connection. */
    <T> Future<T> ask(Function<AriApi, Future<T>> question) {
        AriApi asterisk = api;
        return (state == State.READING || state == State.UP) && asterisk != null
                ? question.apply(asterisk)
                : Future.failedFuture("not connected");
    }

    /** Ends without a word to the listener. */
    void close() {
        state = State.ENDED;
        socket.destroy();
    }

    @Override
    public void opened() {
        if (state == State.OPENING) {
            state = State.READING;
            listener.told("{\"type\":\"RefereeConnected\"}");
            opened.complete();
        }
    }

    @Override
    public void heard(String message) {
        if (isReplaced(message)) {
            end(Ending.ofReplaced(address, settings));
            return;
        }
        opened();
        if (state != State.ENDED) {
            tell(message);
        }
    }

    private static boolean isReplaced(String message) {
        try {
            return message.contains(REPLACED)
                    && REPLACED.equals(
                            AriFacts.JSON.readTree(message).path("type").asText());
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        end(Ending.of(address, cause));
    }

    private void end(Ending ending) {
        if (state != State.ENDED) {
            close();
            listener.ended(ending);
        }
    }
}
