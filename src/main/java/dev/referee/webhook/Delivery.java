package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Delivers the log's entries to one receiver: each at least once, those of one transfer one after
 * the other. It reads on while there is room for entries that are not settled; an entry that the
 * receiver does not take holds up its own transfer and no other, until there is no room.
 *
 * <p>Everything happens on one context.
 */
final class Delivery {
    /** The most entries that are not settled; beyond it the others wait in the log. */
    static final int MOST_OPEN = 1_000;

    /** The most attempts at one time. */
    static final int MOST_AT_ONCE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int PAGE = 100;
    private static final Duration LOG_AWAY_PAUSE = Duration.ofSeconds(1);

    private final Subscription subscription;
    private final EventLog log;
    private final Context context;
    private final Timing timing;
    private final Sender sender;
    private final CircuitBreaker breaker;
    private final Backoff backoff;
    private final Consumer<Outcome> outcomes;
    private final Progress progress;

    private final Queue queue = new Queue();
    /** Offsets that were open when Referee ended, and are to be read again. */
    private final Deque<Long> left = new ArrayDeque<>();

    private Position read;
    private int underWay;
    private boolean reading;
    private boolean told;
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
        this.log = log;
        this.context = context;
        this.timing = timing;
        this.sender = sender;
        this.breaker = breaker;
        this.backoff = backoff;
        this.outcomes = outcomes;
        this.read = log.newest();
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
            read = before.read();
            left.addAll(before.open());
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
        readOn();
    }

    /** The log has told something. */
    void wake() {
        told = true;
        readOn();
    }

    /** Ends; what is under way may arrive, and is sent again after the next start. */
    void stop() {
        stopped = true;
        breaker.close();
        sender.close();
    }

    private Standing standing() {
        List<Long> open = Stream.concat(
                        left.stream(),
                        queue.open().stream().map(item -> item.entry().offset()))
                .sorted()
                .toList();
        return new Standing(read, open, refused);
    }

    // --- reading ---------------------------------------------------------------------------------

    private void readOn() {
        int room = MOST_OPEN - queue.size() - left.size() - progress.unkept();
        if (reading || stopped || refused != null) {
            return;
        }
        Long offset = left.peek();
        if (offset != null) {
            reading = true;
            Position before = new Position(read.epoch(), offset - 1);
            log.after(before, 1).thenAccept(one -> onContext(() -> foundAgain(offset, one)));
        } else if (room > 0) {
            reading = true;
            told = false;
            log.after(read, Math.min(PAGE, room))
                    .thenAccept(entries -> onContext(() -> took(entries)));
        }
    }

    /** Whether nothing can be said of what was not found: the log cannot read its file now. */
    private boolean isLogAway(Optional<List<Entry>> found) {
        if (found.isPresent() || log.status().up()) {
            return false;
        }
        timing.after(LOG_AWAY_PAUSE, () -> {
            reading = false;
            readOn();
        });
        return true;
    }

    private void foundAgain(long offset, Optional<List<Entry>> found) {
        if (isLogAway(found)) {
            return;
        }
        reading = false;
        left.poll();
        Optional<Entry> entry = found.stream()
                .flatMap(List::stream)
                .filter(one -> one.offset() == offset)
                .findFirst();
        entry.ifPresentOrElse(this::add, () -> forgotten("An event"));
        progress.save();
        pump();
        readOn();
    }

    private void took(Optional<List<Entry>> entries) {
        if (isLogAway(entries)) {
            return;
        }
        reading = false;
        if (entries.isEmpty()) {
            goOnAfterAGap();
        } else if (!entries.get().isEmpty()) {
            for (Entry entry : entries.get()) {
                read = entry.position();
                if (subscription.wants(entry)) {
                    add(entry);
                }
            }
        } else if (!told) {
            return;
        }
        progress.save();
        pump();
        readOn();
    }

    /** The log has forgotten what comes next: of each transfer that it knows the newest follows. */
    private void goOnAfterAGap() {
        forgotten("Everything after offset " + read.offset() + " of epoch " + read.epoch());
        EventLog.Current current = log.current();
        List<Entry> newer = current.newest().stream()
                .filter(entry -> entry.offset() > read.offset() && subscription.wants(entry))
                .toList();
        int room = Math.max(0, MOST_OPEN - queue.size() - progress.unkept());
        newer.subList(Math.max(0, newer.size() - room), newer.size()).forEach(this::add);
        read = current.at();
    }

    private void forgotten(String what) {
        String reason = what + " was forgotten by the log before it could be sent. Raise"
                + " limits.log_age_ms and limits.log_entries";
        LOG.error("Webhook {}: {}", subscription, reason);
        outcomes.accept(Outcome.DEAD);
        progress.bury(
                new DeadLetter(subscription.id(), null, timing.now(), 0, reason + ".", null, null));
    }

    private void add(Entry entry) {
        subscription
                .format()
                .message(entry)
                .ifPresent(message -> queue.add(new Item(entry, message)));
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
                    readOn();
                }));
    }

    private Future<Answer> post(Item item) {
        item.tried();
        return sender.post(subscription, headers(item), item.message().body())
                .compose(answer -> answer.isTaken()
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(new NotTaken(answer)));
    }

    private Map<String, String> headers(Item item) {
        Message message = item.message();
        // The signature's parts are divided by full stops.
        String id = item.entry().event().id().replace('.', '_');
        Map<String, String> headers = new LinkedHashMap<>(subscription.headers());
        headers.putAll(message.headers());
        headers.put("content-type", message.contentType());
        headers.put("user-agent", "referee");
        headers.put("webhook-id", id);
        Instant now = timing.wall();
        headers.put("webhook-timestamp", String.valueOf(now.getEpochSecond()));
        headers.put(
                "webhook-signature", Secret.sign(subscription.secrets(), id, now, message.body()));
        return headers;
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
