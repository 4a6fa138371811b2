package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.Standing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The receivers there are, each with its delivery. For one context. */
final class Deliveries {
    private final Vertx vertx;
    private final Context context;
    private final EventLog log;
    private final Ledger ledger;
    private final Timing timing;
    private final Sender.Resolver resolver;
    private final Duration rest;
    private final Consumer<DeliveryResult> outcomes;
    private final Map<String, Delivery> byId = new TreeMap<>();

    /**
     * Creates one without receivers.
     *
     * @param rest how long a receiver that failed is left alone
     * @param outcomes is told of each attempt
     */
    Deliveries(
            Vertx vertx,
            Context context,
            EventLog log,
            Ledger ledger,
            Timing timing,
            Sender.Resolver resolver,
            Duration rest,
            Consumer<DeliveryResult> outcomes) {
        this.vertx = vertx;
        this.context = context;
        this.log = log;
        this.ledger = ledger;
        this.timing = timing;
        this.resolver = resolver;
        this.rest = rest;
        this.outcomes = outcomes;
    }

    /** Begins with one receiver whose id is not here yet; for the rest {@link Delivery#start}. */
    Delivery begin(Subscription to, @Nullable Standing before, boolean isPaused) {
        Delivery delivery = new Delivery(
                new Courier(vertx, to, timing, resolver, rest),
                log,
                ledger,
                context,
                timing,
                new Backoff(RandomGenerator.getDefault()),
                outcomes);
        byId.put(to.id(), delivery);
        delivery.start(before, isPaused);
        return delivery;
    }

    Optional<Delivery> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** By their ids, in their order. */
    Collection<Map.Entry<String, Delivery>> all() {
        return Collections.unmodifiableCollection(byId.entrySet());
    }

    /** How many events were read for all of them and are not settled. */
    long waiting() {
        return byId.values().stream().mapToLong(Delivery::waiting).sum();
    }

    /** Ends with one for good. */
    void forget(String id) {
        Delivery delivery = byId.remove(id);
        if (delivery != null) {
            delivery.stop();
        }
    }

    /** The log has told something. */
    void wake() {
        byId.values().forEach(Delivery::wake);
    }

    /** Ends with all until the next start. */
    void stop() {
        byId.values().forEach(Delivery::stop);
    }
}
