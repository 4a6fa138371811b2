package dev.referee.metrics;

import dev.referee.log.CloudEvents;
import dev.referee.log.EventLog;
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

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

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
                .description("Transfers by somebody who is not among policy.referrers")
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
                                .tag("direction", CloudEvents.word(direction))
                                .tag("state", CloudEvents.word(reason.state()))
                                .tag("reason", CloudEvents.word(reason))
                                .register(registry));
            }
        }
        return counters;
    }

    /** Adds a gauge, 1 while a source is up and 0 while it is not. */
    public void addSource(Source source, BooleanSupplier isUp) {
        Gauge.builder("referee.source.up", () -> isUp.getAsBoolean() ? 1 : 0)
                .description("Whether a source of Referee is up")
                .tag("source", CloudEvents.word(source))
                .register(registry);
    }

    /** Adds a gauge, 1 while events are kept and 0 while they are only delivered. */
    public void addLog(BooleanSupplier isUp) {
        Gauge.builder("referee.log.up", () -> isUp.getAsBoolean() ? 1 : 0)
                .description("Whether events are kept as safely as they should be")
                .register(registry);
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
