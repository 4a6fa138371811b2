package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.Order;
import dev.referee.log.Ledger.Standing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Delivers what the log tells to the receivers that are subscribed. It begins when the ledger can be
 * read: before that it is not known what is still to be sent. Any thread may start, stop and ask.
 */
public final class Webhooks {
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final EventLog log;
    private final Ledger ledger;
    private final Context context;
    private final Timing timing;

    private final Map<DeliveryResult, Long> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean waking = new AtomicBoolean();
    /** Used on the context alone. */
    private final Deliveries deliveries;

    private final Administration administration;

    private boolean stopped;
    private volatile long waiting;
    private volatile Runnable stopListening = () -> {};

    /**
     * Creates one that does nothing yet.
     *
     * @param subscriptions those of the configuration
     * @param rules for those that administrators make
     * @param clock the one by which events are concluded
     */
    public Webhooks(
            Vertx vertx,
            List<Subscription> subscriptions,
            Rules rules,
            EventLog log,
            Ledger ledger,
            InstantSource clock) {
        this(vertx, subscriptions, rules, log, ledger, timing(vertx, clock), Addresses::of, REST);
    }

    /** With its own time and names; {@code rest} is how long a receiver that failed is left alone. */
    Webhooks(
            Vertx vertx,
            List<Subscription> subscriptions,
            Rules rules,
            EventLog log,
            Ledger ledger,
            Timing timing,
            Sender.Resolver resolver,
            Duration rest) {
        this.log = log;
        this.ledger = ledger;
        this.context = vertx.getOrCreateContext();
        this.timing = timing;
        this.deliveries =
                new Deliveries(vertx, context, log, ledger, timing, resolver, rest, this::tally);
        this.administration =
                new Administration(context, timing, log, ledger, deliveries, subscriptions, rules);
    }

    private static Timing timing(Vertx vertx, InstantSource clock) {
        return new Timing() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public Instant wall() {
                return Instant.now();
            }

            @Override
            public void after(Duration wait, Runnable task) {
                vertx.setTimer(Math.max(1, wait.toMillis()), fired -> task.run());
            }
        };
    }

    /** Begins. */
    public void start() {
        context.runOnContext(nothing -> load());
    }

    /** For administrators. */
    public Administration administration() {
        return administration;
    }

    /** Ends; what is not delivered yet is after the next start. */
    public void stop() {
        stopListening.run();
        context.runOnContext(nothing -> {
            stopped = true;
            deliveries.stop();
        });
    }

    /** How many attempts have ended like this so far. */
    public long count(DeliveryResult outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /**
     * How many events were read for receivers and are not settled, as it was when somebody asked
     * before: the answer is made on another thread.
     */
    public long waiting() {
        context.runOnContext(nothing -> waiting = deliveries.waiting());
        return waiting;
    }

    private void tally(DeliveryResult outcome) {
        counts.merge(outcome, 1L, Long::sum);
    }

    private void load() {
        if (stopped) {
            return;
        }
        ledger.load()
                .thenCombine(
                        ledger.orders(),
                        (standings, orders) -> standings.isPresent() && orders.isPresent()
                                ? (Runnable) () -> loaded(standings.get(), orders.get())
                                : (Runnable) () -> timing.after(RETRY, this::load))
                .thenAccept(next -> context.runOnContext(nothing -> next.run()));
    }

    private void loaded(Map<String, Standing> standings, Map<String, Order> orders) {
        if (stopped) {
            return;
        }
        administration.begin(orders, standings);
        stopListening = log.listen(entry -> wake());
        wake();
    }

    /** However much is told meanwhile, one call on the context is enough. */
    private void wake() {
        if (waking.compareAndSet(false, true)) {
            context.runOnContext(nothing -> {
                waking.set(false);
                deliveries.wake();
            });
        }
    }
}
