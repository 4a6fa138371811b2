package dev.referee.reconcile;

import dev.referee.model.CallRecord;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.Proof.Outcome;
import dev.referee.reconcile.Proof.Party;
import dev.referee.reconcile.Reports.Report;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Compares what Asterisk wrote down with what was reported, once or for as long as both go on. Reports
 * are taken in any order, records in the order in which Asterisk wrote them. A transfer that they prove
 * is compared when its report has had time to come ({@link #advance}), or at the {@link #end}. Where
 * the records do not decide, there is no finding. For one thread; {@code now} and what is known comes
 * in from outside.
 */
public final class Reconciliation {
    /** Transfers that are held: some hundred megabytes. */
    public static final int MOST_REPORTS = 200_000;

    private static final int MOST_CHANNELS = 100_000;

    private final Tolerance tolerance;
    private final Listener listener;
    private final Reports reports;
    private final Proofs proofs;
    /** Not compared yet, the one that was told of first before the others. */
    private final Deque<Told> waiting = new ArrayDeque<>();

    private final int mostWaiting;
    /** Outside of it nothing is missed. */
    private Instant since = Instant.MIN;

    private long proven;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** Is told what is found, on the caller's thread. */
    @FunctionalInterface
    public interface Listener {
        /** Records and reports cannot both be true, or one of them is missing. */
        void found(Finding finding);

        /** A transfer that nobody reported, of which a finding was told just now. */
        default void missed(Proof proof) {}
    }

    /** A transfer that the records prove. */
    private static final class Told {
        private final Proof proof;
        /** When it was there first by the clock of the reports, which may be another. */
        private @Nullable Instant since;

        private Told(Proof proof) {
            this.proof = proof;
        }
    }

    /** Begins one. */
    public Reconciliation(Tolerance tolerance, Listener listener) {
        this(tolerance, MOST_REPORTS, MOST_CHANNELS, listener);
    }

    Reconciliation(Tolerance tolerance, int mostReports, int mostChannels, Listener listener) {
        this.tolerance = tolerance;
        this.listener = listener;
        this.reports = new Reports(mostReports);
        this.mostWaiting = mostChannels;
        this.proofs = new Proofs(mostChannels, this::prove);
    }

    /**
     * Takes what was told of a transfer, any number of times; its end, or what was told last, counts.
     *
     * @throws TooManyException when there are more than {@link #MOST_REPORTS}
     */
    public void report(Transfer transfer) throws TooManyException {
        reports.add(transfer);
    }

    /**
     * All transfers from then on were reported, as far as anybody was there to do it.
     *
     * @param time is not taken for less than what was forgotten
     */
    public void reportedSince(Instant time) {
        since = time.isAfter(since) ? time : since;
    }

    /** Forgets the reports of before: nothing is missed there any more. */
    public void forget(Instant time) {
        reportedSince(time);
        reports.forgetWhile(report -> report.last().isBefore(time));
    }

    /** Forgets the oldest report, and what is missed before it. */
    public void forgetOldest() {
        Report oldest = reports.all().iterator().next();
        reportedSince(oldest.requested().plus(tolerance.skew()));
        reports.forgetWhile(report -> report == oldest);
    }

    /** Takes the next record. */
    public void record(CallRecord record) {
        first = record.at().isBefore(first) ? record.at() : first;
        last = record.at().isAfter(last) ? record.at() : last;
        reports.see(record.uniqueid());
        proofs.take(record);
    }

    /** A channel was there: whoever knows of it elsewhere says so, and it is no orphan. */
    void see(String uniqueid) {
        reports.see(uniqueid);
    }

    /** Whether a transfer of this id was reported, and not forgotten. */
    public boolean knows(String id) {
        return reports.get(id) != null;
    }

    /** All that was reported. */
    Collection<Report> reports() {
        return reports.all();
    }

    /** Some records that followed the last one are lost. */
    public void lose() {
        proofs.end();
        first = Instant.MAX;
        last = Instant.MIN;
    }

    /**
     * Tells what is certain by now. To be called often: what the records prove is compared when it
     * has been there for a while.
     *
     * @param now so far all that was reported is known
     */
    public void advance(Instant now) {
        Iterator<Told> newest = waiting.descendingIterator();
        while (newest.hasNext()) {
            Told one = newest.next();
            if (one.since != null) {
                break;
            }
            one.since = now;
        }
        while (!waiting.isEmpty() && isDue(waiting.getFirst(), now)) {
            compare(waiting.removeFirst().proof, now);
        }
        tellOrphaned(now.minus(tolerance.patience()));
    }

    /**
     * There are no more records: the rest is told.
     *
     * @param now so far all that was reported is known
     * @return how many transfers the records prove
     */
    public long end(Instant now) {
        proofs.end();
        Instant known = now.isBefore(last) ? now : last;
        while (!waiting.isEmpty()) {
            compare(waiting.removeFirst().proof, known);
        }
        tellOrphaned(Instant.MAX);
        return proven;
    }

    /**
     * What the records prove so far of one that was reported.
     *
     * @param id of the transfer
     * @return null where they prove nothing of it, or not yet
     */
    public @Nullable Proof proofOf(String id) {
        Report report = reports.get(id);
        if (report == null || report.proof() != null) {
            return report == null ? null : report.proof();
        }
        String leg = report.told().transferorUniqueid();
        return waiting.stream()
                .map(one -> one.proof)
                .filter(proof -> proof.transferor().uniqueid().equals(leg)
                        || (leg != null && leg.equals(proof.secondLeg())))
                .filter(proof -> reports.find(proof) == report)
                .findFirst()
                .orElse(null);
    }

    private void prove(Proof proof) {
        proven++;
        if (waiting.size() == mostWaiting) {
            compare(waiting.removeFirst().proof, last);
        }
        waiting.add(new Told(proof));
    }

    private boolean isDue(Told one, Instant now) {
        return one.since != null && one.since.plus(tolerance.patience()).isBefore(now);
    }

    private void compare(Proof proof, Instant known) {
        Report report = reports.match(proof);
        if (report == null) {
            if (reports.mayHave(proof, tolerance.skew())) {
                return;
            }
            if (!proof.at().isBefore(since) && !proof.at().isAfter(known)) {
                listener.found(of(
                        Kind.MISSED,
                        proof,
                        null,
                        "A transfer was not reported: " + outcome(proof) + "."));
                listener.missed(proof);
            }
            return;
        }
        Instant decided = proof.decided();
        if (decided == null) {
            return;
        }
        if (!report.told().state().isEnd()) {
            if (decided.plus(tolerance.patience()).isBefore(known)) {
                listener.found(of(
                        Kind.MISSED,
                        proof,
                        report,
                        "Its end was not reported: " + outcome(proof) + "."));
            }
        } else if (contradicts(proof, decided, report)) {
            String told = report.told().state() == State.UNKNOWN
                    ? "The records know the end of what was reported as unknown: "
                    : "It was reported as " + report.end() + ", but ";
            listener.found(of(Kind.CONTRADICTORY, proof, report, told + outcome(proof) + "."));
        }
    }

    private boolean contradicts(Proof proof, Instant decided, Report report) {
        State state = report.told().state();
        return switch (proof.outcome()) {
            case Outcome.Open open -> false;
            case Outcome.NotConnected not -> isConnected(report);
            case Outcome.Vain vain -> isConnected(report) || state == State.UNKNOWN;
            case Outcome.Connected connected ->
                switch (state) {
                    case COMPLETED, REQUESTED, ACCEPTED, RINGING -> false;
                    case UNKNOWN -> true;
                    // A dialplan may find somebody else long after the target was not reached.
                    case FAILED, ABANDONED ->
                        !decided.isAfter(report.last().plus(tolerance.skew()));
                };
        };
    }

    /** Whether it was reported that somebody talked. An application needs no bridge. */
    private static boolean isConnected(Report report) {
        return report.told().state() == State.COMPLETED
                && report.told().reason() != Reason.APPLICATION;
    }

    private void tellOrphaned(Instant before) {
        if (!first.isBefore(last)) {
            return;
        }
        for (Report report : reports.all()) {
            if (isOrphaned(report) && report.last().plus(report.lateness()).isBefore(before)) {
                report.orphan();
                listener.found(orphaned(report));
            }
        }
    }

    private boolean isOrphaned(Report report) {
        return !report.isSeen()
                && !report.told().late()
                && !report.isOrphaned()
                && report.asked() != null
                && report.told().state() != State.UNKNOWN
                && report.requested().minus(tolerance.skew()).isAfter(first)
                && report.last().plus(report.lateness()).plus(tolerance.skew()).isBefore(last);
    }

    private Finding orphaned(Report report) {
        return new Finding(
                Kind.ORPHANED,
                report.requested(),
                report.told().id(),
                report.told().transferorUniqueid(),
                report.transferee(),
                "It was reported as " + report.end()
                        + ", and the records of that time have none of its channels.",
                List.of(report.told().message(), "records from " + first + " to " + last));
    }

    private static Finding of(Kind kind, Proof proof, @Nullable Report report, String message) {
        List<String> evidence = new ArrayList<>(proof.evidence());
        if (report != null) {
            evidence.add(report.last() + " reported: " + report.told().message());
        }
        Party transferee = proof.transferee();
        return new Finding(
                kind,
                proof.at(),
                report == null ? null : report.told().id(),
                proof.transferor().uniqueid(),
                transferee == null ? null : transferee.uniqueid(),
                message,
                evidence);
    }

    private static String outcome(Proof proof) {
        return switch (proof.outcome()) {
            case Outcome.Connected connected -> "the transferee was connected";
            case Outcome.Vain(Reason reason, String called) ->
                "the transferee hung up without having been connected to anybody ("
                        + EnumWord.of(reason) + ")";
            case Outcome.NotConnected not ->
                "the transferee hung up without having been connected to anybody";
            case Outcome.Open open -> "how it ended, the records do not say";
        };
    }
}
