package dev.referee.edge;

import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;

import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the log and hands every entry to those who subscribed to it. The log only wakes it; it then
 * reads on from where it stopped, so that nothing piles up between the two. Who was once named as a
 * party of a transfer gets everything that follows, also when a later event names another in that
 * role: the phone that rang first must learn that somebody else picked up.
 *
 * <p>Used on the edge's context only.
 */
final class Hub {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    /** The most transfers in one answer to a subscription: the newest. */
    static final int MAX_SNAPSHOT = 100;

    private static final int FEWEST_TO_PRUNE = 256;

    private final EventLog log;
    private final Context context;
    private final Runnable onLoss;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Map<Topic, Set<Subscription>> byTopic = new HashMap<>();
    /** By transfer: every party that was ever named. */
    private final Map<String, Set<Topic>> named = new HashMap<>();

    private int pruneAt = FEWEST_TO_PRUNE;
    private String epoch;
    private long read;
    private Runnable stopListening = () -> {};

    /** Who gets entries. */
    interface Subscriber {
        /** Takes an entry of the log for the subscriptions with these ids. */
        void deliver(Entry entry, List<String> ids);
    }

    /**
     * One subscription. Two of them are never equal.
     *
     * @param since entries up to this one were told with the answer
     */
    private record Subscription(Subscriber subscriber, String id, Topic topic, long since) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * The answer to a subscription.
     *
     * @param offset up to where it tells; the rest is delivered
     * @param transfers the newest entry of each transfer, oldest first
     * @param missed what has to be delivered now, oldest first
     * @param recovered false when what was missed cannot be told
     * @param end runs to end the subscription
     */
    record Answer(
            long offset,
            List<Entry> transfers,
            List<Entry> missed,
            boolean recovered,
            Runnable end) {}

    /**
     * Creates a hub that reads from the end of the log.
     *
     * @param onLoss runs when the log has forgotten what was not yet delivered
     */
    Hub(EventLog log, Context context, Runnable onLoss) {
        this.log = log;
        this.context = context;
        this.onLoss = onLoss;
        this.epoch = log.epoch();
    }

    void start() {
        stopListening = log.listen(entry -> {
            if (woken.compareAndSet(false, true)) {
                context.runOnContext(nothing -> {
                    woken.set(false);
                    readOn();
                });
            }
        });
        beginAtTheEnd();
    }

    void stop() {
        stopListening.run();
    }

    String epoch() {
        return epoch;
    }

    /** The offset of the newest entry that was delivered. */
    long offset() {
        return read;
    }

    /** How many transfers' parties are remembered: for the test of the bound. */
    int rememberedTransfers() {
        return named.size();
    }

    /**
     * Begins a subscription.
     *
     * @param from where to resume, null to begin now
     * @param room the most missed entries that can be delivered; with more, all count as lost
     */
    Answer subscribe(
            Subscriber subscriber,
            String id,
            Topic topic,
            Request.@Nullable Position from,
            int room) {
        readOn();
        // In this order: what is appended between the two lines is in the second, and counts.
        long newest = log.newestOffset();
        List<Entry> current = log.current();
        long since =
                current.isEmpty() ? newest : Math.max(newest, current.getLast().offset());
        List<Entry> transfers =
                current.stream().filter(entry -> concerns(topic, entry)).toList();
        Optional<List<Entry>> missed = missed(topic, from, since, room);

        Subscription subscription = new Subscription(subscriber, id, topic, since);
        byTopic.computeIfAbsent(topic, key -> new LinkedHashSet<>()).add(subscription);
        return new Answer(
                since,
                transfers.subList(Math.max(0, transfers.size() - MAX_SNAPSHOT), transfers.size()),
                missed.orElse(List.of()),
                missed.isPresent(),
                () -> end(subscription));
    }

    private Optional<List<Entry>> missed(
            Topic topic, Request.@Nullable Position from, long since, int room) {
        if (from == null) {
            return Optional.of(List.of());
        }
        return log.after(from.epoch(), from.offset())
                .map(entries -> entries.stream()
                        .filter(entry -> entry.offset() <= since && concerns(topic, entry))
                        .toList())
                .filter(entries -> entries.size() <= room);
    }

    private void end(Subscription subscription) {
        Set<Subscription> all = byTopic.get(subscription.topic());
        if (all != null && all.remove(subscription) && all.isEmpty()) {
            byTopic.remove(subscription.topic());
        }
    }

    private void readOn() {
        Optional<List<Entry>> entries = log.after(epoch, read);
        if (entries.isEmpty()) {
            LOG.error("The history was lost before it was delivered: all sockets are closed. Raise"
                    + " the size of the history if this happens again");
            beginAtTheEnd();
            onLoss.run();
            return;
        }
        for (Entry entry : entries.get()) {
            read = entry.offset();
            deliver(entry);
        }
    }

    private void deliver(Entry entry) {
        Map<Subscriber, List<String>> ids = new LinkedHashMap<>();
        for (Topic topic : name(entry)) {
            for (Subscription subscription : byTopic.getOrDefault(topic, Set.of())) {
                if (subscription.since() < entry.offset()) {
                    ids.computeIfAbsent(subscription.subscriber(), key -> new ArrayList<>())
                            .add(subscription.id());
                }
            }
        }
        ids.forEach((subscriber, matching) -> {
            // In an order that does not depend on which party stands behind which of them.
            Collections.sort(matching);
            subscriber.deliver(entry, matching);
        });
    }

    private boolean concerns(Topic topic, Entry entry) {
        return Topic.of(entry.event()).contains(topic)
                || named.getOrDefault(entry.event().transfer().id(), Set.of()).contains(topic);
    }

    private Set<Topic> name(Entry entry) {
        if (named.size() >= pruneAt) {
            forgetOldTransfers();
        }
        Set<Topic> topics =
                named.computeIfAbsent(entry.event().transfer().id(), key -> new LinkedHashSet<>());
        topics.addAll(Topic.of(entry.event()));
        return topics;
    }

    /** Keeps what the log keeps. Waits until there are twice as many, to be cheap on average. */
    private void forgetOldTransfers() {
        Set<String> kept = new LinkedHashSet<>();
        log.current().forEach(entry -> kept.add(entry.event().transfer().id()));
        named.keySet().retainAll(kept);
        pruneAt = Math.max(FEWEST_TO_PRUNE, 2 * named.size());
    }

    private void beginAtTheEnd() {
        epoch = log.epoch();
        read = log.newestOffset();
        named.clear();
        log.after(epoch, 0).orElseGet(log::current).forEach(this::name);
    }
}
