package dev.referee.audit;

import dev.referee.intake.records.CdrSource;
import dev.referee.reconcile.Tolerance;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Where Asterisk's own records are, and how they are read.
 *
 * @param cel null where none is read
 * @param cdr null where none are read
 * @param interval how often it is looked whether there is something new
 * @param memory how long reports are held for comparison, at least a minute
 * @param reconnect how long an end that nobody sees may wait for a source to come back
 */
public record AuditSettings(
        @Nullable Cel cel,
        @Nullable Cdr cdr,
        Duration interval,
        Duration memory,
        Duration reconnect) {
    /**
     * Where CEL comes from.
     *
     * @param file the one that cel_custom writes; null where AMI tells it
     */
    public record Cel(@Nullable Path file) {}

    /**
     * Where CDRs come from.
     *
     * @param kept where Asterisk keeps them; null where they are heard alone
     * @param zone by which their times are written there
     * @param overAmi the zone by which they come over AMI; null where they are not heard there
     * @param interval how often all are compared
     */
    public record Cdr(
            @Nullable CdrSource kept, ZoneId zone, @Nullable ZoneId overAmi, Duration interval) {}

    /** How long a report may take here, and how far clocks may be apart. */
    Tolerance tolerance() {
        Duration patience = Tolerance.DEFAULT.patience();
        Duration longest = reconnect.plus(Audit.HOLD.multipliedBy(3));
        return new Tolerance(
                Tolerance.DEFAULT.skew(), longest.compareTo(patience) > 0 ? longest : patience);
    }

    boolean isCelOverAmi() {
        return cel != null && cel.file() == null;
    }

    boolean isCdrOverAmi() {
        return cdr != null && cdr.overAmi() != null;
    }
}
