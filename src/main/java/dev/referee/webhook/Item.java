package dev.referee.webhook;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.Ledger.DeadLetter;

import java.time.Duration;
import java.time.Instant;

/** An entry on its way to a receiver. */
final class Item {
    /** How long after the event it is tried again. */
    static final Duration PATIENCE = Duration.ofDays(1);

    private final Entry entry;
    private final Message message;
    private int attempts;

    Item(Entry entry, Message message) {
        this.entry = entry;
        this.message = message;
    }

    Entry entry() {
        return entry;
    }

    Message message() {
        return message;
    }

    /** How often it was tried. */
    int attempts() {
        return attempts;
    }

    String transfer() {
        return entry.event().transfer().id();
    }

    void tried() {
        attempts++;
    }

    /** What is kept of it when it is given up. */
    DeadLetter dead(String webhook, Instant at, String reason, Answer last) {
        return new DeadLetter(
                webhook,
                entry.event().id(),
                at,
                attempts,
                reason,
                message.kept(),
                message.body(),
                last.toString());
    }

    /** Whether it is tried no more. */
    boolean isOver(Instant now) {
        return !now.isBefore(entry.event().at().plus(PATIENCE));
    }
}
