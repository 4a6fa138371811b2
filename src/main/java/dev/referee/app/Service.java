package dev.referee.app;

import dev.referee.admin.FindingApi;
import dev.referee.admin.LadderApi;
import dev.referee.admin.NotifyApi;
import dev.referee.admin.WebhookApi;
import dev.referee.app.config.Configuration;
import dev.referee.audit.Audit;
import dev.referee.audit.AuditSettings;
import dev.referee.audit.History;
import dev.referee.edge.AdminApi;
import dev.referee.edge.server.Edge;
import dev.referee.intake.SourceStatus;
import dev.referee.log.CloudEvents;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.LogRefusal;
import dev.referee.log.LogSettings;
import dev.referee.log.MemoryLedger;
import dev.referee.log.MemoryLog;
import dev.referee.log.MemoryNotifies;
import dev.referee.log.MemoryTraces;
import dev.referee.log.Notifies;
import dev.referee.log.SqliteLog;
import dev.referee.log.Traces;
import dev.referee.metrics.Metrics;
import dev.referee.push.Fate;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.webhook.Outcome;
import dev.referee.webhook.Webhooks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Everything that {@code run} starts, wired: the PBX's watcher, the log, the edge, the webhooks. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    /** For each of two steps: with the log's end together less than {@link Termination} waits. */
    private static final int STOP_SECONDS = 5;

    private final Vertx vertx = Engine.start();
    private final EventLog log;
    private final Webhooks webhooks;
    private final @Nullable Audit audit;
    private final PbxVerticle pbx;
    private final Edge edge;

    private record Kept(
            EventLog log, DialogBook dialogs, Ledger ledger, Notifies notifies, Traces traces) {}

    private Service(Configuration configuration) throws LogRefusal {
        InstantSource clock = new SteadyClock();
        Kept kept = open(configuration, clock);
        this.log = kept.log();
        DialogBook dialogs = kept.dialogs();
        Metrics metrics = new Metrics(log);
        this.webhooks = new Webhooks(
                vertx, configuration.webhooks(), configuration.rules(), log, kept.ledger(), clock);
        this.audit = audit(configuration, log, clock);
        this.pbx = new PbxVerticle(
                configuration, log, dialogs, audit, kept.notifies(), kept.traces(), clock);
        this.edge = new Edge(
                vertx,
                configuration.edge(),
                log,
                dialogs,
                pbx::readiness,
                metrics::scrape,
                AdminApi.of(
                        new WebhookApi(webhooks.administration()),
                        new NotifyApi(kept.notifies()),
                        new FindingApi(audit),
                        new LadderApi(new RecordedLadders(vertx, configuration)::draw)),
                StoredLadders.of(kept.traces()));
        configuration
                .sourcesInUse()
                .forEach(source -> metrics.addSource(source, () -> pbx.isUp(source)));
        if (audit != null) {
            audit.status().stream()
                    .map(SourceStatus::source)
                    .forEach(source -> metrics.addSource(source, () -> pbx.isUp(source)));
            for (Kind kind : Kind.values()) {
                metrics.addFindings(CloudEvents.word(kind), () -> audit.count(kind));
            }
            metrics.addLateEnds(audit::told);
        }
        metrics.addLog(() -> log.status().up());
        metrics.addBrowsers(edge::connections);
        for (Fate fate : Fate.values()) {
            metrics.addPushes(CloudEvents.word(fate), () -> pbx.pushed(fate));
        }
        for (Outcome outcome : Outcome.values()) {
            metrics.addWebhooks(CloudEvents.word(outcome), () -> webhooks.count(outcome));
        }
    }

    private static @Nullable Audit audit(
            Configuration configuration, EventLog log, InstantSource clock) {
        AuditSettings settings = configuration.audit();
        if (settings == null) {
            return null;
        }
        History history = switch (configuration.store()) {
            case SQLITE -> new FileHistory(configuration.log().file());
            case MEMORY -> History.NONE;
        };
        return new Audit(configuration.pbx(), settings, log, history, clock);
    }

    private static Kept open(Configuration configuration, InstantSource clock) throws LogRefusal {
        LogSettings settings = configuration.log();
        return switch (configuration.store()) {
            case SQLITE -> {
                SqliteLog sqlite = SqliteLog.open(settings, clock);
                yield new Kept(
                        sqlite,
                        sqlite.dialogs(),
                        sqlite.ledger(),
                        sqlite.notifies(),
                        sqlite.traces());
            }
            case MEMORY ->
                new Kept(
                        new MemoryLog(settings.entriesInMemory(), settings.age(), clock),
                        new DialogBook(settings.dialogs()),
                        new MemoryLedger(),
                        new MemoryNotifies(
                                settings.notifies(), settings.notifyBytes(), settings.age(), clock),
                        new MemoryTraces(
                                settings.traces(), settings.traceBytes(), settings.age(), clock));
        };
    }

    /**
     * Starts everything. Connections to the PBX may come up later: {@code /readyz} tells.
     *
     * @throws CommandFailure when the port cannot be opened, or the log's file is not to be written
     */
    static Service start(Configuration configuration) throws CommandFailure {
        Service service;
        try {
            service = new Service(configuration);
        } catch (LogRefusal e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
        try {
            int port = Blocking.get(service.edge.start());
            LOG.info(
                    "Listening on {}://{}:{}/",
                    configuration.edge().tls() == null ? "http" : "https",
                    configuration.edge().host(),
                    port);
            service.webhooks.start();
            if (service.audit != null) {
                Blocking.get(service.vertx.deployVerticle(
                        service.audit,
                        new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
            }
            Blocking.get(service.vertx.deployVerticle(service.pbx));
            LOG.info("Watching {} through {}", configuration.pbx(), configuration.sources());
            return service;
        } catch (ExecutionException e) {
            service.stop();
            throw new CommandFailure(ExitCode.UNAVAILABLE, Blocking.message(e), e);
        }
    }

    /** Tells the browsers to come back later and ends everything. Waits until it has. */
    void stop() {
        // Not as one chain: its end would be told on an event loop that Vert.x has just closed.
        awaitEnd(edge.stop());
        webhooks.stop();
        awaitEnd(vertx.close());
        log.close();
    }

    private static void awaitEnd(Future<Void> end) {
        try {
            end.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not everything could be ended in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For the main thread, which alone may wait. */
    private static final class Blocking {
        static <T> T get(Future<T> future) throws ExecutionException {
            try {
                return future.toCompletionStage().toCompletableFuture().get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ExecutionException("interrupted while starting", e);
            }
        }

        static String message(ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return String.valueOf(cause.getMessage());
        }
    }
}
