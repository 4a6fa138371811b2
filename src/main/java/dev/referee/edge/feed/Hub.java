package dev.referee.edge.feed;

import dev.referee.edge.access.Topic;
import dev.referee.edge.access.Visibility;
import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;

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
import java.util.function.Consumer;

/**
 * Reads the log and hands every entry to those who subscribed to it. The log only wakes it; it then
 * reads on from where it stopped, so that nothing piles up between the two.
 *
 * <p>Used on the edge's context only.
 */
public final class Hub {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    /** The most transfers in one answer to a subscription: the newest. */
    public static final int MAX_SNAPSHOT = 100;

    private static final int PAGE = 1_000;

    private final EventLog log;
    private final Context context;
    private final Runnable onLoss;
    private final Visibility visibility = new Visibility();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final Map<Topic, Set<HubSubscription>> byTopic = new HashMap<>();
    private Position read;
    private boolean reading;
    private Runnable stopListening = () -> {};

    /** Who gets entries. */
    public interface Subscriber {
        /** The history goes on under a new name from this position. */
        void renamed(Position position);

        /** Takes an entry of the log for the subscriptions with these ids. */
        void deliver(Entry entry, List<String> ids);
    }

    /**
     * The answer to a subscription. Everything that comes after it is delivered.
     *
     * @param offset up to where it tells
     * @param transfers the newest entry of each transfer, oldest first
     * @param missed what has to be delivered now, oldest first
     * @param recovered false when what was missed cannot be told
     */
    public record Answer(
            long offset, List<Entry> transfers, List<Entry> missed, boolean recovered) {}

    /** One subscription. */
    private static final class HubSubscription {
        final Subscriber subscriber;
        final String id;
        final Topic topic;

        /** Entries up to this one are told with the answer. */
        final long since;

        private final List<Entry> transfers;
        private final int room;
        private final Consumer<Answer> onAnswer;

        /** What has come while the answer is not ready; null when it needs none any more. */
        private @Nullable List<Entry> held = new ArrayList<>();

        HubSubscription(
                Subscriber subscriber,
                String id,
                Topic topic,
                EventLog.Current current,
                int room,
                Consumer<Answer> onAnswer) {
            this.subscriber = subscriber;
            this.id = id;
            this.topic = topic;
            this.since = current.at().offset();
            List<Entry> all = current.newest();
            this.transfers = all.subList(Math.max(0, all.size() - MAX_SNAPSHOT), all.size());
            this.room = room;
            this.onAnswer = onAnswer;
        }

        /** Answers, unless it was answered or has ended before, and lets go what was held. */
        void answer(Optional<List<Entry>> missed) {
            List<Entry> waiting = held;
            if (waiting == null) {
                return;
            }
            held = null;
            onAnswer.accept(
                    new Answer(since, transfers, missed.orElse(List.of()), missed.isPresent()));
            waiting.forEach(entry -> subscriber.deliver(entry, List.of(id)));
        }

        /** Holds an entry back until the answer is given. Whether that is needed. */
        boolean hold(Entry entry) {
            if (held == null) {
                return false;
            }
            held.add(entry);
            if (held.size() > room) {
                // More has come meanwhile than can be sent with what was missed.
                answer(Optional.empty());
            }
            return true;
        }

        void end() {
            held = null;
        }
    }

    /**
     * Creates a hub that reads from the end of the log.
     *
     * @param onLoss runs when the log has forgotten what was not yet delivered
     */
    public Hub(EventLog log, Context context, Runnable onLoss) {
        this.log = log;
        this.context = context;
        this.onLoss = onLoss;
        this.read = log.newest();
    }

    public void start() {
        stopListening = log.listen(entry -> {
            if (woken.compareAndSet(false, true)) {
                context.runOnContext(nothing -> {
                    woken.set(false);
                    readOn();
                });
            }
        });
        read = log.newest();
    }

    public void stop() {
        stopListening.run();
    }

    /** The position of the newest entry that was delivered. */
    public Position position() {
        return read;
    }

    /** What of an entry is seen by whom. */
    public Visibility visibility() {
        return visibility;
    }

    /** How all transfers stand now: what was not yet delivered is in it. */
    public EventLog.Current current() {
        return log.current();
    }

    /** Begins to tell somebody when the history gets a new name. */
    public void join(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    /** Tells it no longer. */
    public void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /**
     * Begins a subscription.
     *
     * @param from where to resume, null to begin now
     * @param room the most missed entries that can be delivered; with more, all count as lost
     * @param onAnswer takes the answer, perhaps before this returns
     * @return runs to end the subscription, also before it is answered
     */
    public Runnable subscribe(
            Subscriber subscriber,
            String id,
            Topic topic,
            @Nullable Position from,
            int room,
            Consumer<Answer> onAnswer) {
        HubSubscription subscription =
                new HubSubscription(subscriber, id, topic, current(topic), room, onAnswer);
        byTopic.computeIfAbsent(topic, key -> new LinkedHashSet<>()).add(subscription);
        new Resumption(log, context, topic, subscription.since, room, subscription::answer)
                .from(from);
        return () -> end(subscription);
    }

    private EventLog.Current current(Topic topic) {
        return switch (topic) {
            case Topic.Leg(String uniqueid) -> log.currentOfLeg(uniqueid);
            case Topic.Endpoint(String name) -> log.currentOfEndpoint(name);
            case Topic.Everything all -> log.current();
        };
    }

    private void end(HubSubscription subscription) {
        subscription.end();
        Set<HubSubscription> all = byTopic.get(subscription.topic);
        if (all != null && all.remove(subscription) && all.isEmpty()) {
            byTopic.remove(subscription.topic);
        }
    }

    private void readOn() {
        if (reading) {
            return;
        }
        reading = true;
        OnContext.tell(context, log.after(read, PAGE), this::readOn);
    }

    private void readOn(Optional<List<Entry>> entries) {
        reading = false;
        if (entries.isEmpty()) {
            LOG.error("The history was lost before it was delivered: all sockets are closed. Raise"
                    + " the size of the history if this happens again");
            read = log.newest();
            onLoss.run();
            return;
        }
        for (Entry entry : entries.get()) {
            if (!entry.position().epoch().equals(read.epoch())) {
                Position renamed = new Position(entry.position().epoch(), read.offset());
                List.copyOf(subscribers).forEach(subscriber -> subscriber.renamed(renamed));
            }
            read = entry.position();
            deliver(entry);
        }
        if (!entries.get().isEmpty()) {
            readOn();
        }
    }

    private void deliver(Entry entry) {
        Map<Subscriber, List<String>> ids = new LinkedHashMap<>();
        for (Topic topic : Topic.of(entry.parties())) {
            for (HubSubscription subscription : byTopic.getOrDefault(topic, Set.of())) {
                if (subscription.since < entry.offset() && !subscription.hold(entry)) {
                    ids.computeIfAbsent(subscription.subscriber, key -> new ArrayList<>())
                            .add(subscription.id);
                }
            }
        }
        ids.forEach((subscriber, matching) -> {
            // In an order that does not depend on which party stands behind which of them.
            Collections.sort(matching);
            subscriber.deliver(entry, matching);
        });
    }
}
