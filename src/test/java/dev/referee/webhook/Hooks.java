package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer.State;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Webhooks under test: names that mean this machine, and time that passes when it is told to. */
public final class Hooks implements AutoCloseable {
    static final String SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx";
    static final String OLD_SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAy";
    /** Of receivers that answer: long enough for the busiest machine. */
    static final Duration LONG = Duration.ofSeconds(15);
    /** For what must come: on a busy machine a thousand deliveries take many seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of receivers that do not answer. */
    static final Duration SHORT = Duration.ofMillis(700);

    final Vertx vertx = Vertx.vertx();
    final Time time = new Time();
    /** How long a receiver that failed is left alone: real time. */
    Duration rest = Duration.ofMillis(20);

    /** What administrators may make: as the configuration reads it, on this machine too. */
    Rules rules = new Rules(3, true, definitions());

    volatile Sender.Resolver resolver = host -> List.of(InetAddress.getLoopbackAddress());

    @SuppressWarnings("NullAway.Init") // by start
    volatile Webhooks webhooks;

    /** Time that stands still; what is to run later runs when it is let pass. */
    static final class Time implements Timing {
        private Instant now = Transfers.requested("t").at();
        private final List<Later> later = new ArrayList<>();

        private record Later(Instant due, Runnable task) {}

        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public Instant wall() {
            return Instant.now();
        }

        @Override
        public synchronized void after(Duration wait, Runnable task) {
            Context context = requireNonNull(Vertx.currentContext());
            later.add(new Later(now.plus(wait), () -> context.runOnContext(ran -> task.run())));
        }

        synchronized int waiting() {
            return later.size();
        }

        void pass(Duration duration) {
            List<Later> due = new ArrayList<>();
            synchronized (this) {
                now = now.plus(duration);
                later.removeIf(one -> !one.due().isAfter(now) && due.add(one));
            }
            due.forEach(one -> one.task().run());
        }
    }

    Hooks start(EventLog log, Ledger ledger, Subscription... subscriptions) {
        webhooks = new Webhooks(
                vertx,
                List.of(subscriptions),
                rules,
                log,
                ledger,
                time,
                host -> resolver.resolve(host),
                rest);
        webhooks.start();
        return this;
    }

    /** Those of the program. */
    public static Definitions definitions() {
        try {
            return Configuration.load(
                            null,
                            Map.of(
                                    "REFEREE_PBX_AMI_SECRET", "a",
                                    "REFEREE_PBX_ARI_PASSWORD", "b"))
                    .rules()
                    .definitions();
        } catch (ConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    public static Subscription to(URI url) {
        return to("crm", url, true);
    }

    static Subscription to(String id, URI url, boolean isPrivateAllowed) {
        return to(id, url, isPrivateAllowed, LONG);
    }

    static Subscription to(String id, URI url, boolean isPrivateAllowed, Duration timeout) {
        return to(id, url, isPrivateAllowed, timeout, Format.CLOUDEVENTS);
    }

    static Subscription to(URI url, Format format) {
        return to("crm", url, true, LONG, format);
    }

    private static Subscription to(
            String id, URI url, boolean isPrivateAllowed, Duration timeout, Format format) {
        return new Subscription(
                id,
                url,
                List.of(Secret.of(SECRET).orElseThrow(), Secret.of(OLD_SECRET).orElseThrow()),
                Set.of(State.values()),
                List.of(),
                null,
                format,
                Map.of("authorization", "Bearer hush"),
                timeout,
                isPrivateAllowed,
                null);
    }

    /** Waits until something is so, and lets no time pass. */
    public static void await(BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, complaint);
            LockSupport.parkNanos(1_000_000);
        }
    }

    void awaitTaken(long count) {
        await(
                () -> webhooks.count(DeliveryResult.TAKEN) >= count,
                () -> "taken " + webhooks.count(DeliveryResult.TAKEN) + ", failed "
                        + webhooks.count(DeliveryResult.FAILED));
    }

    void awaitFailed(long count) {
        await(
                () -> webhooks.count(DeliveryResult.FAILED) >= count,
                () -> "failed " + webhooks.count(DeliveryResult.FAILED));
    }

    /** Lets time pass until something is so. */
    void passUntil(BooleanSupplier condition) {
        await(
                () -> {
                    if (condition.getAsBoolean()) {
                        return true;
                    }
                    time.pass(Duration.ofSeconds(1));
                    return false;
                },
                () -> "waiting " + time.waiting() + ", taken "
                        + webhooks.count(DeliveryResult.TAKEN) + ", failed "
                        + webhooks.count(DeliveryResult.FAILED));
    }

    @Override
    public void close() {
        webhooks.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
