package dev.referee.edge;

import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real server on a free port, with the log and the dialogs that it reads. */
final class EdgeFixture implements AutoCloseable {
    static final int MAX_CONNECTIONS = 3;
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
    record Options(
            boolean open, @Nullable String demo, Duration ping, Duration dialogWait, EventLog log) {
        Options withOpen() {
            return new Options(true, demo, ping, dialogWait, log);
        }

        Options withDemo(String address) {
            return new Options(open, address, ping, dialogWait, log);
        }

        Options withPing(Duration interval) {
            return new Options(open, demo, interval, dialogWait, log);
        }

        Options withDialogWait(Duration wait) {
            return new Options(open, demo, ping, wait, log);
        }

        Options withLog(EventLog other) {
            return new Options(open, demo, ping, dialogWait, other);
        }
    }

    EdgeFixture(Options options) {
        log = options.log();
        edge = new Edge(
                vertx,
                settings(options, 0),
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
                false, null, Duration.ofSeconds(25), Duration.ofMillis(50), newLog(1_000));
    }

    /** The same, but open. */
    static Options open() {
        return normal().withOpen();
    }

    static EventLog newLog(int capacity) {
        return new MemoryLog(capacity, Duration.ofMinutes(10), InstantSource.system());
    }

    static EdgeSettings settings(Options options, int port) {
        return new EdgeSettings(
                "localhost",
                port,
                options.open(),
                options.demo(),
                options.ping(),
                MAX_CONNECTIONS,
                MAX_SUBSCRIPTIONS,
                MAX_FRAME_BYTES,
                MAX_QUEUED_FRAMES,
                options.dialogWait());
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
