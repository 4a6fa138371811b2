package dev.referee.admin;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.SqliteLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer.State;
import dev.referee.webhook.Hooks;
import dev.referee.webhook.Rules;
import dev.referee.webhook.Webhooks;

import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Run as a process of its own until it is killed: tells one event, and serves administrators. */
final class AdminLife {
    static final String PORT = "port ";
    static final int MOST = 50;

    private AdminLife() {}

    /** Takes the folder of the log. */
    public static void main(String[] arguments) throws Exception {
        SqliteLog log = Desk.open(Path.of(arguments[0]));
        Webhooks webhooks = new Webhooks(
                Vertx.vertx(),
                List.of(),
                new Rules(MOST, true, Hooks.definitions()),
                log,
                log.ledger(),
                Instant::now);
        webhooks.start();
        EdgeFixture server = new EdgeFixture(EdgeFixture.open()
                .withLog(log)
                .withAdministration(new WebhookApi(webhooks.administration())));
        long next = log.newest().offset() + 1;
        log.append(Transfers.of("t" + next, 1, State.FAILED, "a", "b", "c"));
        // A webhook that is made from now on begins after it.
        Hooks.await(() -> log.newest().offset() == next, () -> "not committed");
        System.out.println(PORT + server.port);
        new CountDownLatch(1).await();
    }
}
