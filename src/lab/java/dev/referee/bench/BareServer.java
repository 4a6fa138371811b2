package dev.referee.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

/** The least WebSocket server that can be made of Vert.x: accepts everybody and says nothing. */
public final class BareServer {
    private BareServer() {}

    /** Listens on a free port of this machine and says which. */
    public static void main(String[] args) {
        var server = Vertx.vertx()
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .webSocketHandler(socket -> socket.textMessageHandler(text -> {}))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        System.out.println("Listening on http://127.0.0.1:" + server.actualPort() + "/");
    }
}
