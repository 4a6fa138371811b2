package dev.referee.intake.ari;

import ch.loway.oss.ari4java.tools.HttpParam;
import ch.loway.oss.ari4java.tools.HttpResponseHandler;
import ch.loway.oss.ari4java.tools.WsClient;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Carries one event socket over Vert.x: messages in order on the caller's context, and a peer that
 * is silent for a whole ping interval after a ping counts as gone. The library asks for the socket;
 * its models never see the events, because they would lose what they do not know.
 */
final class VertxWsClient implements WsClient {
    /** Hears the socket. {@code opened} comes first; nothing follows {@code closed}. */
    interface Listener {
        void opened();

        void heard(String message);

        /**
         * The socket is gone, or never came to be.
         *
         * @param cause why, or null when the other side closed it in good order
         */
        void closed(@Nullable Throwable cause);
    }

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final AriAddress address;
    private final Duration pingInterval;
    private final Duration connectTimeout;
    private final Listener listener;
    private @Nullable ClientWebSocket socket;
    private long pingTimer = -1;
    private boolean open;
    private boolean closed;
    private boolean silent;

    VertxWsClient(
            Vertx vertx,
            WebSocketClient sockets,
            AriAddress address,
            Duration pingInterval,
            Duration connectTimeout,
            Listener listener) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.address = address;
        this.pingInterval = pingInterval;
        this.connectTimeout = connectTimeout;
        this.listener = listener;
    }

    /** Must be called on a Vert.x context, once. {@code handler} hears nothing. */
    @Override
    public WsClientConnection connect(
            HttpResponseHandler handler, String path, List<HttpParam> query) {
        ClientWebSocket connecting = sockets.webSocket();
        socket = connecting;
        connecting.textMessageHandler(this::heard);
        connecting.pongHandler(pong -> silent = false);
        connecting.exceptionHandler(this::close);
        connecting.closeHandler(end -> close(null));
        connecting
                .connect(address.to(new WebSocketConnectOptions(), path, query)
                        .setConnectTimeout(connectTimeout.toMillis())
                        .setTimeout(connectTimeout.toMillis()))
                .onSuccess(this::opened)
                .onFailure(this::close);
        return this::destroy;
    }

    private void opened(WebSocket connected) {
        if (closed) {
            connected.close();
            return;
        }
        open = true;
        pingTimer = vertx.setPeriodic(pingInterval.toMillis(), timer -> ping());
        listener.opened();
    }

    private void heard(String message) {
        silent = false;
        if (!closed) {
            listener.heard(message);
        }
    }

    private void ping() {
        ClientWebSocket peer = socket;
        if (silent || peer == null) {
            close(new IOException(
                    "it did not answer a ping for " + pingInterval.toMillis() + " ms"));
            return;
        }
        silent = true;
        peer.writePing(Buffer.buffer("referee"));
    }

    private void close(@Nullable Throwable cause) {
        if (closed) {
            return;
        }
        destroy();
        listener.closed(cause);
    }

    /** Closes the socket; the listener hears nothing more. */
    @Override
    public void destroy() {
        closed = true;
        vertx.cancelTimer(pingTimer);
        if (open && socket != null) {
            socket.close();
        }
        open = false;
    }

    @Override
    public boolean isWsConnected() {
        return open;
    }
}
