package dev.referee.reconcile;

import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;
import dev.referee.reconcile.Proof.Outcome;
import dev.referee.reconcile.Proof.Party;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What was reported, by transfer and by leg: of each transfer its end, or what was told last. */
final class Reports {
    private final int most;
    /** The one that was told of first comes first. */
    private final Map<String, Report> byId = new LinkedHashMap<>();

    private final Map<String, List<Report>> byTransferor = new HashMap<>();
    private final Map<String, List<Report>> byLeg = new HashMap<>();

    /**
     * @param most transfers that are held, at least 1
     */
    Reports(int most) {
        this.most = most;
    }

    /**
     * Asterisk keeps a leg that it sent away by REFER until the subscription is over, and writes its
     * records only then: 10 to 20 minutes after a far end that hung up before its last NOTIFY (22.10.1).
     */
    private static final Duration SUBSCRIPTION = Duration.ofMinutes(20);

    /** One transfer as it was told last. */
    static final class Report {
        private Transfer told;
        private @Nullable Proof proof;
        private boolean seen;
        private boolean orphaned;

        private Report(Transfer told) {
            this.told = told;
        }

        Transfer told() {
            return told;
        }

        /** What the records prove of it; null until that is found. */
        @Nullable
        Proof proof() {
            return proof;
        }

        /** Whether a record names one of its legs. */
        boolean isSeen() {
            return seen;
        }

        /** Whether that there is none was found already. */
        boolean isOrphaned() {
            return orphaned;
        }

        void orphan() {
            orphaned = true;
        }

        Instant requested() {
            return told.times().requested();
        }

        /** When it ended; when it was requested, where it has not ended. */
        Instant last() {
            Instant ended = told.times().ended();
            return ended == null ? requested() : ended;
        }

        /** How it was reported to have ended, in words. */
        String end() {
            Transfer.Reason reason = told.reason();
            return EnumWord.of(told.state())
                    + (reason == null ? "" : " (" + EnumWord.of(reason) + ")");
        }

        @Nullable
        String transferee() {
            Transfer.Transferee transferee = told.transferee();
            return transferee == null ? null : transferee.uniqueid();
        }

        /** Uniqueid of the leg that asked, or that the PBX asked to go; null where unknown. */
        @Nullable
        String asked() {
            return told.outgoing() ? transferee() : told.transferorUniqueid();
        }

        /** How much later than its end the records of its legs may be written. */
        Duration lateness() {
            return told.outgoing() ? SUBSCRIPTION : Duration.ZERO;
        }

        /** The uniqueids that it names. */
        Set<String> legs() {
            Set<String> legs = new HashSet<>();
            Transfer.Target target = told.target();
            addIfKnown(legs, told.transferorUniqueid());
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
        if (transfer.follows() != null) {
            return; // Nobody asked for it: Asterisk's records have a call, and no transfer.
        }
        Report known = byId.get(transfer.id());
        if (known == null && byId.size() == most) {
            throw new TooManyException(most);
        }
        Report report = known == null ? new Report(transfer) : known;
        // An end is final, in whatever order the reports are read.
        if (known == null) {
            byId.put(transfer.id(), report);
        } else if (known.told.state().isEnd()) {
            return;
        } else {
            leave(known);
            known.told = transfer;
        }
        String transferor = transfer.transferorUniqueid();
        if (transferor != null) {
            put(byTransferor, transferor, report);
        }
        if (!report.seen) {
            report.legs().forEach(leg -> put(byLeg, leg, report));
        }
    }

    /** Forgets those that were told of first, as long as a condition holds. */
    void forgetWhile(Predicate<Report> condition) {
        Iterator<Report> oldest = byId.values().iterator();
        while (oldest.hasNext()) {
            Report report = oldest.next();
            if (!condition.test(report)) {
                return;
            }
            oldest.remove();
            leave(report);
        }
    }

    private void leave(Report report) {
        String transferor = report.told.transferorUniqueid();
        if (transferor != null) {
            remove(byTransferor, transferor, report);
        }
        report.legs().forEach(leg -> remove(byLeg, leg, report));
    }

    private static void put(Map<String, List<Report>> index, String key, Report report) {
        index.computeIfAbsent(key, any -> new ArrayList<>(1)).add(report);
    }

    private static void remove(Map<String, List<Report>> index, String key, Report report) {
        index.computeIfPresent(key, (same, reports) -> {
            reports.remove(report);
            return reports.isEmpty() ? null : reports;
        });
    }

    /** Notes that a record names a channel. */
    void see(String uniqueid) {
        List<Report> reports = byLeg.remove(uniqueid);
        if (reports != null) {
            reports.forEach(report -> report.seen = true);
        }
    }

    /** The one with this id, or null. */
    @Nullable
    Report get(String id) {
        return byId.get(id);
    }

    /** The {@link #find} of a proof, which no other proof takes after that. */
    @Nullable
    Report match(Proof proof) {
        Report found = find(proof);
        if (found != null) {
            found.proof = proof;
            found.seen = true;
        }
        return found;
    }

    /**
     * Whether a transfer that has no report of its own may have been reported all the same: it was
     * read before, from a file that was copied or cut; or it was seen in SIP alone, which names no
     * channel.
     *
     * @param skew how far the two clocks may be apart
     */
    boolean mayHave(Proof proof, Duration skew) {
        return byTransferorOf(proof)
                        .anyMatch(report ->
                                report.proof != null && report.proof.at().equals(proof.at()))
                || byId.values().stream()
                        .anyMatch(report -> !report.told.outgoing()
                                && report.told.transferorUniqueid() == null
                                && distance(report, proof).compareTo(skew) <= 0);
    }

    /**
     * The report of a transfer that the records prove; null where nobody reported it. Of several by
     * the same transferor one that agrees comes first, then the nearest in time.
     */
    @Nullable
    Report find(Proof proof) {
        return byTransferorOf(proof)
                .filter(report -> report.proof == null && sameTransferee(report, proof))
                .min(Comparator.comparing((Report report) -> disagrees(report, proof))
                        .thenComparing(report -> distance(report, proof)))
                .orElse(null);
    }

    /** Those of either leg of the one who transferred. */
    private Stream<Report> byTransferorOf(Proof proof) {
        String second = proof.secondLeg();
        return Stream.concat(
                by(proof.transferor().uniqueid()), second == null ? Stream.empty() : by(second));
    }

    private Stream<Report> by(String transferor) {
        return byTransferor.getOrDefault(transferor, List.of()).stream();
    }

    private static boolean sameTransferee(Report report, Proof proof) {
        String told = report.transferee();
        Party proven = proof.transferee();
        return told == null || proven == null || told.equals(proven.uniqueid());
    }

    private static boolean disagrees(Report report, Proof proof) {
        State state = report.told.state();
        return switch (proof.outcome()) {
            case Outcome.Connected connected -> state != State.COMPLETED;
            case Outcome.Vain vain -> state == State.COMPLETED;
            case Outcome.NotConnected not -> state == State.COMPLETED;
            // A record is only made of those that Asterisk carried out.
            case Outcome.Open open -> state == State.FAILED;
        };
    }

    private static Duration distance(Report report, Proof proof) {
        return Duration.between(report.requested(), proof.at()).abs();
    }

    /** All, the one that was told of first before the others. */
    Collection<Report> all() {
        return byId.values();
    }
}
