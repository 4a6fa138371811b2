package dev.referee.edge;

import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.token.TokenSettings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A real server on a free port, with the log and the dialogs that it reads. */
final class EdgeFixture implements AutoCloseable {
    static final int MAX_CONNECTIONS = 3;
    static final int MAX_FRAMES_PER_MINUTE = 200;
    static final int MAX_ATTEMPTS = 30;
    static final int MAX_ATTEMPTS_PER_ADDRESS = 50;
    static final int MAX_SUBSCRIPTIONS = 4;
    static final int MAX_FRAME_BYTES = 1_000;
    static final int MAX_QUEUED_FRAMES = 10;
    static final Dialog ALICE = new Dialog("alice-call", "alice-tag", "pbx-tag-1");
    static final Dialog BOB = new Dialog("bob-call", "bob-tag", "pbx-tag-2");

    final Vertx vertx = Vertx.vertx();
    final DialogBook dialogs = new DialogBook(100);
    final EventLog log;
    final Edge edge;
    final int port;
    volatile Readiness readiness = new Readiness(List.of());
    volatile String metrics = "";

    /** What a test changes of the settings. */
    record Options(EdgeSettings settings, EventLog log) {
        Options withOpen() {
            return with(old -> settings(
                    0, true, old.demoSipWebSocket(), old.pingInterval(), old.dialogWait(), old.tokens(),
                    old.tls(), old.origins()));
        }

        Options withDemo(String address) {
            return with(old -> settings(
                    0, old.open(), address, old.pingInterval(), old.dialogWait(), old.tokens(),
                    old.tls(), old.origins()));
        }

        Options withPing(Duration interval) {
            return with(old -> settings(
                    0, old.open(), old.demoSipWebSocket(), interval, old.dialogWait(), old.tokens(),
                    old.tls(), old.origins()));
        }

        Options withDialogWait(Duration wait) {
            return with(old -> settings(
                    0, old.open(), old.demoSipWebSocket(), old.pingInterval(), wait, old.tokens(),
                    old.tls(), old.origins()));
        }

        Options withTokens(TokenSettings tokens) {
            return with(old -> settings(
                    0, old.open(), old.demoSipWebSocket(), old.pingInterval(), old.dialogWait(), tokens,
                    old.tls(), old.origins()));
        }

        Options withTls(EdgeSettings.Tls tls) {
            return with(old -> settings(
                    0, old.open(), old.demoSipWebSocket(), old.pingInterval(), old.dialogWait(),
                    old.tokens(), tls, old.origins()));
        }

        Options withOrigins(String... origins) {
            return with(old -> settings(
                    0, old.open(), old.demoSipWebSocket(), old.pingInterval(), old.dialogWait(),
                    old.tokens(), old.tls(), List.of(origins)));
        }

        Options withLog(EventLog other) {
            return new Options(settings, other);
        }

        private Options with(UnaryOperator<EdgeSettings> change) {
            return new Options(change.apply(settings), log);
        }
    }

    EdgeFixture(Options options) {
        log = options.log();
        edge = new Edge(
                vertx,
                options.settings(),
                log,
                dialogs,
                () -> readiness,
                () -> metrics,
                "edge-test-web");
        port = await(edge.start());
    }

    /** A closed server, long pings, and an empty log. */
    static Options normal() {
        return new Options(
                on(0), newLog(1_000));
    }

    /** The same, but open. */
    static Options open() {
        return normal().withOpen();
    }

    static EventLog newLog(int capacity) {
        return new MemoryLog(capacity, Duration.ofMinutes(10), InstantSource.system());
    }

    /** The normal settings with a port. */
    static EdgeSettings on(int port) {
        return settings(
                port,
                false,
                null,
                Duration.ofSeconds(25),
                Duration.ofMillis(50),
                null,
                null,
                List.of());
    }

    private static EdgeSettings settings(
            int port,
            boolean open,
            @Nullable String demo,
            Duration ping,
            Duration dialogWait,
            @Nullable TokenSettings tokens,
            EdgeSettings.@Nullable Tls tls,
            List<String> origins) {
        return new EdgeSettings(
                "localhost",
                port,
                open,
                demo,
                ping,
                tokens,
                tls,
                origins,
                MAX_CONNECTIONS,
                MAX_CONNECTIONS,
                MAX_FRAMES_PER_MINUTE,
                MAX_ATTEMPTS,
                MAX_ATTEMPTS_PER_ADDRESS,
                MAX_SUBSCRIPTIONS,
                MAX_FRAME_BYTES,
                MAX_QUEUED_FRAMES,
                dialogWait);
    }

    /** Has the leg's dialog read from the PBX. */
    void learn(Dialog dialog) {
        dialogs.learn(Transfers.leg(dialog.callId()), dialog);
    }

    /** A browser that has connected and was welcomed. */
    Browser browser() {
        Browser browser = connect();
        browser.expect("welcome");
        return browser;
    }

    /** A browser that has connected. */
    Browser connect() {
        return new Browser(vertx, port, List.of("referee.v1"));
    }

    /** Waits until one more connection is welcomed: until another one is gone for good. */
    void awaitPlaceForOneMore() {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!isWelcomed()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("No connection became free within 30 s");
            }
        }
    }

    private boolean isWelcomed() {
        try (RawSocket socket = new RawSocket(port)) {
            return socket.read().payload().toString().contains("welcome");
        } catch (IOException e) {
            return false; // HTTP 503
        }
    }

    /** Waits for what a future brings. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Not within 30 s: " + e, e);
        }
    }

    @Override
    public void close() {
        await(edge.stop());
        await(vertx.close());
    }
}
