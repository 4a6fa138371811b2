package dev.referee.audit;

import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.log.EventLog;
import dev.referee.model.CallDetail;
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

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    private final String pbx;
    private final AuditSettings settings;
    private final EventLog log;
    private final History history;
    private final InstantSource clock;
    private final @Nullable CelFeed cel;
    private final @Nullable CdrRounds cdr;
    private final @Nullable AmiRecords ami;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("referee-cdr").factory());
    private final Findings findings = new Findings();
    private final Absence absence;
    private final Reconciliation reconciliation;
    private final HeldEnds held;
    private final AtomicLong told = new AtomicLong();
    private volatile Consumer<TransferEvent> late = event -> {};
    private volatile boolean deployed;
    private Runnable stopListening = () -> {};
    private Instant comparedAt = Instant.MIN;
    /** Since it was last told of in Referee's own log. */
    private int found;

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
        Instant now = clock.instant();
        this.reconciliation = new Reconciliation(settings.tolerance(), new Heard());
        this.absence = new Absence(now, Tolerance.DEFAULT.skew());
        AuditSettings.Cel events = settings.cel();
        AuditSettings.Cdr details = settings.cdr();
        this.cel = events == null ? null : new CelFeed(pbx, events.file(), reconciliation);
        this.cdr = details == null
                ? null
                : new CdrRounds(
                        pbx,
                        details,
                        reconciliation,
                        settings.tolerance(),
                        this::find,
                        clock,
                        reading,
                        task -> context.runOnContext(nothing -> task.run()));
        this.held = new HeldEnds(reconciliation, cdr, told::incrementAndGet);
        this.ami = settings.isCelOverAmi() || settings.isCdrOverAmi()
                ? new AmiRecords(
                        settings.isCelOverAmi(), details == null ? null : details.overAmi(), clock)
                : null;
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
        context.runOnContext(nothing -> held.add(one));
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

    /** How the reading goes, of each kind of records that is read. */
    public List<SourceStatus> status() {
        List<SourceStatus> all = new ArrayList<>();
        if (cel != null) {
            all.add(cel.status());
        }
        if (cdr != null) {
            all.add(cdr.status());
        }
        return all;
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
        held.clear();
        if (cel != null) {
            cel.close();
        }
        if (cdr != null) {
            cdr.leave();
        }
        reading.shutdown();
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
        boolean more = false;
        try {
            more = readSome();
            if (!more) {
                caughtUp(clock.instant());
            }
        } catch (RuntimeException e) {
            LOG.error("{}: Asterisk's records could not be compared, please report this", pbx, e);
        }
        if (more) {
            context.runOnContext(nothing -> read());
        } else {
            vertx.setTimer(settings.interval().toMillis(), fired -> read());
        }
    }

    /** Whether there is more to read now. */
    private boolean readSome() {
        if (ami != null) {
            ami.take(new OverAmi());
        }
        if (cdr != null) {
            cdr.beginWhereDue();
        }
        return cel != null && cel.read();
    }

    private void caughtUp(Instant now) {
        held.answer(now);
        if (cdr != null) {
            cdr.forgetEnded();
        }
        if (comparedAt.isBefore(now.minus(BETWEEN_COMPARISONS))) {
            comparedAt = now;
            reconciliation.advance(now);
            reconciliation.forget(now.minus(settings.memory()));
            tellFound();
            if (cel != null) {
                cel.tellLost();
            }
        }
    }

    private void find(Finding finding) {
        findings.add(finding);
        found++;
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

    private final class OverAmi implements AmiRecords.Taker {
        @Override
        public void take(CallRecord record) {
            if (cel != null) {
                cel.take(record);
            }
        }

        @Override
        public void take(CallDetail detail) {
            if (cdr != null) {
                cdr.hear(detail);
            }
        }

        @Override
        public void lose(Source source, String why) {
            if (source == Source.CEL && cel != null) {
                cel.lose(why);
            } else if (cdr != null) {
                cdr.lose(why);
            }
        }
    }

    private final class Heard implements Reconciliation.Listener {
        @Override
        public void found(Finding finding) {
            find(finding);
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
