package dev.referee.edge.socket;

import dev.referee.edge.EdgeSettings;
import dev.referee.edge.client.CloseCode;
import dev.referee.edge.client.ConnectedClient;
import dev.referee.edge.client.RateLimit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.LongSupplier;

/**
 * One browser's socket for messages: bounded in both directions, probed by pings, and
 * closed with a reason. Knows nothing of what the messages mean. Used on the edge's context only.
 */
final class Connection implements ConnectedClient {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /**
     * How long a browser has to take the close frame. Vert.x's own limit begins only when the frame
     * was written, which to a browser that reads nothing is never (Vert.x 5.0.8).
     */
    private static final long CLOSING_MS = 5_000;

    /** Silent intervals that end a connection. */
    private static final int SILENT_INTERVALS = 2;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final EdgeSettings settings;
    private Buffer message = Buffer.buffer();
    private boolean binary;
    private int waitingFrames;
    private int silentIntervals;
    private final RateLimit frames = new RateLimit();
    private final LongSupplier clock;
    private boolean closing;
    private long pinging = -1;
    private long cutting = -1;

    /** What a connection tells. */
    interface Listener {
        /** A text message has come. */
        void text(byte[] message);

        /** A binary message has come. Its content was not kept. */
        void binary();

        /** The connection is gone. Told once, and last. */
        void closed();
    }

    /**
     * Creates one that hears nothing yet.
     *
     * @param clock milliseconds since any fixed moment
     */
    Connection(Vertx vertx, ServerWebSocket socket, EdgeSettings settings, LongSupplier clock) {
        this.clock = clock;
        this.vertx = vertx;
        this.socket = socket;
        this.settings = settings;
    }

    /** Begins to hear the browser and to probe it. Call it once, before the socket's next event. */
    void listen(Listener listener) {
        socket.frameHandler(frame -> received(frame, listener));
        probeLater();
        socket.closeHandler(nothing -> {
            closing = true;
            vertx.cancelTimer(pinging);
            vertx.cancelTimer(cutting);
            listener.closed();
        });
    }

    /** How many more messages can be sent before the browser counts as too slow. */
    int room() {
        return settings.maxQueuedFrames() - waitingFrames;
    }

    /** Sends a message; closes the connection when too many are waiting already. */
    void send(String text) {
        if (closing) {
            return;
        }
        if (room() <= 0) {
            close(CloseCode.TOO_SLOW);
            return;
        }
        waitingFrames++;
        socket.writeTextMessage(text).onComplete(written -> waitingFrames--);
    }

    /** Ends the connection, if need be by force. Nothing is sent or heard any more. */
    @Override
    public void close(CloseCode code) {
        if (closing) {
            return;
        }
        closing = true;
        LOG.debug("Closing a socket: {}", code);
        socket.close(code.number(), code.reason());
        cutting = vertx.setTimer(CLOSING_MS, timer -> cut());
    }

    /** Ends the connection by force, whatever is still on its way. */
    @Override
    public void cut() {
        var unused = ((WebSocketInternal) socket).channelHandlerContext().close();
    }

    /**
     * Not by a periodic timer: one that was late fires for every interval that it missed, before
     * anything is read that has come meanwhile.
     */
    private void probeLater() {
        pinging = vertx.setTimer(settings.pingInterval().toMillis(), timer -> probe());
    }

    private void probe() {
        if (closing) {
            return;
        }
        if (silentIntervals >= SILENT_INTERVALS) {
            close(CloseCode.SILENT);
            return;
        }
        silentIntervals++;
        socket.writePing(Buffer.buffer());
        probeLater();
    }

    private void received(WebSocketFrame frame, Listener listener) {
        silentIntervals = 0;
        if (!frames.take(settings.maxFramesPerMinute(), clock.getAsLong())) {
            close(CloseCode.TOO_MANY_FRAMES);
        }
        if (closing || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return;
        }
        if (!frame.isContinuation()) {
            message = Buffer.buffer();
            binary = frame.isBinary();
        }
        Buffer part = frame.binaryData();
        if (message.length() + part.length() > settings.maxFrameBytes()) {
            message = Buffer.buffer();
            close(CloseCode.FRAME_TOO_LARGE);
            return;
        }
        message.appendBuffer(part);
        if (frame.isFinal()) {
            Buffer whole = message;
            message = Buffer.buffer();
            tell(whole, listener);
        }
    }

    private void tell(Buffer whole, Listener listener) {
        try {
            if (binary) {
                listener.binary();
            } else {
                listener.text(whole.getBytes());
            }
        } catch (RuntimeException e) {
            LOG.error("A message could not be handled; its connection is closed", e);
            close(CloseCode.INTERNAL_ERROR);
        }
    }
}
