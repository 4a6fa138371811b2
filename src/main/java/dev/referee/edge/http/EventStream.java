package dev.referee.edge.http;

import dev.referee.edge.EdgeSettings;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.client.ConnectedClient;
import dev.referee.edge.feed.Feed;
import dev.referee.edge.feed.Positions;
import dev.referee.log.EventLog.Position;
import dev.referee.problem.Problem;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Supplier;

/**
 * A stream of server-sent events (WHATWG HTML section 9.2), bounded: a reader that is too slow is cut
 * off and resumes. Used on the edge's context only.
 */
final class EventStream implements Feed.Line, ConnectedClient {
    static final String MEDIA_TYPE = "text/event-stream";

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int RETRY_MS = 2_000;

    /** How long a reader has to take the end before it is cut. */
    private static final long CLOSING_MS = 5_000;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final EdgeSettings settings;
    private int waiting;
    private boolean closing;
    private long probing = -1;
    private long cutting = -1;

    EventStream(Vertx vertx, HttpServerRequest request, EdgeSettings settings) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.settings = settings;
    }

    /**
     * Begins the answer.
     *
     * @param told from where to resume at any moment, null when that cannot be said
     */
    void begin(Supplier<@Nullable Position> told) {
        response.setChunked(true)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                // Proxies of the nginx family would hold events back.
                .putHeader("X-Accel-Buffering", "no");
        send("retry: " + RETRY_MS + "\n\n");
        probing = vertx.setPeriodic(settings.pingInterval().toMillis(), tick -> {
            Position position = told.get();
            // An id without data is remembered and not shown: less is to be resumed.
            send(": still here\n" + (position == null ? "" : id(position)) + "\n");
        });
    }

    /** Answers as if the stream began. */
    void beginHead() {
        response.putHeader("Content-Type", MEDIA_TYPE).end();
    }

    /** The connection is gone. */
    void gone() {
        closing = true;
        vertx.cancelTimer(probing);
        vertx.cancelTimer(cutting);
    }

    @Override
    public int room() {
        return settings.maxQueuedFrames() - waiting;
    }

    @Override
    public void subscribed(@Nullable Position upTo, String answer) {
        send((upTo == null ? "" : id(upTo)) + "event: subscribed\ndata: " + answer + "\n\n");
    }

    @Override
    public void event(Position position, String cloudEvent) {
        send(id(position) + "data: " + cloudEvent + "\n\n");
    }

    @Override
    public void renamed(Position position) {
        send(id(position) + "\n");
    }

    private static String id(Position position) {
        return "id: " + Positions.text(position) + "\n";
    }

    private void send(String text) {
        if (closing) {
            return;
        }
        if (room() <= 0) {
            // Whoever reads nothing would not read a farewell either.
            LOG.debug("Closing an event stream: {}", CloseCode.TOO_SLOW);
            closing = true;
            cut();
            return;
        }
        waiting++;
        response.write(text).onComplete(written -> waiting--);
    }

    @Override
    public void close(CloseCode code) {
        if (closing) {
            return;
        }
        LOG.debug("Closing an event stream: {}", code);
        if (!response.headWritten()) {
            closing = true;
            Problem.noPlace().answer(response);
            return;
        }
        send("event: closing\ndata: "
                + JsonObject.of("code", (int) code.number(), "reason", code.reason())
                        .encode()
                + "\n\n");
        closing = true;
        response.end();
        cutting = vertx.setTimer(CLOSING_MS, timer -> cut());
    }

    @Override
    public void cut() {
        Pending.cut(request);
    }
}
