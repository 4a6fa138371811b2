package dev.referee.audit;

import dev.referee.intake.SourceStatus;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;

/**
 * How the reading of one kind of records goes. Warns of each trouble once; again only when it comes
 * back after it was over. Told by one thread, asked by any.
 */
final class Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

    private final String pbx;
    private final Source source;
    private volatile SourceStatus status;

    /**
     * Begins as not up.
     *
     * @param why a sentence for an administrator
     */
    Condition(String pbx, Source source, String why) {
        this.pbx = pbx;
        this.source = source;
        this.status = new SourceStatus(source, false, why);
    }

    /**
     * They are read now, or cannot be.
     *
     * @param detail a sentence for an administrator
     * @param newest the time of the newest of them; null where none is known
     */
    void tell(boolean up, String detail, @Nullable Instant newest) {
        SourceStatus before = status;
        status = new SourceStatus(source, up, detail, newest);
        if (before.up() == up && before.detail().equals(detail)) {
            return;
        }
        if (up) {
            LOG.info("{}: {} of Asterisk's: {}", pbx, source, detail);
        } else {
            LOG.warn("{}: {} of Asterisk's cannot be read: {}", pbx, source, detail);
        }
    }

    SourceStatus now() {
        return status;
    }
}
