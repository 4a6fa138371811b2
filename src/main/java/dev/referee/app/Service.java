package dev.referee.app;

import dev.referee.admin.FindingApi;
import dev.referee.admin.LadderApi;
import dev.referee.admin.NotifyApi;
import dev.referee.admin.WebhookApi;
import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.app.config.Store;
import dev.referee.audit.Audit;
import dev.referee.audit.AuditSettings;
import dev.referee.audit.History;
import dev.referee.edge.AdminApi;
import dev.referee.edge.server.Edge;
import dev.referee.intake.SourceStatus;
import dev.referee.log.DialogBook;
import dev.referee.log.DiskRoom;
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
import dev.referee.model.EnumWord;
import dev.referee.model.Source;
import dev.referee.push.Fate;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.webhook.DeliveryResult;
import dev.referee.webhook.Webhooks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

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
    private final Configuration started;
    private @Nullable DiskRoom room;
    private final ReloadState reloads = new ReloadState();

    private record Kept(
            EventLog log, DialogBook dialogs, Ledger ledger, Notifies notifies, Traces traces) {}

    private Service(Configuration configuration) throws LogRefusal {
        this.started = configuration;
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
                metrics.addFindings(EnumWord.of(kind), () -> audit.count(kind));
            }
            metrics.addLateEnds(audit::told);
        }
        metrics.addLog(() -> log.status().up());
        if (configuration.store() == Store.SQLITE) {
            room = new DiskRoom(configuration.log().file());
            metrics.addLogDisk(room::bytes);
        }
        metrics.addBrowsers(edge::connections);
        metrics.addReloads(reloads::isSuccessful, reloads::lastSuccess);
        if (configuration.takesTokens()) {
            metrics.addTokenKeys(edge::areKeySetsRead);
        }
        if (configuration.hep() != null) {
            metrics.addHeard(Source.HEP, () -> pbx.heard(Source.HEP));
        }
        metrics.addWebhookQueue(webhooks::waiting);
        for (Fate fate : Fate.values()) {
            metrics.addPushes(EnumWord.of(fate), () -> pbx.pushed(fate));
        }
        for (DeliveryResult outcome : DeliveryResult.values()) {
            metrics.addWebhooks(EnumWord.of(outcome), () -> webhooks.count(outcome));
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

    /**
     * Reads the configuration again, and has count what can without a restart: tokens, wrap-up codes
     * and {@code policy.referrers}, all of them or, where anything is wrong, none. What came of it is
     * told in the log and in {@code /metrics}. Blocks; for one thread at a time that is no event loop.
     */
    void reload(Callable<Configuration> reader) {
        try {
            Configuration next = reader.call();
            Supplier<Future<Void>> useTokens = Blocking.get(edge.prepare(next.edge()));
            // What can fail is done.
            Blocking.get(pbx.use(next.policy()));
            Blocking.get(useTokens.get());
            next.warnings().forEach(LOG::warn);
            List<String> later = started.changedForARestart(next);
            if (!later.isEmpty()) {
                LOG.warn(
                        "Changed, but not in effect until a restart: {}", String.join(", ", later));
            }
            LOG.info("Reloaded: tokens, policy.referrers and wrap_up_codes of the configuration"
                    + " are in effect");
            reloads.succeeded();
        } catch (ConfigurationException e) {
            refuse(String.join(" ", e.problems()));
        } catch (ExecutionException e) {
            refuse(Blocking.message(e));
        } catch (Exception e) {
            LOG.error("Not reloaded, everything is as before. Please report this", e);
            reloads.failed();
        }
    }

    private void refuse(String why) {
        LOG.error("Not reloaded, everything is as before: {}", why);
        reloads.failed();
    }

    /** Tells the browsers to come back later and ends everything. Waits until it has. */
    void stop() {
        // Not as one chain: its end would be told on an event loop that Vert.x has just closed.
        awaitEnd(edge.stop());
        webhooks.stop();
        awaitEnd(vertx.close());
        log.close();
        if (room != null) {
            room.close();
        }
    }

    private static void awaitEnd(Future<Void> end) {
        try {
            end.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The shutdown was not clean", e);
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
