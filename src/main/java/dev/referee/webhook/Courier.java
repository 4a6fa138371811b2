package dev.referee.webhook;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Takes messages to one receiver, signed. One that has failed too often is left alone for a while,
 * so that it costs the others nothing. For one context.
 */
final class Courier {
    /** The most attempts at one time. */
    static final int MOST_AT_ONCE = 8;

    private static final int MOST_FAILURES = 5;
    private static final long NO_TIMEOUT = -1;

    private final Timing timing;
    private final Sender sender;
    private final CircuitBreaker breaker;
    private Subscription subscription;
    /** Before that the receiver wants nothing; null when it has not said so. */
    private @Nullable Instant quietUntil;

    /**
     * Creates one.
     *
     * @param rest how long the receiver is left alone
     */
    Courier(
            Vertx vertx,
            Subscription subscription,
            Timing timing,
            Sender.Resolver resolver,
            Duration rest) {
        this.subscription = subscription;
        this.timing = timing;
        this.sender = new Sender(
                vertx, subscription.id(), subscription.authorities(), resolver, MOST_AT_ONCE);
        this.breaker = CircuitBreaker.create(
                subscription.id(),
                vertx,
                new CircuitBreakerOptions()
                        .setMaxFailures(MOST_FAILURES)
                        .setTimeout(NO_TIMEOUT) // the sender has one, which also ends the request
                        .setResetTimeout(rest.toMillis())
                        .setNotificationAddress(null));
    }

    Subscription subscription() {
        return subscription;
    }

    /** Signs with other secrets from now on. */
    void rotate(Subscription other) {
        subscription = other;
    }

    /** Has something run when more may be taken to the receiver; on any context. */
    void onRecovery(Runnable task) {
        breaker.halfOpenHandler(nothing -> task.run());
        breaker.closeHandler(nothing -> task.run());
    }

    /** Whether it is left alone, because it failed too often or asked for it. */
    boolean isResting() {
        return isQuiet() || breaker.state() == CircuitBreakerState.OPEN;
    }

    private boolean isQuiet() {
        return quietUntil != null && timing.now().isBefore(quietUntil);
    }

    /** Whether one more may go while so many are under way. */
    boolean mayCarry(int underWay) {
        return switch (breaker.state()) {
            case CLOSED -> !isQuiet() && underWay < MOST_AT_ONCE;
            case HALF_OPEN -> !isQuiet() && underWay == 0;
            case OPEN -> false;
        };
    }

    /**
     * Leaves the receiver alone for as long as its answer asks for, whatever there is to take to it.
     *
     * @param task runs when that is over
     */
    void heed(Answer answer, Runnable task) {
        answer.rest(timing.wall()).ifPresent(asked -> {
            // Timers know whole milliseconds: one must not fire while the receiver is still let be.
            Duration rest = Duration.ofMillis(asked.toMillis() + 1);
            Instant until = timing.now().plus(rest);
            if (quietUntil == null || until.isAfter(quietUntil)) {
                quietUntil = until;
                timing.after(rest, task);
            }
        });
    }

    /**
     * Takes one message there. Never fails, and completes on any context.
     *
     * @param event its event's id
     * @return what came of it; empty when it was not tried, because the receiver is left alone
     */
    Future<Optional<Answer>> carry(Message message, String event) {
        return breaker.<Answer>execute(() -> carryAnyway(message, event)
                        .compose(answer -> answer.isTaken()
                                ? Future.succeededFuture(answer)
                                : Future.failedFuture(new NotTaken(answer))))
                .map(Optional::of)
                .recover(failure -> Future.succeededFuture(
                        switch (failure) {
                            case OpenCircuitException open -> Optional.<Answer>empty();
                            case NotTaken not -> Optional.of(not.answer);
                            default -> Optional.of(Answer.none(failure.toString()));
                        }));
    }

    /** The same whether it is left alone or not, and without counting what comes of it. */
    Future<Answer> carryAnyway(Message message, String event) {
        Map<String, String> headers = message.headers(subscription, event, timing.wall());
        return sender.post(subscription, headers, message.body());
    }

    void close() {
        breaker.close();
        sender.close();
    }

    /** For the circuit breaker, which counts failures. */
    private static final class NotTaken extends RuntimeException {
        private final Answer answer;

        NotTaken(Answer answer) {
            super(answer.summary(), null, false, false);
            this.answer = answer;
        }
    }
}
