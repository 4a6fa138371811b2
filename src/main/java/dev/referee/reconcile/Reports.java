package dev.referee.reconcile;

import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What was reported, by transfer and by leg: of each transfer its end, or what was told last. */
final class Reports {
    private final int most;
    private final Map<String, Report> byId = new LinkedHashMap<>();
    private final Map<String, List<Report>> byTransferor = new HashMap<>();
    private final Map<String, List<Report>> byLeg = new HashMap<>();

    /**
     * @param most transfers that are held, at least 1
     */
    Reports(int most) {
        this.most = most;
    }

    /** One transfer as it was told last. */
    static final class Report {
        private final Transfer told;
        private boolean matched;
        private boolean seen;

        private Report(Transfer told) {
            this.told = told;
        }

        Transfer told() {
            return told;
        }

        /** Whether a record names one of its legs. */
        boolean isSeen() {
            return seen;
        }

        Instant requested() {
            return told.times().requested();
        }

        /** When it ended; when it was requested, where it has not ended. */
        Instant last() {
            Instant ended = told.times().ended();
            return ended == null ? requested() : ended;
        }

        @Nullable
        String transferee() {
            Transfer.Transferee transferee = told.transferee();
            return transferee == null ? null : transferee.uniqueid();
        }

        private Set<String> legs() {
            Set<String> legs = new HashSet<>();
            Transfer.Target target = told.target();
            addIfKnown(legs, told.transferor().uniqueid());
            addIfKnown(legs, transferee());
            addIfKnown(legs, target == null ? null : target.uniqueid());
            return legs;
        }

        private static void addIfKnown(Set<String> legs, @Nullable String leg) {
            if (leg != null) {
                legs.add(leg);
            }
        }
    }

    /**
     * Takes what was told of a transfer; the latest state counts.
     *
     * @throws TooManyException when there are more than can be held
     */
    void add(Transfer transfer) throws TooManyException {
        Report before = byId.get(transfer.id());
        if (before == null && byId.size() == most) {
            throw new TooManyException(most);
        }
        // An end is final, in whatever order the reports are read.
        if (before == null || !before.told.state().isEnd()) {
            byId.put(transfer.id(), new Report(transfer));
        }
    }

    /** Makes them ready to be asked: nothing is added from now on. */
    void index() {
        for (Report report : byId.values()) {
            String transferor = report.told.transferor().uniqueid();
            if (transferor != null) {
                byTransferor
                        .computeIfAbsent(transferor, any -> new ArrayList<>(1))
                        .add(report);
            }
            report.legs()
                    .forEach(leg -> byLeg.computeIfAbsent(leg, any -> new ArrayList<>(1))
                            .add(report));
        }
    }

    /** Notes that a record names a channel. */
    void see(String uniqueid) {
        List<Report> reports = byLeg.remove(uniqueid);
        if (reports != null) {
            reports.forEach(report -> report.seen = true);
        }
    }

    /**
     * The report of a transfer that the records prove, which no other proof takes after that; null
     * where nobody reported it. Of several by the same transferor one that agrees comes first, then
     * the nearest in time.
     */
    @Nullable
    Report match(Proof proof) {
        String second = proof.secondLeg();
        Report best = Stream.concat(
                        byTransferor.getOrDefault(proof.transferor(), List.of()).stream(),
                        second == null
                                ? Stream.empty()
                                : byTransferor.getOrDefault(second, List.of()).stream())
                .filter(report -> !report.matched && sameTransferee(report, proof))
                .min(Comparator.comparing((Report report) -> disagrees(report, proof))
                        .thenComparing(report -> distance(report, proof)))
                .orElse(null);
        if (best != null) {
            best.matched = true;
        }
        return best;
    }

    private static boolean sameTransferee(Report report, Proof proof) {
        String told = report.transferee();
        String proven = proof.transferee();
        return told == null || proven == null || told.equals(proven);
    }

    private static boolean disagrees(Report report, Proof proof) {
        State state = report.told.state();
        return switch (proof.outcome()) {
            case CONNECTED -> state != State.COMPLETED;
            case NOT_CONNECTED -> state == State.COMPLETED;
            // A record is only made of those that Asterisk carried out.
            case OPEN -> state == State.FAILED;
        };
    }

    private static Duration distance(Report report, Proof proof) {
        return Duration.between(report.requested(), proof.at()).abs();
    }

    Collection<Report> all() {
        return byId.values();
    }
}
