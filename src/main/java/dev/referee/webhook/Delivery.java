package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.Standing;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Context;
import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Delivers the log's entries to one receiver: each at least once, those of one transfer one after
 * the other. It reads on while there is room for entries that are not settled; an entry that the
 * receiver does not take holds up its own transfer and no other, until there is no room.
 *
 * <p>Everything happens on one context.
 */
final class Delivery implements Reading.Reader {
    /** The most entries that are not settled; beyond it the others wait in the log. */
    static final int MOST_OPEN = 1_000;

    /** The most attempts at one time. */
    static final int MOST_AT_ONCE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Subscription subscription;
    private final Reading reading;
    private final Context context;
    private final Timing timing;
    private final Sender sender;
    private final CircuitBreaker breaker;
    private final Backoff backoff;
    private final Consumer<Outcome> outcomes;
    private final Progress progress;

    private final Queue queue = new Queue();

    private int underWay;
    private boolean stopped;
    /** The address that wants nothing any more. */
    private @Nullable String refused;

    /**
     * Creates one that does nothing yet.
     *
     * @param breaker keeps from this receiver what it would not take
     * @param outcomes is told of each attempt
     */
    Delivery(
            Subscription subscription,
            EventLog log,
            Ledger ledger,
            Context context,
            Timing timing,
            Sender sender,
            CircuitBreaker breaker,
            Backoff backoff,
            Consumer<Outcome> outcomes) {
        this.subscription = subscription;
        this.reading = new Reading(log, context, timing, this);
        this.context = context;
        this.timing = timing;
        this.sender = sender;
        this.breaker = breaker;
        this.backoff = backoff;
        this.outcomes = outcomes;
        this.progress = new Progress(subscription.id(), ledger, context, timing, this::standing);
        breaker.halfOpenHandler(nothing -> context.runOnContext(now -> pump()));
        breaker.closeHandler(nothing -> context.runOnContext(now -> pump()));
    }

    /**
     * Begins.
     *
     * @param before how far it was; null for a new one, which begins with what is told from now on
     */
    void start(@Nullable Standing before) {
        if (before != null) {
            reading.goOnFrom(before);
            refused = subscription.url().toString().equals(before.refused())
                    ? before.refused()
                    : null;
        }
        if (refused != null) {
            LOG.warn(
                    "Webhook {} has answered 410 Gone and gets nothing. To begin again give it"
                            + " another url or id",
                    subscription);
        }
        progress.save();
        reading.goOn();
    }

    /** The log has told something. */
    void wake() {
        reading.wake();
    }

    /** Ends; what is under way may arrive, and is sent again after the next start. */
    void stop() {
        stopped = true;
        breaker.close();
        sender.close();
    }

    private Standing standing() {
        List<Long> open = Stream.concat(
                        reading.left().stream(),
                        queue.open().stream().map(item -> item.entry().offset()))
                .sorted()
                .toList();
        return new Standing(reading.position(), open, refused);
    }

    // --- what is read ----------------------------------------------------------------------------

    @Override
    public int room() {
        return stopped || refused != null
                ? 0
                : MOST_OPEN - queue.size() - reading.left().size() - progress.unkept();
    }

    @Override
    public boolean wants(Entry entry) {
        return subscription.wants(entry);
    }

    @Override
    public void take(Entry entry) {
        subscription
                .format()
                .message(entry)
                .ifPresent(message -> queue.add(new Item(entry, message)));
    }

    @Override
    public void forgotten(String what) {
        String reason = what + " was forgotten by the log before it could be sent. Raise"
                + " limits.log_age_ms and limits.log_entries";
        LOG.error("Webhook {}: {}", subscription, reason);
        outcomes.accept(Outcome.DEAD);
        progress.bury(
                new DeadLetter(subscription.id(), null, timing.now(), 0, reason + ".", null, null));
    }

    @Override
    public void readOn() {
        progress.save();
        pump();
    }

    // --- sending ---------------------------------------------------------------------------------

    private void pump() {
        while (!stopped && refused == null && mayTry()) {
            Item item = queue.next();
            if (item == null) {
                return;
            }
            attempt(item);
        }
    }

    private boolean mayTry() {
        return switch (breaker.state()) {
            case CLOSED -> underWay < MOST_AT_ONCE;
            case HALF_OPEN -> underWay == 0;
            case OPEN -> false;
        };
    }

    private void attempt(Item item) {
        underWay++;
        breaker.<Answer>execute(() -> post(item))
                .onComplete(result -> onContext(() -> {
                    underWay--;
                    switch (result.cause()) {
                        case null -> taken(item);
                        case OpenCircuitException open -> queue.putBack(item);
                        case NotTaken not -> notTaken(item, not.answer);
                        default ->
                            notTaken(item, new Answer(null, result.cause().toString()));
                    }
                    pump();
                    reading.goOn();
                }));
    }

    private Future<Answer> post(Item item) {
        item.tried();
        Map<String, String> headers = item.message().headers(subscription, id(item), timing.wall());
        return sender.post(subscription, headers, item.message().body())
                .compose(answer -> answer.isTaken()
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(new NotTaken(answer)));
    }

    private void taken(Item item) {
        outcomes.accept(Outcome.TAKEN);
        queue.settle(item);
        progress.save();
    }

    private void notTaken(Item item, Answer answer) {
        outcomes.accept(Outcome.FAILED);
        LOG.debug(
                "Webhook {} has not taken {}: {}",
                subscription,
                item.entry().event().id(),
                answer.summary());
        if (answer.isGone()) {
            refused = subscription.url().toString();
            LOG.warn("Webhook {} answers 410 Gone and gets nothing any more", subscription);
            queue.again(item);
            progress.save();
        } else if (item.isOver(timing.now())) {
            giveUp(item, answer);
        } else {
            timing.after(backoff.after(item.attempts()), () -> {
                queue.again(item);
                pump();
            });
        }
    }

    private void giveUp(Item item, Answer answer) {
        outcomes.accept(Outcome.DEAD);
        String reason =
                "Not taken within " + Item.PATIENCE.toHours() + " hours: " + answer.summary();
        LOG.error("Webhook {}: {} is given up. {}", subscription, id(item), reason);
        progress.bury(new DeadLetter(
                subscription.id(),
                id(item),
                timing.now(),
                item.attempts(),
                reason + ".",
                item.message().body(),
                answer.toString()));
        queue.settle(item);
        progress.save();
    }

    private static String id(Item item) {
        return item.entry().event().id();
    }

    private void onContext(Runnable task) {
        context.runOnContext(nothing -> task.run());
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
