package dev.referee.reconcile;

import dev.referee.model.CallRecord;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.Reports.Report;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One comparison: first all that was reported, then {@link #reportedAll}, then the records in the
 * order in which Asterisk wrote them, then {@link #end}. Findings come as soon as they are certain.
 * Where the records do not decide, there is none. For one thread.
 */
public final class Reconciliation {
    /** Transfers that are held: some hundred megabytes. */
    public static final int MOST_REPORTS = 200_000;

    private static final int MOST_CHANNELS = 100_000;

    private final Tolerance tolerance;
    private final Consumer<Finding> findings;
    private final Reports reports;
    private final Proofs proofs;
    /** Proven to have ended, and not reported as such. At most one for each report. */
    private final List<Unended> unended = new ArrayList<>();

    private @Nullable Period reported;
    private long proven;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    private record Unended(Proof proof, Report report, Instant decided) {}

    /**
     * The time of which all transfers were reported, as far as anybody was there to do it: outside of
     * it nothing is missed.
     */
    public record Period(Instant from, Instant to) {
        /** All of time. */
        public static final Period ALWAYS = new Period(Instant.MIN, Instant.MAX);

        private boolean has(Instant at) {
            return !at.isBefore(from) && !at.isAfter(to);
        }

        private Instant earlier(Instant at) {
            return at.isBefore(to) ? at : to;
        }
    }

    /**
     * @param findings told of each, on the caller's thread
     */
    public Reconciliation(Tolerance tolerance, Consumer<Finding> findings) {
        this(tolerance, MOST_REPORTS, MOST_CHANNELS, findings);
    }

    Reconciliation(
            Tolerance tolerance, int mostReports, int mostChannels, Consumer<Finding> findings) {
        this.tolerance = tolerance;
        this.findings = findings;
        this.reports = new Reports(mostReports);
        this.proofs = new Proofs(mostChannels, this::compare);
    }

    /**
     * Takes what was told of a transfer, any number of times; its end, or what was told last, counts.
     *
     * @throws TooManyException when there are more than {@link #MOST_REPORTS}
     */
    public void report(Transfer transfer) throws TooManyException {
        if (reported != null) {
            throw new IllegalStateException("the reports come before the records");
        }
        reports.add(transfer);
    }

    /** There are no more reports; the period is the one that they are of. */
    public void reportedAll(Period period) {
        reported = period;
        reports.index();
    }

    /** Takes the next record. */
    public void record(CallRecord record) {
        first = record.at().isBefore(first) ? record.at() : first;
        last = record.at().isAfter(last) ? record.at() : last;
        reports.see(record.uniqueid());
        proofs.take(record);
    }

    /**
     * There are no more records: the rest is told.
     *
     * @return how many transfers the records prove
     */
    public long end() {
        proofs.end();
        Instant known = Objects.requireNonNull(reported).earlier(last);
        for (Unended one : unended) {
            if (one.decided().plus(tolerance.patience()).isBefore(known)) {
                findings.accept(of(
                        Kind.MISSED,
                        one.proof(),
                        one.report(),
                        "Its end was not reported: " + outcome(one.proof()) + "."));
            }
        }
        reports.all().stream().filter(this::isOrphaned).forEach(this::tellOrphaned);
        return proven;
    }

    private void compare(Proof proof) {
        proven++;
        Report report = reports.match(proof);
        if (report == null) {
            if (Objects.requireNonNull(reported).has(proof.at())) {
                findings.accept(of(
                        Kind.MISSED,
                        proof,
                        null,
                        "A transfer was not reported: " + outcome(proof) + "."));
            }
            return;
        }
        Instant decided = proof.decided();
        if (decided == null) {
            return;
        }
        if (!report.told().state().isEnd()) {
            unended.add(new Unended(proof, report, decided));
        } else if (contradicts(proof, decided, report)) {
            String told = report.told().state() == State.UNKNOWN
                    ? "The records know the end of what was reported as unknown: "
                    : "It was reported as " + end(report.told()) + ", but ";
            findings.accept(of(Kind.CONTRADICTORY, proof, report, told + outcome(proof) + "."));
        }
    }

    private boolean contradicts(Proof proof, Instant decided, Report report) {
        return switch (proof.outcome()) {
            case OPEN -> false;
            case NOT_CONNECTED ->
                switch (report.told().state()) {
                    // An application may have taken the call: it needs no bridge.
                    case COMPLETED -> report.told().reason() != Reason.APPLICATION;
                    case UNKNOWN -> true;
                    case FAILED, ABANDONED, REQUESTED, ACCEPTED, RINGING -> false;
                };
            case CONNECTED ->
                switch (report.told().state()) {
                    case COMPLETED, REQUESTED, ACCEPTED, RINGING -> false;
                    case UNKNOWN -> true;
                    // A dialplan may find somebody else long after the target was not reached.
                    case FAILED, ABANDONED ->
                        !decided.isAfter(report.last().plus(tolerance.skew()));
                };
        };
    }

    private boolean isOrphaned(Report report) {
        return !report.isSeen()
                && report.told().transferor().uniqueid() != null
                && report.told().state() != State.UNKNOWN
                && report.requested().minus(tolerance.skew()).isAfter(first)
                && report.last().plus(tolerance.skew()).isBefore(last);
    }

    private void tellOrphaned(Report report) {
        findings.accept(new Finding(
                Kind.ORPHANED,
                report.requested(),
                report.told().id(),
                report.told().transferor().uniqueid(),
                report.transferee(),
                "It was reported as " + end(report.told())
                        + ", and the records of that time have none of its channels.",
                List.of(report.told().message(), "records from " + first + " to " + last)));
    }

    private static Finding of(Kind kind, Proof proof, @Nullable Report report, String message) {
        List<String> evidence = new ArrayList<>(proof.evidence());
        if (report != null) {
            evidence.add(report.last() + " reported: " + report.told().message());
        }
        return new Finding(
                kind,
                proof.at(),
                report == null ? null : report.told().id(),
                proof.transferor(),
                proof.transferee(),
                message,
                evidence);
    }

    private static String outcome(Proof proof) {
        return switch (proof.outcome()) {
            case CONNECTED -> "the transferee was connected";
            case NOT_CONNECTED -> "the transferee hung up without having been connected to anybody";
            case OPEN -> "how it ended, the records do not say";
        };
    }

    private static String end(Transfer transfer) {
        Reason reason = transfer.reason();
        return word(transfer.state()) + (reason == null ? "" : " (" + word(reason) + ")");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
