package dev.referee.edge.server;

import dev.referee.edge.AdminApi;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Ladders;
import dev.referee.edge.Readiness;
import dev.referee.edge.socket.Browser;
import dev.referee.edge.socket.RawSocket;
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
import java.util.function.Consumer;

/** A real server on a free port, with the log and the dialogs that it reads. */
public final class EdgeFixture implements AutoCloseable {
    public static final int MAX_CONNECTIONS = 3;
    public static final int MAX_ATTEMPTS = 30;
    public static final int MAX_ATTEMPTS_PER_ADDRESS = 50;
    public static final int MAX_SUBSCRIPTIONS = 4;
    public static final int MAX_FRAME_BYTES = 1_000;
    public static final int MAX_QUEUED_FRAMES = 10;
    public static final Dialog ALICE = new Dialog("alice-call", "alice-tag", "pbx-tag-1");
    public static final Dialog BOB = new Dialog("bob-call", "bob-tag", "pbx-tag-2");

    public final Vertx vertx = Vertx.vertx();
    public final DialogBook dialogs = new DialogBook(100);
    public final EventLog log;
    public final Edge edge;
    public final int port;
    public volatile Readiness readiness = new Readiness(List.of());
    public volatile String metrics = "";

    /** What a test changes of the settings. */
    public static final class Options implements Cloneable {
        private int port;
        private boolean open;
        private @Nullable String demo;
        private Duration ping = Duration.ofSeconds(25);
        private Duration dialogWait = Duration.ofMillis(50);
        private EdgeSettings.Matching matching = EdgeSettings.Matching.EXACT;
        private @Nullable TokenSettings tokens;
        private EdgeSettings.@Nullable Tls tls;
        private List<String> origins = List.of();
        private int framesPerMinute = 100_000;
        private int connections = MAX_CONNECTIONS;
        private int connectionsPerAddress = MAX_CONNECTIONS;
        private EventLog log = newLog(1_000);
        private AdminApi administration = AdminApi.none();
        private Ladders ladders = Ladders.none();

        public Options withPort(int number) {
            return with(options -> options.port = number);
        }

        public Options withOpen() {
            return with(options -> options.open = true);
        }

        public Options withDemo(String address) {
            return with(options -> options.demo = address);
        }

        public Options withPing(Duration interval) {
            return with(options -> options.ping = interval);
        }

        public Options withDialogWait(Duration wait) {
            return with(options -> options.dialogWait = wait);
        }

        public Options withMatching(EdgeSettings.Matching how) {
            return with(options -> options.matching = how);
        }

        public Options withTokens(TokenSettings settings) {
            return with(options -> options.tokens = settings);
        }

        public Options withTls(EdgeSettings.Tls files) {
            return with(options -> options.tls = files);
        }

        public Options withOrigins(String... listed) {
            return with(options -> options.origins = List.of(listed));
        }

        public Options withFramesPerMinute(int most) {
            return with(options -> options.framesPerMinute = most);
        }

        /** So many at one time, also from one address. */
        public Options withConnections(int most) {
            return with(options -> options.connections = most).withConnectionsPerAddress(most);
        }

        public Options withConnectionsPerAddress(int most) {
            return with(options -> options.connectionsPerAddress = most);
        }

        public Options withLog(EventLog other) {
            return with(options -> options.log = other);
        }

        public Options withLadders(Ladders other) {
            return with(options -> options.ladders = other);
        }

        public Options withAdministration(AdminApi api) {
            return with(options -> options.administration = api);
        }

        private Options with(Consumer<Options> change) {
            try {
                Options copy = (Options) clone();
                change.accept(copy);
                return copy;
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        public EdgeSettings settings() {
            return new EdgeSettings(
                    "localhost",
                    port,
                    open,
                    demo,
                    ping,
                    tokens,
                    tls,
                    origins,
                    connections,
                    connectionsPerAddress,
                    framesPerMinute,
                    MAX_ATTEMPTS,
                    MAX_ATTEMPTS_PER_ADDRESS,
                    MAX_SUBSCRIPTIONS,
                    MAX_FRAME_BYTES,
                    MAX_QUEUED_FRAMES,
                    dialogWait,
                    matching);
        }
    }

    public EdgeFixture(Options options) {
        log = options.log;
        edge = new Edge(
                vertx,
                options.settings(),
                log,
                dialogs,
                () -> readiness,
                () -> metrics,
                options.administration,
                options.ladders,
                "edge-test-web");
        port = await(edge.start());
    }

    /** A closed server, long pings, and an empty log. */
    public static Options normal() {
        return new Options();
    }

    /** The same, but open. */
    public static Options open() {
        return normal().withOpen();
    }

    public static EventLog newLog(int capacity) {
        return new MemoryLog(capacity, Duration.ofMinutes(10), InstantSource.system());
    }

    /** Has the leg's dialog read from the PBX. */
    public void learn(Dialog dialog) {
        dialogs.learn(Transfers.leg(dialog.callId()), dialog);
    }

    /** A browser that has connected and was welcomed. */
    public Browser browser() {
        Browser browser = connect();
        browser.expect("welcome");
        return browser;
    }

    /** A browser that has connected. */
    public Browser connect() {
        return new Browser(vertx, port, List.of("referee.v1"));
    }

    /** Waits until one more connection is welcomed: until another one is gone for good. */
    public void awaitPlaceForOneMore() {
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
    public static <T> T await(Future<T> future) {
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
