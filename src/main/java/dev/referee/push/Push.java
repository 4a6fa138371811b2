package dev.referee.push;

import dev.referee.intake.Notifier;
import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.model.EndpointPattern;

import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends each end that the log tells, one NOTIFY after the other. It begins with what is told from
 * its start on and never sends one again, so that a phone is told once or not at all: whoever has
 * to learn everything subscribes to the socket.
 *
 * <p>Counts may be asked for by any thread; all else happens on the context, but for the log's
 * telling.
 */
public final class Push {
    /** The package of the NOTIFYs' Event header. */
    static final String EVENT = "referee";

    /** The most NOTIFYs that wait, with the one that is being sent. */
    static final int MOST_WAITING = 1_000;

    /** After that long nobody waits for the end any more, and it is not sent. */
    static final Duration FRESH = Duration.ofSeconds(10);

    /** Between two NOTIFYs: a hundred in a second are no burden for Asterisk. */
    private static final Duration PACE = Duration.ofMillis(10);

    /** Before it is tried again whether the PBX is back. */
    private static final Duration AWAY_PAUSE = Duration.ofMillis(250);

    private final EventLog log;
    private final Context context;
    private final List<EndpointPattern> receivers;
    private final Notifier notifier;
    private final InstantSource clock;
    private final Map<Fate, Long> counts = new ConcurrentHashMap<>();

    private final Deque<Notice> waiting = new ArrayDeque<>(); // guarded by itself
    private boolean sending; // guarded by waiting
    private Runnable stopListening = () -> {};

    /**
     * Creates one that does nothing yet.
     *
     * @param context on which it sends, and the notifier answers
     * @param receivers whose phones are sent something
     * @param clock the one by which ends are concluded
     */
    public Push(
            EventLog log,
            Context context,
            List<EndpointPattern> receivers,
            Notifier notifier,
            InstantSource clock) {
        this.log = log;
        this.context = context;
        this.receivers = List.copyOf(receivers);
        this.notifier = notifier;
        this.clock = clock;
    }

    /** Begins: what the log tells from now on is sent. */
    public void start() {
        stopListening = log.listen(this::told);
    }

    /** Ends; what waits is not sent. */
    public void stop() {
        stopListening.run();
        synchronized (waiting) {
            waiting.clear();
        }
    }

    /** How many NOTIFYs have met this fate so far. */
    public long count(Fate fate) {
        return counts.getOrDefault(fate, 0L);
    }

    private void met(Fate fate) {
        counts.merge(fate, 1L, Long::sum);
    }

    private void told(Entry entry) {
        List<Notice> notices = Notice.of(entry.event()).stream()
                .filter(notice -> receivers.stream()
                        .anyMatch(receiver -> receiver.matches(notice.endpoint())))
                .toList();
        synchronized (waiting) {
            for (Notice notice : notices) {
                if (waiting.size() < MOST_WAITING) {
                    waiting.add(notice);
                } else {
                    met(Fate.DROPPED);
                }
            }
            if (sending || waiting.isEmpty()) {
                return;
            }
            sending = true;
        }
        context.runOnContext(nothing -> sendNext());
    }

    private void sendNext() {
        Notice next = next();
        if (next == null) {
            return;
        }
        notifier.send(next.endpoint(), EVENT, Form.TYPE, next.content()).onSuccess(this::answered);
    }

    /** The next one that is worth sending; null, and the sending is over, when there is none. */
    private @Nullable Notice next() {
        synchronized (waiting) {
            Notice next = waiting.peek();
            while (next != null && next.at().plus(FRESH).isBefore(clock.instant())) {
                met(Fate.LATE);
                waiting.remove();
                next = waiting.peek();
            }
            sending = next != null;
            return next;
        }
    }

    private void answered(Notifier.Answer answer) {
        switch (answer) {
            case SENT -> goOnAfter(Fate.SENT);
            case FAILED -> goOnAfter(Fate.FAILED);
            case AWAY -> goOnIn(AWAY_PAUSE);
        }
    }

    private void goOnAfter(Fate fate) {
        met(fate);
        synchronized (waiting) {
            waiting.poll();
        }
        goOnIn(PACE);
    }

    private void goOnIn(Duration pause) {
        context.owner().setTimer(pause.toMillis(), fired -> sendNext());
    }
}
