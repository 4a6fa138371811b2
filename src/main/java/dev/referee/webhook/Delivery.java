package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.Standing;

import io.vertx.core.Context;
import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Delivers the log's entries to one receiver: each at least once, those of one transfer one after
 * the other. It reads on, page after page, while there is room for entries that are not settled; an
 * entry that the receiver does not take holds up its own transfer and no other, until there is no
 * room. First of all it reads again what was not settled when Referee ended.
 *
 * <p>Everything happens on one context.
 */
final class Delivery {
    /** The most entries that are not settled; beyond it the others wait in the log. */
    static final int MOST_OPEN = 1_000;

    /** So often the log is asked before what it does not have is lost. */
    static final int MOST_MISSES = 3;

    private static final int PAGE = 100;
    private static final Duration LOG_AWAY_PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Courier courier;
    private final EventLog log;
    private final Context context;
    private final Timing timing;
    private final Backoff backoff;
    private final Consumer<DeliveryResult> outcomes;
    private final Progress progress;

    private final Queue queue = new Queue();

    /** All up to here was read, but for what is left. */
    private Position position;
    /** Offsets of what is to be read again, ascending. */
    private final Deque<Long> left = new ArrayDeque<>();

    private boolean reading;
    /** Whether the log has told something since it was asked last. */
    private boolean told;
    /** How often in a row the log had no answer. */
    private int misses;

    private int underWay;
    private Hook.Health health = Hook.Health.UNKNOWN;
    private boolean stopped;
    private boolean paused;
    /** The address that wants nothing any more. */
    private @Nullable String refused;
    /** Whether it is kept already that there is no such address any more. */
    private boolean unrefused;

    /**
     * Creates one that does nothing yet.
     *
     * @param outcomes is told of each attempt
     */
    Delivery(
            Courier courier,
            EventLog log,
            Ledger ledger,
            Context context,
            Timing timing,
            Backoff backoff,
            Consumer<DeliveryResult> outcomes) {
        this.courier = courier;
        this.log = log;
        this.position = log.newest();
        this.context = context;
        this.timing = timing;
        this.backoff = backoff;
        this.outcomes = outcomes;
        this.progress =
                new Progress(courier.subscription().id(), ledger, context, timing, this::standing);
        courier.onRecovery(() -> onContext(this::pump));
    }

    /**
     * Begins.
     *
     * @param before how far it was; null for a new one, which begins with what is told from now on
     * @param isPaused whether it is to send nothing before {@link #resume}
     */
    void start(@Nullable Standing before, boolean isPaused) {
        paused = isPaused;
        if (before != null) {
            position = before.read();
            left.addAll(before.open());
            refused = subscription().url().toString().equals(before.refused())
                    ? before.refused()
                    : null;
        }
        if (isPaused) {
            LOG.warn(
                    "Webhook {} is paused and receives nothing until it is resumed",
                    subscription());
        }
        if (refused != null) {
            LOG.warn(
                    "Webhook {} answered 410 Gone and receives nothing. Resume it, or give it"
                            + " another url or id",
                    subscription());
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
        courier.close();
    }

    /** Keeps how far it has come for the last time; completes when that is done. */
    Future<Void> keepLast() {
        return progress.end();
    }

    /** Goes on keeping how far it has come. */
    void keepOn() {
        progress.goOn();
    }

    /** Sends nothing more; what is under way may arrive. */
    void pause() {
        paused = true;
    }

    /** Keeps, before {@link #resume}, that 410 Gone counts no longer; completes when that is done. */
    Future<Void> keepUnrefused() {
        unrefused = true;
        return progress.saved();
    }

    /** Keeps 410 Gone after all. */
    void keepRefused() {
        unrefused = false;
        progress.save();
    }

    /** Goes on where it stands, also after 410 Gone. */
    void resume() {
        paused = false;
        refused = null;
        unrefused = false;
        pump();
        readOn();
    }

    Courier courier() {
        return courier;
    }

    private Subscription subscription() {
        return courier.subscription();
    }

    /** How it does. */
    Hook describe(boolean isConfigured) {
        Hook.State state = paused
                ? Hook.State.PAUSED
                : refused == null ? Hook.State.ACTIVE : Hook.State.DISABLED;
        return new Hook(
                subscription(),
                isConfigured,
                state,
                waiting(),
                unread(log.newest()),
                courier.isResting(),
                health);
    }

    /** Events that were read for it and are not settled. */
    int waiting() {
        return queue.size() + left.size();
    }

    private @Nullable Long unread(Position newest) {
        boolean isComparable =
                position.epoch().equals(newest.epoch()) || position.offset() == newest.offset();
        return isComparable ? newest.offset() - position.offset() : null;
    }

    private Standing standing() {
        List<Long> open = Stream.concat(
                        left.stream(),
                        queue.open().stream().map(item -> item.entry().offset()))
                .sorted()
                .toList();
        return new Standing(position, open, unrefused ? null : refused);
    }

    // --- reading ---------------------------------------------------------------------------------

    /** Reads on if there is room. */
    private void readOn() {
        int room = room();
        Long offset = left.peek();
        if (reading || (room <= 0 && offset == null)) {
            return;
        }
        reading = true;
        if (offset != null) {
            Position before = new Position(position.epoch(), offset - 1);
            log.after(before, 1).thenAccept(one -> onContext(() -> foundAgain(offset, one)));
        } else {
            told = false;
            log.after(position, Math.min(PAGE, room))
                    .thenAccept(entries -> onContext(() -> read(entries)));
        }
    }

    private int room() {
        return isHalted() ? 0 : MOST_OPEN - queue.size() - left.size() - progress.unkept();
    }

    /**
     * Whether nothing can be said of what was not found: the log cannot read its file now. While it
     * does not know that itself, what is not found again and again is lost.
     */
    private boolean isLogAway(Optional<List<Entry>> found) {
        misses = found.isPresent() ? 0 : misses + 1;
        if (misses == 0 || (misses >= MOST_MISSES && log.status().up())) {
            misses = 0;
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
        left.poll();
        found.stream()
                .flatMap(List::stream)
                .filter(one -> one.offset() == offset)
                .findFirst()
                .ifPresentOrElse(this::take, () -> forgotten("An event"));
        sendAndReadOn();
    }

    private void read(Optional<List<Entry>> entries) {
        if (isLogAway(entries)) {
            return;
        }
        if (entries.isEmpty()) {
            jumpOverGap();
        } else if (!entries.get().isEmpty()) {
            for (Entry entry : entries.get()) {
                position = entry.position();
                if (subscription().wants(entry)) {
                    take(entry);
                }
            }
        } else if (!told) {
            reading = false;
            return;
        }
        sendAndReadOn();
    }

    /** The log has forgotten what comes next: of each transfer that it knows the newest follows. */
    private void jumpOverGap() {
        forgotten("Everything after offset " + position.offset() + " of epoch " + position.epoch());
        EventLog.Current current = log.current();
        List<Entry> newer = current.newest().stream()
                .filter(entry ->
                        entry.offset() > position.offset() && subscription().wants(entry))
                .toList();
        int room = Math.max(0, room());
        newer.subList(Math.max(0, newer.size() - room), newer.size()).forEach(this::take);
        position = current.at();
    }

    private void take(Entry entry) {
        subscription()
                .format()
                .message(entry)
                .ifPresent(message -> queue.add(new Item(entry, message)));
    }

    private void forgotten(String what) {
        String reason = what + " was deleted from the log before it could be sent. Raise"
                + " limits.log_age_ms and limits.log_entries";
        LOG.error("Webhook {}: {}", subscription(), reason);
        outcomes.accept(DeliveryResult.DEAD);
        progress.bury(new DeadLetter(
                subscription().id(), null, timing.now(), 0, reason + ".", Map.of(), null, null));
    }

    private void sendAndReadOn() {
        reading = false;
        progress.save();
        pump();
        readOn();
    }

    // --- sending ---------------------------------------------------------------------------------

    private boolean isHalted() {
        return stopped || paused || refused != null;
    }

    private void pump() {
        while (!isHalted() && courier.mayCarry(underWay)) {
            Item item = queue.next();
            if (item == null) {
                return;
            }
            attempt(item);
        }
    }

    private void attempt(Item item) {
        underWay++;
        courier.carry(item.message(), id(item))
                .onSuccess(answer -> onContext(() -> {
                    underWay--;
                    answer.ifPresentOrElse(came -> answered(item, came), () -> queue.putBack(item));
                    pump();
                    readOn();
                }));
    }

    private void answered(Item item, Answer answer) {
        item.tried();
        if (answer.isTaken()) {
            outcomes.accept(DeliveryResult.TAKEN);
            health = health.succeeded(timing.now());
            queue.settle(item);
            progress.save();
        } else {
            outcomes.accept(DeliveryResult.FAILED);
            health = health.failed(timing.now(), answer.summary());
            notTaken(item, answer);
        }
    }

    private void notTaken(Item item, Answer answer) {
        LOG.debug(
                "Webhook {} did not accept {}: {}",
                subscription(),
                item.entry().event().id(),
                answer.summary());
        courier.heed(answer, this::pump);
        if (answer.isGone()) {
            refused = subscription().url().toString();
            LOG.warn(
                    "Webhook {} answered 410 Gone and receives nothing from now on",
                    subscription());
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
        outcomes.accept(DeliveryResult.DEAD);
        String reason =
                "Not accepted within " + Item.PATIENCE.toHours() + " hours: " + answer.summary();
        LOG.error("Webhook {}: gave up on {}. {}", subscription(), id(item), reason);
        progress.bury(item.dead(subscription().id(), timing.now(), reason + ".", answer));
        queue.settle(item);
        progress.save();
    }

    private static String id(Item item) {
        return item.entry().event().id();
    }

    private void onContext(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }
}
