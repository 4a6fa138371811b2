package dev.referee.audit;

import dev.referee.intake.records.CdrSource;
import dev.referee.intake.records.Records;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallDetail;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads CDRs from where they are kept, once, some at a time. Blocks; for the thread that reads. */
final class CdrPortions {
    private static final Logger LOG = LoggerFactory.getLogger(CdrPortions.class);
    private static final int AT_A_TIME = 2_000;

    /** Zones are apart by a quarter of an hour or more, clocks by less. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final CdrSource source;
    private final ZoneId zone;
    private final Instant from;
    private final InstantSource clock;
    private @Nullable Records<CallDetail> records;

    /**
     * Opens nothing yet.
     *
     * @param from what began before need not be read
     */
    CdrPortions(CdrSource source, ZoneId zone, Instant from, InstantSource clock) {
        this.source = source;
        this.zone = zone;
        this.from = from;
        this.clock = clock;
    }

    /**
     * What was read at a time.
     *
     * @param more whether that was not all
     * @param failure why the rest cannot be had; null where nothing failed
     */
    record Portion(
            List<CallDetail> details,
            boolean more,
            @Nullable String failure) {}

    /** Whether a record cannot be of this zone. */
    static boolean isAhead(CallDetail detail, Instant now) {
        return detail.end().minus(AHEAD).isAfter(now);
    }

    /** Reads on. After the last portion, and after a failure, all is closed. */
    Portion next() {
        try {
            Records<CallDetail> open = records == null ? source.open(zone, from) : records;
            records = open;
            List<CallDetail> details = new ArrayList<>();
            while (details.size() < AT_A_TIME) {
                CallDetail next = open.next();
                if (next == null) {
                    close();
                    return new Portion(details, false, null);
                }
                if (isAhead(next, clock.instant())) {
                    return failed(source.name()
                            + ": a CDR is from the future. Is reconcile.cdr_zone right?");
                }
                details.add(next);
            }
            return new Portion(details, true, null);
        } catch (RecordsException | RuntimeException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Portion failed(String why) {
        close();
        return new Portion(List.of(), false, why);
    }

    /** Leaves off. */
    void close() {
        Records<CallDetail> open = records;
        records = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("{} was not left in order", source.name(), e);
        }
    }
}
