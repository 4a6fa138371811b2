package dev.referee.metrics;

import dev.referee.log.EventLog;
import dev.referee.model.EnumWord;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Direction;
import dev.referee.model.Transfer.Reason;
import dev.referee.policy.Referrers;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What Referee counts since it was started. Every series is there from the start, at zero, so that a
 * first failure shows as an increase. Any thread may use it.
 */
public final class Metrics {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Direction, Map<Reason, Counter>> ended = new EnumMap<>(Direction.class);
    private final Counter misleading;
    private final Counter notAllowed;

    /** Creates one that counts what is appended to this log from now on. */
    public Metrics(EventLog log) {
        for (Direction direction : Direction.values()) {
            ended.put(direction, counters(direction));
        }
        misleading = Counter.builder("referee.notify.misleading")
                .description("Transfers whose NOTIFY claimed the contrary of what happened")
                .register(registry);
        notAllowed = Counter.builder("referee.referrer.not.allowed")
                .description("Transfers by a party that policy.referrers does not allow")
                .register(registry);
        // For as long as the log lives.
        var unused = log.listen(entry -> count(entry.event().transfer()));
    }

    private Map<Reason, Counter> counters(Direction direction) {
        Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            if (reason.isOf(direction)) {
                counters.put(
                        reason,
                        Counter.builder("referee.transfers.ended")
                                .description("Transfers that ended")
                                .tag("direction", EnumWord.of(direction))
                                .tag("state", EnumWord.of(reason.state()))
                                .tag("reason", EnumWord.of(reason))
                                .register(registry));
            }
        }
        return counters;
    }

    /** Adds a gauge, 1 while a source is up and 0 while it is not. */
    public void addSource(Source source, BooleanSupplier isUp) {
        Gauge.builder("referee.source.up", () -> isUp.getAsBoolean() ? 1 : 0)
                .description("Whether a source of Referee is up")
                .tag("source", EnumWord.of(source))
                .register(registry);
    }

    /** Adds a gauge, 1 while events are kept and 0 while they are only delivered. */
    public void addLog(BooleanSupplier isUp) {
        Gauge.builder("referee.log.up", () -> isUp.getAsBoolean() ? 1 : 0)
                .description("Whether events are kept as safely as they should be")
                .register(registry);
    }

    /** Adds a gauge, when a source that knows no connection was heard last; 0 for never. */
    public void addHeard(Source source, Supplier<@Nullable Instant> heard) {
        Gauge.builder("referee.source.heard.timestamp.seconds", () -> seconds(heard.get()))
                .description("When something was heard of a source last")
                .tag("source", EnumWord.of(source))
                .register(registry);
    }

    /** Adds two gauges, as Prometheus has them of its own configuration. */
    public void addReloads(BooleanSupplier isSuccessful, Supplier<Instant> lastSuccess) {
        Gauge.builder(
                        "referee.config.last.reload.successful",
                        () -> isSuccessful.getAsBoolean() ? 1 : 0)
                .description("Whether the configuration was right when it was read last")
                .register(registry);
        Gauge.builder(
                        "referee.config.last.reload.success.timestamp.seconds",
                        () -> seconds(lastSuccess.get()))
                .description("When the configuration was read last and was right")
                .register(registry);
    }

    /** Adds a gauge, 1 while the key sets for tokens can be read and 0 while they cannot. */
    public void addTokenKeys(BooleanSupplier areRead) {
        Gauge.builder("referee.token.keys.up", () -> areRead.getAsBoolean() ? 1 : 0)
                .description("Whether the key sets for tokens could be read when last tried")
                .register(registry);
    }

    /** Adds the gauge of the events that wait for webhooks. */
    public void addWebhookQueue(LongSupplier waiting) {
        Gauge.builder("referee.webhook.events.waiting", waiting::getAsLong)
                .description("Events that were read for a webhook and not delivered yet")
                .register(registry);
    }

    /** Adds the gauge of the room on the disk that has the log's file. */
    public void addLogDisk(LongSupplier freeBytes) {
        Gauge.builder("referee.log.disk.free.bytes", freeBytes::getAsLong)
                .description("Room on the disk with the log's file, for Referee's user")
                .baseUnit("bytes")
                .register(registry);
    }

    private static double seconds(@Nullable Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli() / 1_000.0;
    }

    /** Adds the gauge of the browsers' open connections. */
    public void addBrowsers(IntSupplier connections) {
        Gauge.builder("referee.browser.connections", connections::getAsInt)
                .description("Connections of browsers")
                .register(registry);
    }

    /** Adds the counter of the ends that met a fate on their way to a phone, in SIP. */
    public void addPushes(String fate, LongSupplier count) {
        // The registry keeps what it is given to count only weakly, and this as long as it lives.
        FunctionCounter.builder("referee.pushes", this, metrics -> count.getAsLong())
                .description("SIP NOTIFYs with the end of a transfer, one for each party")
                .tag("fate", fate)
                .register(registry);
    }

    /** Adds the counter of one outcome of what is sent to webhooks. */
    public void addWebhooks(String outcome, LongSupplier count) {
        FunctionCounter.builder("referee.webhooks", this, metrics -> count.getAsLong())
                .description("Attempts to deliver events to webhooks, and events given up (dead)")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Adds the counter of one kind of what Asterisk's records and the reports differ in. */
    public void addFindings(String kind, LongSupplier count) {
        FunctionCounter.builder("referee.findings", this, metrics -> count.getAsLong())
                .description("Transfers of which Asterisk's records and the reports differ")
                .tag("kind", kind)
                .register(registry);
    }

    /** Adds the counter of the ends that were told late. */
    public void addLateEnds(LongSupplier count) {
        FunctionCounter.builder("referee.late.ends", this, metrics -> count.getAsLong())
                .description("Ends that were told late, from Asterisk's records")
                .register(registry);
    }

    /** Everything in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    private void count(Transfer transfer) {
        Reason reason = transfer.reason();
        Counter counter = reason == null
                ? null
                : ended.getOrDefault(transfer.direction(), Map.of()).get(reason);
        if (counter == null) {
            return;
        }
        counter.increment();
        if (transfer.notifyMisleading()) {
            misleading.increment();
        }
        if (Referrers.isMarked(transfer)) {
            notAllowed.increment();
        }
    }
}
