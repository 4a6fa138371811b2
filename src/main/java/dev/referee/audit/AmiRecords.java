package dev.referee.audit;

import dev.referee.intake.Tap;
import dev.referee.intake.records.AmiCel;
import dev.referee.intake.records.CelTail;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;

import java.time.InstantSource;
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

    private final InstantSource clock;
    private final Deque<Heard> waiting = new ArrayDeque<>();

    /** In the order in which it was heard. */
    private sealed interface Heard {
        record Told(CallRecord record) implements Heard {}

        record Lost(String why) implements Heard {}
    }

    AmiRecords(InstantSource clock) {
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
            CallRecord record = AmiCel.read(raw, clock.instant(), "AMI");
            if (record != null) {
                add(new Heard.Told(record));
            }
        } catch (RecordsException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    /** What was told since the last record is missing. */
    void lose(String why) {
        add(new Heard.Lost(why));
    }

    private synchronized void add(Heard heard) {
        if (waiting.size() == MOST) {
            waiting.clear();
            waiting.add(new Heard.Lost("More than " + MOST + " of them waited."));
        }
        waiting.add(heard);
    }

    /** Hands on all that wait. */
    void take(CelTail.Taker taker) {
        List<Heard> all;
        synchronized (this) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        for (Heard heard : all) {
            switch (heard) {
                case Heard.Told(CallRecord record) -> taker.take(record);
                case Heard.Lost(String why) -> taker.lose(why);
            }
        }
    }
}
