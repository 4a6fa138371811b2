package dev.referee.bench;

import dev.referee.log.LogRefusal;
import dev.referee.log.LogSettings;
import dev.referee.log.SqliteLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.webhook.Format;
import dev.referee.webhook.Hooks;
import dev.referee.webhook.Rules;
import dev.referee.webhook.Secret;
import dev.referee.webhook.Subscription;
import dev.referee.webhook.Webhooks;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A log on disk and the webhooks that read it, with a receiver that takes everything at once; beside
 * it perhaps one that takes its time and one that never answers.
 */
final class HookSite implements AutoCloseable {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SLOW_MS = 1_000;

    /** So few that all limits are reached soon: what grows after that, grows for ever. */
    private static final int ENTRIES_IN_MEMORY = 2_000;

    private static final Secret SECRET =
            Secret.of("whsec_" + "YmVuY2htYXJrLWJlbmNobWFyay1iZW5jaG1hcms=").orElseThrow();

    private final Vertx vertx = Vertx.vertx();
    private final Vertx receivers = Vertx.vertx();
    private final SqliteLog log;
    private final Webhooks webhooks;
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Double> micros = new ConcurrentLinkedQueue<>();
    private int count;

    /**
     * Starts it.
     *
     * @param troubled whether there are the other two
     */
    HookSite(boolean troubled) throws Exception {
        Instant at = Transfers.requested("any").at();
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), at));
        log = open(clock);
        List<Subscription> all = new ArrayList<>();
        all.add(subscription("well", listen(this::take)));
        if (troubled) {
            all.add(subscription(
                    "slow",
                    listen(request -> receivers.setTimer(SLOW_MS, timer -> answer(request)))));
            all.add(subscription("dead", listen(request -> {})));
        }
        webhooks = new Webhooks(
                vertx, all, new Rules(0, false, Hooks.definitions()), log, log.ledger(), clock);
        webhooks.start();
        awaitFirst();
    }

    /** They begin with what is told from then on: what is told before that never arrives. */
    private void awaitFirst() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (micros.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no event arrives");
            }
            conclude(begin());
            Rig.rest();
        }
        begun.clear();
        micros.clear();
    }

    private static SqliteLog open(Clock clock) throws IOException, LogRefusal {
        Path folder = Files.createTempDirectory("referee-hooks");
        return SqliteLog.open(
                new LogSettings(
                        folder.resolve("referee.db"),
                        true,
                        100_000,
                        Duration.ofDays(1),
                        256L << 20,
                        ENTRIES_IN_MEMORY,
                        100,
                        0,
                        1),
                clock);
    }

    private int listen(io.vertx.core.Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = receivers
                .createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private static Subscription subscription(String id, int port) {
        return new Subscription(
                id,
                URI.create("http://127.0.0.1:" + port + "/" + id),
                List.of(SECRET),
                Set.of(
                        Transfer.State.COMPLETED,
                        Transfer.State.FAILED,
                        Transfer.State.ABANDONED,
                        Transfer.State.UNKNOWN),
                List.of(),
                null,
                Format.STANDARD,
                Map.of(),
                Duration.ofSeconds(3),
                true,
                null);
    }

    private void take(HttpServerRequest request) {
        long now = System.nanoTime();
        // The transfer's id and its event's number, with an underscore between them.
        String event = String.valueOf(request.getHeader("webhook-id"));
        Long begin = begun.remove(event.substring(0, event.lastIndexOf('_')));
        if (begin != null) {
            micros.add((now - begin) / NANOS_PER_MICRO);
        }
        answer(request);
    }

    private static void answer(HttpServerRequest request) {
        var unused = request.response().setStatusCode(204).end();
    }

    /**
     * Lets so many transfers begin and end, so many a second.
     *
     * @return microseconds from each one's end to the receiver that is well
     */
    Series transfers(int transfers, int perSecond) {
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long due = System.nanoTime();
        for (int i = 0; i < transfers; i++) {
            String id = begin();
            due += interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            conclude(id);
        }
        awaitAll();
        List<Double> found = new ArrayList<>(micros);
        micros.clear();
        return new Series(found);
    }

    private String begin() {
        String id = "t" + count++;
        log.append(Transfers.requested(id));
        return id;
    }

    private void conclude(String id) {
        begun.put(id, System.nanoTime());
        log.append(Transfers.ended(id, 2, Transfer.Reason.ANSWERED));
    }

    private void awaitAll() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!begun.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(begun.size() + " events did not arrive");
            }
            Rig.rest();
        }
    }

    @Override
    public void close() {
        webhooks.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        receivers.close().toCompletionStage().toCompletableFuture().join();
        log.close();
    }
}
