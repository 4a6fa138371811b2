package dev.referee.audit;

import dev.referee.intake.SourceStatus;
import dev.referee.intake.records.CdrSource;
import dev.referee.intake.records.Records;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallDetail;
import dev.referee.model.Source;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.DetailReconciliation;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares all CDRs that there are with all reports that are held, again and again: what is found by two
 * rounds is told. One alone may have seen some of a channel's CDRs and not yet the others. For the
 * audit's thread.
 */
final class CdrRounds {
    /** Heard over AMI that are held: some tens of megabytes. */
    static final int MOST_HEARD = 50_000;

    private static final int AT_A_TIME = 2_000;

    private final AuditSettings.Cdr settings;
    private final Reconciliation reconciliation;
    private final Tolerance tolerance;
    private final Consumer<Finding> listener;
    private final Condition condition;
    private final Deque<Heard> heard = new ArrayDeque<>();
    /** Of all that was written after that nothing is missing in what was heard. */
    private Instant since;

    private Instant due = Instant.MIN;
    private @Nullable Round round;
    private Set<Subject> suspected = Set.of();
    private final Set<Subject> told = new HashSet<>();
    private @Nullable Instant newest;
    /** Why the newest that was heard is none; null where it is one. */
    private @Nullable String trouble;

    /** One that AMI told, and when. */
    private record Heard(CallDetail detail, Instant at) {}

    /** What is told once. */
    private record Subject(Kind kind, @Nullable String transfer) {}

    /** One of them, as far as it has got. */
    private final class Round {
        private final Map<Subject, Finding> found = new LinkedHashMap<>();
        private final DetailReconciliation comparison = new DetailReconciliation(
                reconciliation,
                tolerance,
                settings.kept() == null ? since : Instant.MIN,
                finding -> found.put(new Subject(finding.kind(), finding.transfer()), finding));
        private @Nullable Records<CallDetail> kept;
        private boolean read;
    }

    /**
     * Begins with nothing heard.
     *
     * @param listener is told what was found by two rounds
     * @param now from then on all is heard
     */
    CdrRounds(
            String pbx,
            AuditSettings.Cdr settings,
            Reconciliation reconciliation,
            Tolerance tolerance,
            Consumer<Finding> listener,
            Instant now) {
        this.settings = settings;
        this.reconciliation = reconciliation;
        this.tolerance = tolerance;
        this.listener = listener;
        this.since = now;
        CdrSource kept = settings.kept();
        this.condition = new Condition(
                pbx,
                Source.CDR,
                kept == null
                        ? "Nothing heard yet over AMI: cdr_manager.conf needs enabled = yes."
                        : "Not read yet: " + kept.name() + ".");
    }

    /** Takes one that AMI told. */
    void hear(CallDetail detail, Instant now) {
        newest = detail.end();
        trouble = null;
        if (heard.size() == MOST_HEARD) {
            // Those of a transfer are written when it is over, or later.
            since = heard.removeFirst().at();
        }
        heard.addLast(new Heard(detail, now));
    }

    /**
     * Some that AMI told are missing.
     *
     * @param why a sentence for an administrator
     */
    void lose(String why, Instant now) {
        trouble = why;
        heard.clear();
        since = now;
    }

    /** Somebody waits for what they say: the next round is now, where they are kept. */
    void hurry() {
        due = settings.kept() == null ? due : Instant.MIN;
    }

    /** Goes on with a round, where it is time for one. Returns whether there is more to do now. */
    boolean goOn(Instant now) {
        try {
            Round current = round == null && !now.isBefore(due) ? begin(now) : round;
            round = current;
            if (current == null || current.read) {
                return false;
            }
            if (readSome(current)) {
                return true;
            }
            end(current, now);
        } catch (RecordsException e) {
            leave();
            condition.tell(false, String.valueOf(e.getMessage()), newest);
        }
        return false;
    }

    private Round begin(Instant now) throws RecordsException {
        due = now.plus(settings.interval());
        Round begun = new Round();
        heard.forEach(one -> begun.comparison.detail(one.detail()));
        CdrSource source = settings.kept();
        begun.kept = source == null ? null : source.open(settings.zone(), begun.comparison.begin());
        return begun;
    }

    private boolean readSome(Round current) throws RecordsException {
        Records<CallDetail> kept = current.kept;
        for (int i = 0; i < AT_A_TIME && kept != null; i++) {
            CallDetail detail = kept.next();
            if (detail == null) {
                return false;
            }
            current.comparison.detail(detail);
            newest = newest == null || newest.isBefore(detail.end()) ? detail.end() : newest;
        }
        return kept != null;
    }

    private void end(Round current, Instant now) {
        current.read = true;
        tellCondition();
        current.comparison.end(now);
        current.found.forEach((subject, finding) -> {
            if (suspected.contains(subject) && told.add(subject)) {
                listener.accept(finding);
            }
        });
        told.retainAll(current.found.keySet());
        suspected = current.found.keySet();
    }

    private void tellCondition() {
        CdrSource source = settings.kept();
        if (source != null) {
            condition.tell(true, "Reads " + source.name() + ".", newest);
        } else if (trouble != null) {
            condition.tell(false, "The newest that was heard is none: " + trouble, newest);
        } else if (newest != null) {
            condition.tell(true, "Hears AMI.", newest);
        }
    }

    /** What the round that has just been ended says of an end that nobody saw; null for nothing. */
    @Nullable
    TransferEvent ended(TransferEvent unknown) {
        return round == null || !round.read ? null : round.comparison.ended(unknown);
    }

    /** How the reading goes. For any thread. */
    SourceStatus status() {
        return condition.now();
    }

    /** Gives the round up, whether it is over or not, and what it says. */
    void leave() {
        Round left = round;
        round = null;
        Records<CallDetail> kept = left == null ? null : left.kept;
        if (kept != null) {
            try {
                kept.close();
            } catch (IOException e) {
                condition.tell(false, "It was not left in order: " + e.getMessage(), newest);
            }
        }
    }
}
