package dev.referee.intake.ari;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.referee.model.Channel;
import dev.referee.model.Fact;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at a transferee shortly after its transfer: the first application of one that was itself
 * dialled is in no event but its variables, and an application that sets none would stay unknown
 * (seen on 22.10.1). A channel that has gone meanwhile is not told again. On one Vert.x context.
 */
final class TransfereeReads {
    private final Vertx vertx;
    private final AriLimits limits;
    private final Function<String, Future<JsonNode>> read;
    private final Consumer<String> told;
    private final Map<String, Long> watched = new HashMap<>();
    private long watches;

    /**
     * @param read reads a channel by its id
     * @param told takes the event that says what was read
     */
    TransfereeReads(
            Vertx vertx,
            AriLimits limits,
            Function<String, Future<JsonNode>> read,
            Consumer<String> told) {
        this.vertx = vertx;
        this.limits = limits;
        this.read = read;
        this.told = told;
    }

    /** Reads what a fact that was just told raises questions about. */
    void readAfter(Fact fact) {
        if (fact instanceof Fact.BlindTransferred transfer) {
            watch(transfer.transferee());
        } else if (fact instanceof Fact.AttendedTransferred transfer) {
            watch(transfer.transferee());
        } else if (fact instanceof Fact.ChannelGone gone) {
            watched.remove(gone.channel().uniqueid());
        }
    }

    /** Forgets all: the connection is gone. */
    void clear() {
        watched.clear();
    }

    private void watch(@Nullable Channel transferee) {
        if (transferee == null || watched.size() >= limits.pendingReads()) {
            return;
        }
        String id = transferee.uniqueid();
        long watch = ++watches;
        watched.put(id, watch);
        Duration last = limits.transfereeReads().getLast();
        for (Duration after : limits.transfereeReads()) {
            vertx.setTimer(after.toMillis(), timer -> look(id, watch, after.equals(last)));
        }
    }

    /** Whether this watch is still the channel's, and was not ended or followed by another. */
    private boolean isWatched(String id, long watch) {
        Long current = watched.get(id);
        return current != null && current == watch;
    }

    private void look(String id, long watch, boolean last) {
        if (!isWatched(id, watch)) {
            return;
        }
        read.apply(id).onComplete(answer -> {
            if (!isWatched(id, watch)) {
                return;
            }
            if (last) {
                watched.remove(id);
            }
            if (answer.succeeded()) {
                ObjectNode event = AriFacts.JSON.createObjectNode();
                event.put("type", "RefereeChannelRead");
                event.set("channel", answer.result());
                told.accept(event.toString());
            }
        });
    }
}
