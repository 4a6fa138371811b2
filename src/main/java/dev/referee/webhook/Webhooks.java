package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.Standing;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Delivers what the log tells to the receivers that are subscribed. It begins when the ledger can be
 * read: before that it is not known what is still to be sent. Any thread may start, stop and ask.
 */
public final class Webhooks {
    private static final int MOST_FAILURES = 5;
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long NO_TIMEOUT = -1;

    private final Vertx vertx;
    private final List<Subscription> subscriptions;
    private final EventLog log;
    private final Ledger ledger;
    private final Context context;
    private final Timing timing;
    private final Sender.Resolver resolver;
    private final Duration rest;

    private final Map<Outcome, Long> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean waking = new AtomicBoolean();
    /** Used on the context alone. */
    private final List<Delivery> deliveries = new ArrayList<>();

    private boolean stopped;
    private volatile Runnable stopListening = () -> {};

    /**
     * Creates one that does nothing yet.
     *
     * @param clock the one by which events are concluded
     */
    public Webhooks(
            Vertx vertx,
            List<Subscription> subscriptions,
            EventLog log,
            Ledger ledger,
            InstantSource clock) {
        this(vertx, subscriptions, log, ledger, timing(vertx, clock), Addresses::of, REST);
    }

    /** With its own time and names; {@code rest} is how long a receiver that failed is left alone. */
    Webhooks(
            Vertx vertx,
            List<Subscription> subscriptions,
            EventLog log,
            Ledger ledger,
            Timing timing,
            Sender.Resolver resolver,
            Duration rest) {
        this.vertx = vertx;
        this.subscriptions = List.copyOf(subscriptions);
        this.log = log;
        this.ledger = ledger;
        this.context = vertx.getOrCreateContext();
        this.timing = timing;
        this.resolver = resolver;
        this.rest = rest;
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

    /** Begins, unless nobody is subscribed. */
    public void start() {
        if (!subscriptions.isEmpty()) {
            context.runOnContext(nothing -> load());
        }
    }

    /** Ends; what is not delivered yet is after the next start. */
    public void stop() {
        stopListening.run();
        context.runOnContext(nothing -> {
            stopped = true;
            deliveries.forEach(Delivery::stop);
        });
    }

    /** How many attempts have ended like this so far. */
    public long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    private void tally(Outcome outcome) {
        counts.merge(outcome, 1L, Long::sum);
    }

    private void load() {
        ledger.load().thenAccept(standings -> context.runOnContext(nothing -> loaded(standings)));
    }

    private void loaded(Optional<Map<String, Standing>> standings) {
        if (stopped) {
            return;
        }
        if (standings.isEmpty()) {
            timing.after(RETRY, this::load);
            return;
        }
        for (Subscription subscription : subscriptions) {
            Delivery delivery = delivery(subscription);
            deliveries.add(delivery);
            delivery.start(standings.get().get(subscription.id()));
        }
        stopListening = log.listen(entry -> wake());
        wake();
    }

    private Delivery delivery(Subscription subscription) {
        CircuitBreaker breaker = CircuitBreaker.create(
                subscription.id(),
                vertx,
                new CircuitBreakerOptions()
                        .setMaxFailures(MOST_FAILURES)
                        .setTimeout(NO_TIMEOUT) // the sender has one, which also ends the request
                        .setResetTimeout(rest.toMillis())
                        .setNotificationAddress(null));
        return new Delivery(
                subscription,
                log,
                ledger,
                context,
                timing,
                new Sender(vertx, subscription.id(), resolver, Delivery.MOST_AT_ONCE),
                breaker,
                new Backoff(RandomGenerator.getDefault()),
                this::tally);
    }

    /** However much is told meanwhile, one call on the context is enough. */
    private void wake() {
        if (waking.compareAndSet(false, true)) {
            context.runOnContext(nothing -> {
                waking.set(false);
                deliveries.forEach(Delivery::wake);
            });
        }
    }
}
