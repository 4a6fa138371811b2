package dev.referee.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.audit.Audit;
import dev.referee.audit.AuditSettings;
import dev.referee.edge.AdminApi;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.LogSettings;
import dev.referee.log.SqliteLog;
import dev.referee.webhook.DeliveryResult;
import dev.referee.webhook.Hooks;
import dev.referee.webhook.Receiver;
import dev.referee.webhook.Rules;
import dev.referee.webhook.Subscription;
import dev.referee.webhook.Webhooks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A whole Referee but for the PBX, whose administrator asks for things; with one receiver. */
final class Desk implements AutoCloseable {
    static final int MOST = 2;

    final Vertx vertx = Vertx.vertx();
    final SqliteLog log;
    final Webhooks webhooks;
    final Path records;
    private final Audit audit;
    final EdgeFixture server;
    final Asker asker = new Asker();
    final Receiver receiver;
    private final String[] headers;

    Desk(Path folder, EdgeFixture.Options options, boolean isPrivateAllowed, String... headers)
            throws Exception {
        this.headers = headers;
        receiver = new Receiver(vertx);
        log = open(folder);
        webhooks = new Webhooks(
                vertx,
                List.of(configured(receiver)),
                new Rules(MOST, isPrivateAllowed, Hooks.definitions()),
                log,
                log.ledger(),
                Instant::now);
        webhooks.start();
        records = folder.resolve("Master.csv");
        audit = new Audit(
                "main",
                new AuditSettings(
                        new AuditSettings.Cel(records),
                        null,
                        Duration.ofMillis(20),
                        Duration.ofDays(1),
                        Duration.ZERO),
                log,
                (now, taker) -> Instant.EPOCH,
                quick());
        vertx.deployVerticle(
                        audit, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .await(30, TimeUnit.SECONDS);
        server = new EdgeFixture(options.withLog(log)
                .withConnectionsPerAddress(3)
                .withAdministration(administration()));
    }

    /** A hundred times as quick as the machine's: a report has a minute to come. */
    private static InstantSource quick() {
        Instant begun = Instant.now();
        return () -> begun.plus(Duration.between(begun, Instant.now()).multipliedBy(100));
    }

    /** All that can be asked for. */
    AdminApi administration() {
        return AdminApi.of(
                new WebhookApi(webhooks.administration()),
                new NotifyApi(log.notifies()),
                new FindingApi(audit),
                new LadderApi(file -> io.vertx.core.Future.succeededFuture(List.of())));
    }

    /** An open one. */
    Desk(Path folder) throws Exception {
        this(folder, EdgeFixture.open(), true);
        awaitReady();
    }

    static SqliteLog open(Path folder) throws Exception {
        return SqliteLog.open(
                new LogSettings(
                        folder.resolve("referee.db"),
                        true,
                        1_000,
                        Duration.ofDays(1),
                        1L << 30,
                        400,
                        100,
                        100,
                        1 << 20),
                Instant::now);
    }

    /** What stands in the configuration: it wants nothing that is told here. */
    private static Subscription configured(Receiver receiver) {
        Subscription all = Hooks.to(receiver.url());
        return new Subscription(
                "fixed",
                all.url(),
                all.secrets(),
                Set.of(dev.referee.model.Transfer.State.ACCEPTED),
                List.of(),
                null,
                all.format(),
                all.headers(),
                all.timeout(),
                true,
                null);
    }

    void awaitReady() {
        Hooks.await(
                () -> get("/v1/webhooks").statusCode() == 200,
                () -> get("/v1/webhooks").body());
    }

    void awaitTaken(int count) {
        Hooks.await(
                () -> webhooks.count(DeliveryResult.TAKEN) >= count,
                () -> "taken " + webhooks.count(DeliveryResult.TAKEN));
    }

    /** Of whom it is kept how far they have come. */
    Set<String> webhooksKept() {
        return log.ledger().load().toCompletableFuture().join().orElseThrow().keySet();
    }

    HttpResponse<String> get(String path) {
        return asker.get(server, path, headers);
    }

    HttpResponse<String> send(String method, String path) {
        return asker.send(server, path, method, BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> create(String json) {
        return post("/v1/webhooks", "application/json", json);
    }

    HttpResponse<String> sendFile(String path) {
        return post(path, "application/octet-stream", "no recording");
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return asker.send(
                server,
                path,
                "POST",
                BodyPublishers.ofString(body),
                java.util.stream.Stream.concat(
                                java.util.Arrays.stream(headers),
                                java.util.stream.Stream.of("Content-Type", type))
                        .toArray(String[]::new));
    }

    /** One to the receiver, with further fields. */
    String definition(String id, String more) {
        return """
                {"id":"%s","url":"http://127.0.0.1:%d/hook?key=hush","privateAddresses":true%s}""".formatted(id, receiver.port(), more);
    }

    JsonNode expect(int status, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        return response.body().isEmpty()
                ? com.fasterxml.jackson.databind.node.NullNode.instance
                : Asker.json(response);
    }

    /** What is said of what is wrong. */
    String detail(int status, HttpResponse<String> response) {
        return expect(status, response).get("detail").asText();
    }

    @Override
    public void close() {
        server.close();
        asker.close();
        webhooks.stop();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        log.close();
    }
}
