package dev.referee.webhook;

import dev.referee.log.Ledger;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.Standing;

import io.vertx.core.Context;

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

    private final String carrier;
    private final Ledger ledger;
    private final Context context;
    private final Timing timing;
    private final Supplier<Standing> standing;
    private final List<DeadLetter> dead = new ArrayList<>();
    private boolean saving;
    private boolean changed;

    /**
     * Creates one.
     *
     * @param standing how far it is now
     */
    Progress(
            String carrier,
            Ledger ledger,
            Context context,
            Timing timing,
            Supplier<Standing> standing) {
        this.carrier = carrier;
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
        if (saving) {
            return;
        }
        saving = true;
        changed = false;
        int letters = dead.size();
        ledger.save(carrier, standing.get(), List.copyOf(dead))
                .thenAccept(kept -> context.runOnContext(nothing -> saved(kept, letters)));
    }

    private void saved(boolean kept, int letters) {
        if (!kept) {
            timing.after(RETRY, () -> {
                saving = false;
                save();
            });
            return;
        }
        dead.subList(0, letters).clear();
        saving = false;
        if (changed) {
            save();
        }
    }
}
