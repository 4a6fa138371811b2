package dev.referee.reconcile;

import dev.referee.model.CallDetail;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.Details.Verdict;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.Reconciliation.Listener;
import dev.referee.reconcile.Reports.Report;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares CDRs, once, with what was reported to a {@link Reconciliation}, which comes first and whose
 * own records (CEL) count where they decide. CDRs are taken in any order, and may come twice. For one
 * thread.
 */
public final class DetailReconciliation {
    /**
     * A CDR is written when the channel is gone: so long after a transfer none may be there yet, and so
     * long after the first one's time those of shorter calls may be in an older file.
     */
    private static final Duration LONGEST_CALL = Duration.ofDays(1);

    /** Later than any record, and still a year that others can read. */
    private static final Instant NEVER = Instant.parse("9999-12-30T00:00:00Z");

    private final Reconciliation reconciliation;
    private final Tolerance tolerance;
    private final Listener listener;
    private final List<Subject> subjects = new ArrayList<>();
    private final Map<String, Subject> byId = new HashMap<>();
    private final Map<String, List<Subject>> byLeg = new HashMap<>();
    /** Transferees of several transfers. */
    private final Set<String> again = new HashSet<>();

    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** A reported transfer, and what the CDRs say of it. */
    private static final class Subject {
        private final Report report;
        private @Nullable Details details;

        private Subject(Report report) {
            this.report = report;
        }

        private void take(CallDetail detail) {
            Details known = details == null ? new Details(report.told()) : details;
            details = known;
            known.take(detail);
        }
    }

    /**
     * Begins one.
     *
     * @param reconciliation which has been told of all transfers by now. Where it comes to an end,
     *     that is after the last CDR, and before this one's
     * @param since of transfers that were requested earlier, some CDRs may be missing: nothing is
     *     concluded of them
     */
    public DetailReconciliation(
            Reconciliation reconciliation, Tolerance tolerance, Instant since, Listener listener) {
        this.reconciliation = reconciliation;
        this.tolerance = tolerance;
        this.listener = listener;
        Set<String> transferees = new HashSet<>();
        for (Report report : reconciliation.reports()) {
            String transferee = report.transferee();
            // What the PBX sends away, it does not connect.
            if (transferee != null && !report.told().outgoing() && !transferees.add(transferee)) {
                again.add(transferee);
            }
            if (!report.requested().isBefore(since)) {
                add(new Subject(report));
            }
        }
    }

    private void add(Subject subject) {
        subjects.add(subject);
        byId.put(subject.report.told().id(), subject);
        subject.report
                .legs()
                .forEach(leg ->
                        byLeg.computeIfAbsent(leg, any -> new ArrayList<>(1)).add(subject));
    }

    /** When the first CDR began that can matter: none does where nothing was reported. */
    public Instant begin() {
        return subjects.stream()
                .map(subject -> subject.report.requested().minus(LONGEST_CALL))
                .min(Comparator.naturalOrder())
                .orElse(NEVER);
    }

    /** Takes the next CDR. */
    public void detail(CallDetail detail) {
        first = detail.end().isBefore(first) ? detail.end() : first;
        last = detail.end().isAfter(last) ? detail.end() : last;
        reconciliation.see(detail.uniqueid());
        byLeg.getOrDefault(detail.uniqueid(), List.of()).forEach(subject -> subject.take(detail));
    }

    /**
     * There are no more: what is found is told.
     *
     * @param now so far all that was reported is known; {@link Instant#MAX} where nobody knows when
     *     that was
     */
    public void end(Instant now) {
        Instant known = now.equals(Instant.MAX) ? last : now;
        for (Subject subject : subjects) {
            Finding finding = finding(subject, known);
            if (finding != null && !isDecided(subject.report)) {
                listener.found(finding);
            }
        }
    }

    /**
     * The true end of a transfer whose end nobody saw, and whose CDRs have been taken.
     *
     * @param unknown the end that would be told without them
     * @return null where they do not say it
     */
    public @Nullable TransferEvent ended(TransferEvent unknown) {
        Subject subject = byId.get(unknown.transfer().id());
        Details details = subject == null ? null : subject.details;
        if (subject == null || details == null || unknown.transfer().outgoing()) {
            return null;
        }
        CallDetail answered = details.answered(isOnly(subject.report), tolerance.skew());
        return answered == null ? null : LateEnds.answered(unknown, answered.start());
    }

    /** Whether nobody reported another transfer of the same transferee. */
    private boolean isOnly(Report report) {
        return !again.contains(report.transferee());
    }

    private boolean isDecided(Report report) {
        Proof proof = reconciliation.proofOf(report.told().id());
        return proof != null && proof.decided() != null;
    }

    private @Nullable Finding finding(Subject subject, Instant known) {
        Report report = subject.report;
        Details details = subject.details;
        if (details == null) {
            return isOrphaned(report) ? orphaned(report) : null;
        }
        if (report.told().outgoing()) {
            return null;
        }
        Verdict verdict = details.contradiction(isOnly(report), tolerance.skew());
        if (verdict == null) {
            return null;
        }
        if (report.told().state().isEnd()) {
            return of(Kind.CONTRADICTORY, report, verdict);
        }
        return verdict.at().plus(tolerance.patience()).isBefore(known)
                ? of(Kind.MISSED, report, verdict)
                : null;
    }

    /** A CDR is of the one who called: where the transferee is not known, it may be of that one. */
    private boolean isOrphaned(Report report) {
        return !report.isSeen()
                && !report.isOrphaned()
                && report.asked() != null
                && report.transferee() != null
                && report.told().state() != State.UNKNOWN
                && report.requested()
                        .minus(tolerance.skew())
                        .minus(LONGEST_CALL)
                        .isAfter(first)
                && report.last().plus(tolerance.skew()).plus(LONGEST_CALL).isBefore(last);
    }

    private Finding orphaned(Report report) {
        return finding(
                Kind.ORPHANED,
                report,
                "It was reported as " + report.end()
                        + ", and the CDRs of that time have none of its channels.",
                List.of(report.told().message(), "CDRs from " + first + " to " + last));
    }

    private static Finding of(Kind kind, Report report, Verdict verdict) {
        return finding(
                kind,
                report,
                claim(report) + outcome(verdict) + ".",
                List.of(
                        verdict.evidence(),
                        report.last() + " reported: " + report.told().message()));
    }

    private static Finding finding(
            Kind kind, Report report, String message, List<String> evidence) {
        return new Finding(
                kind,
                report.requested(),
                report.told().id(),
                report.told().transferorUniqueid(),
                report.transferee(),
                message,
                evidence);
    }

    private static String claim(Report report) {
        State state = report.told().state();
        if (!state.isEnd()) {
            return "Its end was not reported: ";
        }
        return state == State.UNKNOWN
                ? "The records know the end of what was reported as unknown: "
                : "It was reported as " + report.end() + ", but ";
    }

    private static String outcome(Verdict verdict) {
        return switch (verdict.outcome()) {
            case CONNECTED -> "the transferee was connected";
            case NOT_ANSWERED -> "the target did not answer the transferee";
            case GONE ->
                "the transferee hung up, and whether it was connected, the CDRs do not say";
        };
    }
}
