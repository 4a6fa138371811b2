package dev.referee.audit;

import dev.referee.audit.CdrPortions.Portion;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.records.CdrSource;
import dev.referee.model.CallDetail;
import dev.referee.model.Source;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.DetailReconciliation;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Compares all CDRs that there are with all reports that are held, again and again: what is found by two
 * rounds is told. One alone may have seen some of a channel's CDRs and not yet the others. For the
 * audit's thread; they are read by another one, because a database may take its time.
 */
final class CdrRounds {
    /** Heard over AMI that are held: some tens of megabytes. */
    static final int MOST_HEARD = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(CdrRounds.class);
    private static final Duration BETWEEN_HURRIES = Duration.ofSeconds(2);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

    private static final String NOTHING_HEARD = "Nothing heard yet over AMI: cdr_manager.conf needs"
            + " enabled = yes, and the account read = cdr.";

    private final String pbx;
    private final AuditSettings.Cdr settings;
    private final Reconciliation reconciliation;
    private final Tolerance tolerance;
    private final Consumer<Finding> listener;
    private final InstantSource clock;
    private final Executor reading;
    private final Executor back;
    private final Condition condition;
    private final Deque<Heard> heard = new ArrayDeque<>();
    /** What AMI told later than that is all in {@code heard}. */
    private Instant since;

    private Instant due = Instant.MIN;
    private boolean isAwaited;
    private Instant hurryFrom = Instant.MIN;
    private @Nullable Round round;
    private Set<Subject> suspected = Set.of();
    private final Set<Subject> told = new HashSet<>();
    private @Nullable Instant newest;
    /** Why some were not heard since the newest; null where all were. */
    private @Nullable String trouble;

    /** One that AMI told, and when. */
    private record Heard(CallDetail detail, Instant at) {}

    /** What is told once. */
    private record Subject(Kind kind, String transfer) {}

    /** One comparison of all of them, while it is under way and until nobody asks for it any more. */
    private final class Round {
        /** One that is hurried tells no findings: it may come too soon after the one before. */
        private final boolean tells;

        private final Map<Subject, Finding> found = new LinkedHashMap<>();
        private final DetailReconciliation comparison = new DetailReconciliation(
                reconciliation,
                tolerance,
                settings.kept() == null ? since : Instant.MIN,
                finding -> found.put(
                        new Subject(finding.kind(), Objects.requireNonNull(finding.transfer())),
                        finding));
        private final @Nullable CdrPortions kept;
        private boolean over;

        private Round(boolean tells) {
            this.tells = tells;
            CdrSource source = settings.kept();
            this.kept = source == null
                    ? null
                    : new CdrPortions(source, settings.zone(), comparison.begin(), clock);
        }
    }

    /**
     * Begins with nothing heard.
     *
     * @param listener is told what was found by two rounds
     * @param clock the audit's; from now on all that AMI tells is heard
     * @param reading runs what blocks, one after the other
     * @param back runs what comes of that, on the audit's thread
     */
    CdrRounds(
            String pbx,
            AuditSettings.Cdr settings,
            Reconciliation reconciliation,
            Tolerance tolerance,
            Consumer<Finding> listener,
            InstantSource clock,
            Executor reading,
            Executor back) {
        this.pbx = pbx;
        this.settings = settings;
        this.reconciliation = reconciliation;
        this.tolerance = tolerance;
        this.listener = listener;
        this.clock = clock;
        this.reading = reading;
        this.back = back;
        this.since = clock.instant();
        CdrSource kept = settings.kept();
        this.condition = new Condition(
                pbx,
                Source.CDR,
                kept == null ? NOTHING_HEARD : "Not read yet: " + kept.name() + ".");
    }

    /** Takes one that AMI told. */
    void hear(CallDetail detail) {
        if (CdrPortions.isAhead(detail, clock.instant())) {
            lose("A CDR is from the future. Is reconcile.cdr_ami_zone right?");
            return;
        }
        newest = detail.end();
        trouble = null;
        if (heard.size() == MOST_HEARD) {
            // Those of a transfer are written when it is over, or later.
            since = heard.removeFirst().at();
        }
        heard.addLast(new Heard(detail, clock.instant()));
    }

    /**
     * Some that AMI told are missing.
     *
     * @param why a sentence for an administrator
     */
    void lose(String why) {
        trouble = why;
        heard.clear();
        since = clock.instant();
    }

    /** Somebody waits for what they say: they are read soon, where they are kept. */
    void hurry() {
        isAwaited = settings.kept() != null;
    }

    /** Begins a round where it is time for one, and none is under way. */
    void beginWhereDue() {
        Instant now = clock.instant();
        boolean isDue = !now.isBefore(due);
        boolean isHurried = isAwaited && !now.isBefore(hurryFrom);
        if (round != null || !(isDue || isHurried)) {
            return;
        }
        due = isDue ? now.plus(settings.interval()) : due;
        hurryFrom = isDue ? hurryFrom : now.plus(BETWEEN_HURRIES);
        isAwaited = false;
        Round begun = new Round(isDue);
        round = begun;
        heard.forEach(one -> begun.comparison.detail(one.detail()));
        if (begun.kept == null) {
            end(begun);
        } else {
            readOn(begun, begun.kept);
        }
    }

    private void readOn(Round current, CdrPortions kept) {
        reading.execute(() -> {
            Portion portion = kept.next();
            back.execute(() -> take(current, kept, portion));
        });
    }

    private void take(Round current, CdrPortions kept, Portion portion) {
        if (current != round) {
            return;
        }
        try {
            for (CallDetail detail : portion.details()) {
                current.comparison.detail(detail);
                newest = newest == null || newest.isBefore(detail.end()) ? detail.end() : newest;
            }
            if (portion.failure() != null) {
                round = null;
                Instant again = clock.instant().plus(AFTER_A_FAILURE);
                due = again.isBefore(due) ? again : due;
                condition.tell(false, portion.failure(), newest);
            } else if (portion.more()) {
                readOn(current, kept);
            } else {
                end(current);
            }
        } catch (RuntimeException e) {
            LOG.error("{}: CDRs could not be compared, please report this", pbx, e);
            leave();
        }
    }

    private void end(Round current) {
        current.over = true;
        if (current.tells) {
            tellFindings(current);
        }
        tellCondition();
    }

    private void tellFindings(Round current) {
        current.comparison.end(clock.instant());
        current.found.forEach((subject, finding) -> {
            if (suspected.contains(subject) && told.add(subject)) {
                listener.accept(finding);
            }
        });
        told.removeIf(one -> !reconciliation.knows(one.transfer()));
        suspected = current.found.keySet();
    }

    private void tellCondition() {
        CdrSource source = settings.kept();
        String overAmi = settings.overAmi() == null || hears()
                ? ""
                : trouble == null ? NOTHING_HEARD : "Over AMI some were not heard: " + trouble;
        if (source != null) {
            condition.tell(true, ("Reads " + source.name() + ". " + overAmi).strip(), newest);
        } else if (overAmi.isEmpty()) {
            condition.tell(true, "Hears AMI.", newest);
        } else {
            condition.tell(false, overAmi, newest);
        }
    }

    private boolean hears() {
        return !heard.isEmpty() && trouble == null;
    }

    /** Whether a round is under way, which may say more. */
    boolean isReading() {
        return round != null && !round.over;
    }

    /** What the round that is over says of an end that nobody saw; null for nothing. */
    @Nullable
    TransferEvent ended(TransferEvent unknown) {
        return round == null || !round.over ? null : round.comparison.ended(unknown);
    }

    /** Nobody asks any more what the round says that is over. */
    void forgetEnded() {
        if (round != null && round.over) {
            round = null;
        }
    }

    /** Gives a round up that is under way. */
    void leave() {
        Round left = round;
        round = null;
        CdrPortions kept = left == null ? null : left.kept;
        if (kept != null) {
            reading.execute(kept::close);
        }
    }

    /** How the reading goes. For any thread. */
    SourceStatus status() {
        return condition.now();
    }
}
