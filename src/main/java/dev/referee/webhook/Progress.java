package dev.referee.webhook;

import dev.referee.log.Ledger;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.Standing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps in the ledger how far one receiver has come, one write after the other: what changes while
 * one is under way goes into the next. For one context.
 */
final class Progress {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String webhook;
    private final Ledger ledger;
    private final Context context;
    private final Timing timing;
    private final Supplier<Standing> standing;
    private final List<DeadLetter> dead = new ArrayList<>();
    private boolean saving;
    private boolean changed;
    private boolean ending;
    private boolean ended;
    /** Those who are told when all that has changed so far is kept. */
    private final List<Promise<Void>> waiting = new ArrayList<>();

    /**
     * Creates one.
     *
     * @param standing how far it is now
     */
    Progress(
            String webhook,
            Ledger ledger,
            Context context,
            Timing timing,
            Supplier<Standing> standing) {
        this.webhook = webhook;
        this.ledger = ledger;
        this.context = context;
        this.timing = timing;
        this.standing = standing;
    }

    /** How many dead letters are not kept yet. */
    int unkept() {
        return dead.size();
    }

    /** Keeps this one with the next write. */
    void bury(DeadLetter letter) {
        dead.add(letter);
    }

    /** Something has changed. */
    void save() {
        changed = true;
        write();
    }

    /** The same for whoever must know when that is kept. */
    Future<Void> saved() {
        Promise<Void> kept = Promise.promise();
        waiting.add(kept);
        save();
        return kept.future();
    }

    private void write() {
        if (saving || ended) {
            return;
        }
        saving = true;
        changed = false;
        int letters = dead.size();
        List<Promise<Void>> covered = List.copyOf(waiting);
        ledger.save(webhook, standing.get(), List.copyOf(dead))
                .thenAccept(
                        kept -> context.runOnContext(nothing -> written(kept, letters, covered)));
    }

    private void written(boolean kept, int letters, List<Promise<Void>> covered) {
        if (!kept) {
            timing.after(RETRY, () -> {
                saving = false;
                write();
            });
            return;
        }
        dead.subList(0, letters).clear();
        waiting.subList(0, covered.size()).clear();
        covered.forEach(Promise::tryComplete);
        saving = false;
        if (changed) {
            write();
        }
    }

    /**
     * Keeps what there is, and nothing more: the receiver is to be forgotten.
     *
     * @return when nothing follows any more
     */
    Future<Void> end() {
        ending = true;
        return saved().onSuccess(kept -> ended = ending);
    }

    /** It is not forgotten after all. */
    void goOn() {
        ending = false;
        ended = false;
        save();
    }
}
