package dev.referee.edge.access;

import dev.referee.edge.access.LegResolver.Found;
import dev.referee.log.DialogBook;
import dev.referee.model.Dialog;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Admits only clients that know a dialog's secrets, as {@link LegResolver} compares them. A stranger
 * learns nothing from the answer or its time: a wrong tag and an unknown dialog both wait equally
 * long for a dialog that matches. Used on the edge's context only.
 */
final class DialogAuthorizer {
    private final Vertx vertx;
    private final Context context;
    private final DialogBook book;
    private final LegResolver resolver;
    private final Duration wait;
    private final Map<String, Set<Visit>> waiting = new HashMap<>();
    private Runnable stopListening = () -> {};

    DialogAuthorizer(
            Vertx vertx, Context context, DialogBook book, LegResolver resolver, Duration wait) {
        this.vertx = vertx;
        this.context = context;
        this.book = book;
        this.resolver = resolver;
        this.wait = wait;
    }

    /** Starts to listen for new dialogs. */
    void open() {
        stopListening = book.listen(dialog -> context.runOnContext(nothing -> ask(dialog)));
    }

    /** Stops listening. Clients that still wait get their answer when the time is over. */
    void shut() {
        stopListening.run();
    }

    /** The leg with such a dialog. */
    Optional<Found> leg(Dialog claimed) {
        return resolver.find(claimed);
    }

    /**
     * Waits until the dialog is known or the time is over. Never answers before this method returns.
     *
     * @param answer receives its leg, or empty if it is not known
     * @return ends the wait without an answer
     */
    Runnable await(Dialog claimed, Consumer<Optional<Found>> answer) {
        Visit visit = new Visit(claimed, resolver.keys(claimed), answer);
        visit.timer =
                vertx.setTimer(Math.max(1, wait.toMillis()), timer -> end(visit, Optional.empty()));
        visit.keys.forEach(key ->
                waiting.computeIfAbsent(key, same -> new LinkedHashSet<>()).add(visit));
        return () -> leave(visit);
    }

    private void ask(Dialog learned) {
        if (waiting.isEmpty()) {
            return;
        }
        Set<Visit> concerned = new LinkedHashSet<>();
        resolver.keys(learned)
                .forEach(key -> concerned.addAll(waiting.getOrDefault(key, Set.of())));
        for (Visit visit : concerned) {
            Optional<Found> leg = leg(visit.claimed);
            if (leg.isPresent()) {
                end(visit, leg);
            }
        }
    }

    private void end(Visit visit, Optional<Found> leg) {
        if (leave(visit)) {
            visit.answer.accept(leg);
        }
    }

    /** False if it had left before. */
    private boolean leave(Visit visit) {
        vertx.cancelTimer(visit.timer);
        boolean waited = false;
        for (String key : visit.keys) {
            Set<Visit> visits = waiting.get(key);
            if (visits != null && visits.remove(visit)) {
                waited = true;
                if (visits.isEmpty()) {
                    waiting.remove(key);
                }
            }
        }
        return waited;
    }

    /** Number of keys that clients wait for: 0 if no client waits. */
    int keys() {
        return waiting.size();
    }

    private static final class Visit {
        private final Dialog claimed;
        private final Set<String> keys;
        private final Consumer<Optional<Found>> answer;
        private long timer;

        Visit(Dialog claimed, Set<String> keys, Consumer<Optional<Found>> answer) {
            this.claimed = claimed;
            this.keys = keys;
            this.answer = answer;
        }
    }
}
