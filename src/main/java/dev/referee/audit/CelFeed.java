package dev.referee.audit;

import dev.referee.intake.SourceStatus;
import dev.referee.intake.records.CelTail;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;
import dev.referee.reconcile.Reconciliation;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** CEL on its way into the comparison, from its file or off AMI. For the audit's thread. */
final class CelFeed implements CelTail.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(CelFeed.class);

    private final String pbx;
    private final @Nullable Path file;
    private final @Nullable CelTail tail;
    private final Reconciliation reconciliation;
    private final Condition condition;
    private @Nullable Instant newest;
    /** Why the newest of what was read is none; null where it is a record. */
    private @Nullable String trouble;
    /** Since it was last told of in Referee's own log. */
    private long lost;

    /**
     * @param file null where AMI tells it
     */
    CelFeed(String pbx, @Nullable Path file, Reconciliation reconciliation) {
        this.pbx = pbx;
        this.file = file;
        this.tail = file == null ? null : new CelTail(file);
        this.reconciliation = reconciliation;
        this.condition = new Condition(
                pbx,
                Source.CEL,
                file == null
                        ? "Nothing heard yet over AMI: cel.conf needs [manager] enabled = yes."
                        : "Not read yet: " + file + ".");
    }

    /** Reads on, where there is a file. Returns whether there is more to read now. */
    boolean read() {
        try {
            boolean more = tail != null && tail.read(this);
            if (!more && trouble != null) {
                condition.tell(false, "Records are passed over: " + trouble, newest);
            } else if (!more && (tail != null || newest != null)) {
                condition.tell(true, tail == null ? "Hears AMI." : "Reads " + file + ".", newest);
            }
            return more;
        } catch (RecordsException e) {
            condition.tell(false, String.valueOf(e.getMessage()), newest);
            return false;
        }
    }

    @Override
    public void take(CallRecord record) {
        newest = record.at();
        trouble = null;
        reconciliation.record(record);
    }

    @Override
    public void lose(String why) {
        if (lost++ == 0) {
            LOG.warn("{}: records are passed over: {}", pbx, why);
        }
        trouble = why;
        reconciliation.lose();
    }

    /** Says in Referee's own log how many more were lost. */
    void tellLost() {
        if (lost > 1) {
            LOG.warn("{}: {} more records were passed over", pbx, lost - 1);
        }
        lost = 0;
    }

    /** How the reading goes. For any thread. */
    SourceStatus status() {
        return condition.now();
    }

    void close() {
        try {
            if (tail != null) {
                tail.close();
            }
        } catch (IOException e) {
            LOG.debug("{} could not be closed in order", file, e);
        }
    }
}
