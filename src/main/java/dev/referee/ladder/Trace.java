package dev.referee.ladder;

import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** A transfer whose ladder is drawn: while it is under way, and for a while after. */
final class Trace {
    final Instant since;
    /** Channels and dialogs that are drawn. */
    final Set<Strand> strands = new LinkedHashSet<>();

    TransferEvent last;

    @Nullable
    Mark end;

    boolean isTruncated;
    private boolean hasChanged = true;

    Trace(TransferEvent first) {
        this.last = first;
        this.since = first.at();
    }

    String id() {
        return last.transfer().id();
    }

    void change() {
        hasChanged = true;
    }

    boolean hasChanged() {
        return hasChanged;
    }

    void isStored() {
        hasChanged = false;
    }

    /**
     * Draws this one too.
     *
     * @param most the most channels and dialogs; one more is left out
     */
    void draw(Strand strand, int most) {
        if (strands.contains(strand)) {
            return;
        }
        if (strands.size() >= most) {
            isTruncated = true;
            return;
        }
        strands.add(strand);
        strand.traces.add(this);
        hasChanged = true;
    }
}
