package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.LogSettings;
import dev.referee.log.SqliteLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer.State;

import io.vertx.core.Vertx;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Run as a process of its own until it is killed: appends whole transfers as fast as the receiver
 * takes them, and says a line of everything that the log tells. It appends nothing where the folder
 * has a file "drain".
 */
final class WebhookLife {
    static final String TOLD = "told ";
    private static final int MOST_AHEAD = 60;

    private WebhookLife() {}

    /** Takes a folder with a file "port": where the receiver listens. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        URI url = URI.create("http://127.0.0.1:" + Files.readString(folder.resolve("port")) + "/");
        SqliteLog log = SqliteLog.open(
                new LogSettings(
                        folder.resolve("referee.db"),
                        true,
                        1_000_000,
                        Duration.ofDays(1),
                        1L << 30,
                        400,
                        100,
                        0,
                        1),
                Instant::now);
        Semaphore room = new Semaphore(MOST_AHEAD);
        log.listen(entry -> {
            System.out.println(TOLD + entry.event().id());
            room.release();
        });
        Webhooks webhooks = new Webhooks(
                Vertx.vertx(),
                List.of(Hooks.to(url)),
                new Rules(0, false, Hooks.definitions()),
                log,
                log.ledger(),
                Instant::now);
        webhooks.start();
        while (log.ledger().load().toCompletableFuture().join().orElseThrow().isEmpty()) {
            Thread.onSpinWait();
        }
        System.out.println("open");
        long first = log.newest().offset() + 1;
        for (long n = first; !Files.exists(folder.resolve("drain")); n++) {
            append(log, room, "t" + n, 1, State.REQUESTED);
            append(log, room, "t" + n, 2, State.RINGING);
            append(log, room, "t" + n, 3, State.FAILED);
            long ahead = 3 * (n - first) - webhooks.count(DeliveryResult.TAKEN);
            while (ahead > MOST_AHEAD) {
                Thread.onSpinWait();
                ahead = 3 * (n - first) - webhooks.count(DeliveryResult.TAKEN);
            }
        }
        Thread.currentThread().join();
    }

    private static void append(EventLog log, Semaphore room, String id, int sequence, State state)
            throws InterruptedException {
        room.acquire();
        var event = Transfers.of(id, sequence, state, "a", "b", "c");
        log.append(new dev.referee.model.TransferEvent(
                event.transfer(), sequence, Instant.now(), event.legs(), event.origin()));
    }
}
