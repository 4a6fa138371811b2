package dev.referee.audit;

import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.intake.records.CelTail;
import dev.referee.intake.records.RecordsException;
import dev.referee.log.EventLog;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.LateEnds;
import dev.referee.reconcile.Proof;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;
import dev.referee.reconcile.TooManyException;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Follows one Asterisk's records. To be deployed as a worker, because it blocks while it reads; the
 * public methods may be called by any thread, before that too.
 */
public final class Audit extends VerticleBase {
    /** How long an end that nobody saw waits for its record. */
    static final Duration HOLD = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final Duration BETWEEN_COMPARISONS = Duration.ofSeconds(2);
    private static final int MOST_HELD = 10_000;

    private final String pbx;
    private final AuditSettings settings;
    private final EventLog log;
    private final History history;
    private final InstantSource clock;
    private final @Nullable CelTail tail;
    private final @Nullable AmiRecords ami;
    private final Findings findings = new Findings();
    private final Absence absence;
    private final Reconciliation reconciliation =
            new Reconciliation(Tolerance.DEFAULT, new Heard());
    private final List<Held> held = new ArrayList<>();
    private final AtomicLong told = new AtomicLong();
    private volatile Consumer<TransferEvent> late = event -> {};
    private volatile SourceStatus status;
    private volatile boolean deployed;
    private Runnable stopListening = () -> {};
    private Instant comparedAt = Instant.MIN;
    private @Nullable Instant newest;
    /** Since it was last told of in Referee's own log. */
    private int found;

    /** Why the newest of what was read is none; null where it is a record. */
    private @Nullable String trouble;
    /** Since it was last told of in Referee's own log. */
    private long lost;

    private boolean stopped;

    /**
     * Creates one that does nothing yet.
     *
     * @param pbx its name
     * @param log hears what is reported from now on
     * @param clock the one by which it is reported
     */
    public Audit(
            String pbx,
            AuditSettings settings,
            EventLog log,
            History history,
            InstantSource clock) {
        this.pbx = pbx;
        this.settings = settings;
        this.log = log;
        this.history = history;
        this.clock = clock;
        this.absence = new Absence(clock.instant(), Tolerance.DEFAULT.skew());
        Path file = settings.cel();
        this.tail = file == null ? null : new CelTail(file);
        this.ami = file == null ? new AmiRecords(clock) : null;
        this.status = new SourceStatus(
                Source.CEL,
                false,
                file == null
                        ? "Nothing heard yet over AMI: cel.conf needs [manager] enabled = yes."
                        : "Not read yet: " + file + ".",
                null);
    }

    /** Who takes the events that are told late, on any thread; nobody until this is called. */
    public void tellLate(Consumer<TransferEvent> taker) {
        late = taker;
    }

    /** Hears AMI, where the records come from there; else it hears nothing. */
    public Tap tap() {
        return ami == null ? Tap.NONE : ami;
    }

    /** AMI was lost, and with it what is written down until it is back. */
    public void lost() {
        if (ami != null) {
            ami.lose("AMI was lost.");
        }
    }

    /** Somebody sees the PBX now, or nobody does. */
    public void watched(boolean watched) {
        absence.watched(watched, clock.instant());
    }

    /**
     * What the records say of a transfer whose end nobody saw.
     *
     * @param unknown the end that would be told without them
     * @return completes with the true end, marked as late, or within seconds with what was given;
     *     never fails
     */
    public Future<TransferEvent> finish(TransferEvent unknown) {
        if (!deployed) {
            return Future.succeededFuture(unknown);
        }
        Promise<TransferEvent> end = Promise.promise();
        Held one = new Held(unknown, clock.instant().plus(HOLD), end);
        context.runOnContext(nothing -> hold(one));
        // Also when the disk hangs on which the records are.
        vertx.setTimer(2 * HOLD.toMillis(), fired -> end.tryComplete(unknown));
        return end.future();
    }

    /**
     * What was found, the newest first; the older ones of very many are forgotten.
     *
     * @param kind null for all
     * @param before only those with a lower number
     * @param most at least 1
     */
    public List<Numbered> findings(@Nullable Kind kind, long before, int most) {
        return findings.list(kind, before, most);
    }

    /** How many were found. */
    public long count(Kind kind) {
        return findings.count(kind);
    }

    /** How many ends were told late. */
    public long told() {
        return told.get();
    }

    /** How the reading goes. */
    public SourceStatus status() {
        return status;
    }

    @Override
    public Future<?> start() {
        stopListening = log.listen(entry -> context.runOnContext(nothing -> report(entry)));
        deployed = true;
        context.runOnContext(nothing -> begin());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        deployed = false;
        stopped = true;
        stopListening.run();
        // Their transfers go on as ones under way: the next start asks again.
        held.clear();
        try {
            if (tail != null) {
                tail.close();
            }
        } catch (IOException e) {
            LOG.debug("{} could not be closed in order", settings.cel(), e);
        }
        return Future.succeededFuture();
    }

    private void begin() {
        try {
            AtomicReference<Instant> newestTold = new AtomicReference<>(Instant.MIN);
            Instant since = history.read(clock.instant(), transfer -> {
                report(transfer);
                newestTold.accumulateAndGet(lastOf(transfer), Audit::later);
            });
            reconciliation.reportedSince(since.plus(Tolerance.DEFAULT.skew()));
            // So long somebody was there for certain.
            absence.begins(later(since, newestTold.get()));
        } catch (History.Unreadable e) {
            LOG.warn("{}: of before nothing can be compared: {}", pbx, e.getMessage());
            reconciliation.reportedSince(clock.instant());
        }
        read();
    }

    private static Instant lastOf(Transfer transfer) {
        Instant ended = transfer.times().ended();
        // A late one was told when somebody was back.
        return transfer.late() ? Instant.MIN : ended == null ? transfer.times().requested() : ended;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private void report(EventLog.Entry entry) {
        report(entry.event().transfer());
    }

    private void report(Transfer transfer) {
        try {
            reconciliation.report(transfer);
        } catch (TooManyException e) {
            reconciliation.forgetOldest();
            report(transfer);
        }
    }

    private void read() {
        if (stopped) {
            return;
        }
        if (readSome()) {
            context.runOnContext(nothing -> read());
            return;
        }
        caughtUp(clock.instant());
        vertx.setTimer(settings.interval().toMillis(), fired -> read());
    }

    /** Whether there is more to read now. */
    private boolean readSome() {
        try {
            boolean more = tail != null && tail.read(new Reader());
            if (ami != null) {
                ami.take(new Reader());
            }
            if (!more && trouble != null) {
                tellStatus(false, "The newest that was read is no record: " + trouble);
            } else if (!more && (ami == null || newest != null)) {
                tellStatus(true, ami == null ? "Reads " + settings.cel() + "." : "Hears AMI.");
            }
            return more;
        } catch (RecordsException e) {
            tellStatus(false, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void caughtUp(Instant now) {
        answer(now);
        if (comparedAt.isBefore(now.minus(BETWEEN_COMPARISONS))) {
            comparedAt = now;
            reconciliation.advance(now);
            reconciliation.forget(now.minus(settings.memory()));
            tellFound();
            if (lost > 1) {
                LOG.warn("{}: {} more records were passed over", pbx, lost - 1);
            }
            lost = 0;
        }
    }

    private void tellFound() {
        if (found > 0) {
            LOG.warn(
                    "{}: of {} transfers Asterisk's records and what was reported differ: ask"
                            + " /v1/findings",
                    pbx,
                    found);
            found = 0;
        }
    }

    private void hold(Held one) {
        if (held.size() == MOST_HELD) {
            one.end().tryComplete(one.unknown());
            return;
        }
        held.add(one);
    }

    private void answer(Instant now) {
        held.removeIf(one -> {
            TransferEvent unknown = one.unknown();
            Proof proof = reconciliation.proofOf(unknown.transfer().id());
            TransferEvent end = proof == null ? null : LateEnds.ended(unknown, proof);
            if (proof == null && now.isBefore(one.until())) {
                return false;
            }
            if (one.end().tryComplete(end == null ? unknown : end) && end != null) {
                told.incrementAndGet();
            }
            return true;
        });
    }

    /** Warns of each trouble once; again only when it comes back after it was over. */
    private void tellStatus(boolean up, String detail) {
        SourceStatus before = status;
        status = new SourceStatus(Source.CEL, up, detail, newest);
        if (before.up() == up && before.detail().equals(detail)) {
            return;
        }
        if (up) {
            LOG.info("{}: {}", pbx, detail);
        } else {
            LOG.warn("{}: Asterisk's records cannot be read: {}", pbx, detail);
        }
    }

    private final class Reader implements CelTail.Taker {
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
    }

    private final class Heard implements Reconciliation.Listener {
        @Override
        public void found(Finding finding) {
            findings.add(finding);
            found++;
        }

        @Override
        public void missed(Proof proof) {
            if (absence.has(proof.at())) {
                told.incrementAndGet();
                late.accept(LateEnds.missed(pbx, proof, clock.instant()));
            }
        }
    }
}
