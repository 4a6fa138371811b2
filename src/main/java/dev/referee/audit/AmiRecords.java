package dev.referee.audit;

import dev.referee.intake.Tap;
import dev.referee.intake.records.AmiCdr;
import dev.referee.intake.records.AmiCel;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallDetail;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The records that Asterisk tells over AMI while it is connected, until they are taken. Heard on one
 * thread, taken on another.
 */
final class AmiRecords implements Tap {
    /** That wait to be taken. */
    static final int MOST = 50_000;

    private final boolean cel;
    private final @Nullable AmiCdr cdr;
    private final InstantSource clock;
    private final Deque<Heard> waiting = new ArrayDeque<>();

    /** In the order in which it was heard. */
    private sealed interface Heard {
        record Cel(CallRecord record) implements Heard {}

        record Cdr(CallDetail detail) implements Heard {}

        record Lost(Source source, String why) implements Heard {}
    }

    /** Takes what waited, in the order in which it was heard. */
    interface Taker {
        void take(CallRecord record);

        void take(CallDetail detail);

        /**
         * Something here was not heard, or could not be read.
         *
         * @param source CEL or CDR
         * @param why a sentence for an administrator
         */
        void lose(Source source, String why);
    }

    /**
     * Hears nothing yet.
     *
     * @param cel whether CEL is wanted
     * @param zone of Asterisk, for CDRs; null where these are not wanted
     */
    AmiRecords(boolean cel, @Nullable ZoneId zone, InstantSource clock) {
        this.cel = cel;
        this.cdr = zone == null ? null : AmiCdr.live(zone);
        this.clock = clock;
    }

    @Override
    public Scope scope() {
        return Scope.RECORDS;
    }

    @Override
    public void heard(Source source, String raw) {
        if (source != Source.AMI) {
            return;
        }
        try {
            CallRecord record = cel ? AmiCel.read(raw, clock.instant(), "AMI") : null;
            if (record != null) {
                add(new Heard.Cel(record));
            }
        } catch (RecordsException e) {
            add(new Heard.Lost(Source.CEL, String.valueOf(e.getMessage())));
        }
        try {
            CallDetail detail = cdr == null ? null : cdr.read(raw, clock.instant(), "AMI");
            if (detail != null) {
                add(new Heard.Cdr(detail));
            }
        } catch (RecordsException e) {
            add(new Heard.Lost(Source.CDR, String.valueOf(e.getMessage())));
        }
    }

    /** What was told since the last record is missing. */
    synchronized void lose(String why) {
        if (cel) {
            add(new Heard.Lost(Source.CEL, why));
        }
        if (cdr != null) {
            add(new Heard.Lost(Source.CDR, why));
        }
    }

    private synchronized void add(Heard heard) {
        if (waiting.size() == MOST) {
            waiting.clear();
            lose("More than " + MOST + " of them waited.");
        }
        waiting.add(heard);
    }

    /** Hands on all that wait. */
    void take(Taker taker) {
        List<Heard> all;
        synchronized (this) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        for (Heard heard : all) {
            switch (heard) {
                case Heard.Cel(CallRecord record) -> taker.take(record);
                case Heard.Cdr(CallDetail detail) -> taker.take(detail);
                case Heard.Lost(Source source, String why) -> taker.lose(source, why);
            }
        }
    }
}
