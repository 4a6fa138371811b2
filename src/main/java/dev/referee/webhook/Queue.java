package dev.referee.webhook;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is still to be delivered to one receiver, in the order of the log. Of each transfer only the
 * oldest is ever handed out, so that nothing overtakes. For one thread.
 */
final class Queue {
    /** By event id. */
    private final Map<String, Item> open = new LinkedHashMap<>();
    /** By transfer; the first of each is ready, on its way, or waits to be tried again. */
    private final Map<String, Deque<Item>> chains = new HashMap<>();

    private final Deque<Item> ready = new ArrayDeque<>();

    int size() {
        return open.size();
    }

    Collection<Item> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Adds one behind all others; one whose event is here already changes nothing. */
    void add(Item item) {
        if (open.putIfAbsent(item.entry().event().id(), item) != null) {
            return;
        }
        Deque<Item> chain = chains.computeIfAbsent(item.transfer(), id -> new ArrayDeque<>());
        chain.add(item);
        if (chain.size() == 1) {
            ready.add(item);
        }
    }

    /** The next one to try; null when none may be tried now. */
    @Nullable
    Item next() {
        return ready.poll();
    }

    /** One that was handed out may be tried again, behind the others. */
    void again(Item item) {
        ready.add(item);
    }

    /** One that was handed out was not tried. */
    void putBack(Item item) {
        ready.addFirst(item);
    }

    /** One is delivered or given up: the next of its transfer may go. */
    void settle(Item item) {
        open.remove(item.entry().event().id());
        Deque<Item> chain = chains.get(item.transfer());
        if (chain == null || chain.poll() != item) {
            throw new IllegalStateException(
                    "settled out of turn: " + item.entry().event().id());
        }
        Item next = chain.peek();
        if (next == null) {
            chains.remove(item.transfer());
        } else {
            ready.add(next);
        }
    }
}
