package dev.referee.edge.access;

import dev.referee.log.DialogBook;
import dev.referee.model.Dialog;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets only those in who know a dialog's Call-ID and both tags. A stranger learns nothing from the
 * answer nor from its time: a wrong tag and an unknown dialog both wait as long for a dialog that
 * would fit. Used on the edge's context only.
 */
final class DialogGate {
    private final Vertx vertx;
    private final Context context;
    private final DialogBook book;
    private final Duration wait;
    private final Map<String, Set<Visit>> waiting = new HashMap<>();
    private Runnable stopListening = () -> {};

    DialogGate(Vertx vertx, Context context, DialogBook book, Duration wait) {
        this.vertx = vertx;
        this.context = context;
        this.book = book;
        this.wait = wait;
    }

    /** Begins to hear what the book learns. */
    void open() {
        stopListening =
                book.listen(dialog -> context.runOnContext(nothing -> ask(dialog.callId())));
    }

    /** Hears it no longer. Who still waits is answered when the time is over. */
    void shut() {
        stopListening.run();
    }

    /** The uniqueid of the leg with such a dialog, with both tags. */
    Optional<String> leg(Dialog claimed) {
        byte[] tags = tags(claimed);
        Optional<String> leg = Optional.empty();
        for (Map.Entry<String, Dialog> known : book.find(claimed.callId()).entrySet()) {
            // Both at once and in constant time: the time must not tell how much was right.
            if (MessageDigest.isEqual(tags(known.getValue()), tags)) {
                leg = Optional.of(known.getKey());
            }
        }
        return leg;
    }

    /**
     * Waits until the dialog is known, or until the time is over. Never answers before it returns.
     *
     * @param answer takes the uniqueid of its leg, or empty when it is not known
     * @return runs to wait no longer, without an answer
     */
    Runnable await(Dialog claimed, Consumer<Optional<String>> answer) {
        Visit visit = new Visit(claimed, answer);
        visit.timer =
                vertx.setTimer(Math.max(1, wait.toMillis()), timer -> end(visit, Optional.empty()));
        waiting.computeIfAbsent(claimed.callId(), callId -> new LinkedHashSet<>())
                .add(visit);
        return () -> leave(visit);
    }

    private void ask(String callId) {
        for (Visit visit : List.copyOf(waiting.getOrDefault(callId, Set.of()))) {
            Optional<String> leg = leg(visit.claimed);
            if (leg.isPresent()) {
                end(visit, leg);
            }
        }
    }

    private void end(Visit visit, Optional<String> leg) {
        if (leave(visit)) {
            visit.answer.accept(leg);
        }
    }

    /** False when it had left before. */
    private boolean leave(Visit visit) {
        vertx.cancelTimer(visit.timer);
        Set<Visit> visits = waiting.get(visit.claimed.callId());
        if (visits == null || !visits.remove(visit)) {
            return false;
        }
        if (visits.isEmpty()) {
            waiting.remove(visit.claimed.callId());
        }
        return true;
    }

    private static byte[] tags(Dialog dialog) {
        return (dialog.localTag() + '\0' + dialog.remoteTag()).getBytes(StandardCharsets.UTF_8);
    }

    private static final class Visit {
        private final Dialog claimed;
        private final Consumer<Optional<String>> answer;
        private long timer;

        Visit(Dialog claimed, Consumer<Optional<String>> answer) {
            this.claimed = claimed;
            this.answer = answer;
        }
    }
}
