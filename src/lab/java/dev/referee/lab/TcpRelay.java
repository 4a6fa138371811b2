package dev.referee.lab;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line between Referee and a port of Asterisk that can be cut and mended. Thread-safe. */
final class TcpRelay implements AutoCloseable {
    private final String host;
    private final int port;
    private final NetClient client;
    private final NetServer server;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** Opens one on a free port, towards this address. */
    TcpRelay(Vertx vertx, String host, int port) {
        this.host = host;
        this.port = port;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::connected);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    /** Where Referee is to connect to on 127.0.0.1. */
    int port() {
        return server.actualPort();
    }

    /** Closes every connection, and every new one at once. */
    void cut() {
        cut = true;
        open.forEach(NetSocket::close);
    }

    /** Lets connections through again. */
    void mend() {
        cut = false;
    }

    private void connected(NetSocket near) {
        open.add(near);
        near.closeHandler(gone -> open.remove(near));
        if (cut) {
            near.close();
            return;
        }
        near.pause();
        client.connect(port, host).onSuccess(far -> join(near, far)).onFailure(no -> near.close());
    }

    private void join(NetSocket near, NetSocket far) {
        far.handler(near::write);
        near.handler(far::write);
        near.closeHandler(gone -> {
            open.remove(near);
            far.close();
        });
        far.closeHandler(gone -> near.close());
        near.resume();
        if (cut) {
            near.close();
        }
    }

    @Override
    public void close() {
        cut();
        server.close();
        client.close();
    }
}
