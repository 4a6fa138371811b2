package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.correlate.Limits;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;
import dev.referee.policy.Policy;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Every recorded call with Asterisk's own records (CEL) in it: what these say of it, against what is
 * reported of the same call.
 */
class ReconciledCapturesTest {
    private static final Path CAPTURES = Path.of("src", "test", "resources", "captures");

    /** What the records say of the one transfer in a capture. */
    enum Proven {
        CONNECTED,
        /** Connected to nobody. Whether an application served the transferee they do not say. */
        NOT_CONNECTED,
        UNANSWERED,
        HUNG_UP,
        /** That there was one, and not how it ended. */
        OPEN,
        NONE
    }

    enum Recorded {
        ATTENDED_BAD_REPLACES_UNESCAPED(Proven.NONE),
        ATTENDED_BAD_REPLACES_UNKNOWN_CALLID(Proven.NONE),
        ATTENDED_BRIDGE(Proven.CONNECTED),
        ATTENDED_EARLY_RINGING(Proven.CONNECTED),
        ATTENDED_REFER_ON_CONSULT_LEG(Proven.CONNECTED),
        ATTENDED_TARGET_NEVER_ANSWERS_CANCEL(Proven.NONE),
        ATTENDED_TO_APP(Proven.OPEN),
        BLIND_ANSWERED(Proven.CONNECTED),
        BLIND_ANSWERED_TRANSFEROR_HANGS_UP_AT_202(Proven.CONNECTED),
        BLIND_BUSY(Proven.NOT_CONNECTED),
        BLIND_DECLINED(Proven.NOT_CONNECTED),
        BLIND_INVALID_EXTENSION(Proven.NONE),
        BLIND_NOANSWER(Proven.UNANSWERED),
        BLIND_TO_QUEUE(Proven.CONNECTED),
        BLIND_TRANSFEREE_HANGS_UP_WHILE_RINGING(Proven.HUNG_UP),
        DTMF_ATTENDED(Proven.CONNECTED),
        PLAIN_CALL(Proven.NONE),
        REFER_ON_UNBRIDGED_LEG(Proven.NONE);

        private final Proven proven;

        Recorded(Proven proven) {
            this.proven = proven;
        }

        private Path file() {
            return CAPTURES.resolve(
                    name().toLowerCase(Locale.ROOT).replace('_', '-') + ".jsonl.gz");
        }

        /** The last that is told of each transfer. */
        private List<Transfer> told() throws Exception {
            Map<String, Transfer> told = new LinkedHashMap<>();
            try (CaptureReader capture = CaptureReader.open(file())) {
                new Replay(
                                "main",
                                Limits.DEFAULT,
                                true,
                                Policy.DEFAULT,
                                event -> told.put(event.transfer().id(), event.transfer()))
                        .play(capture);
            }
            return List.copyOf(told.values());
        }

        private List<Finding> findings(List<Transfer> told) throws Exception {
            List<Finding> findings = new ArrayList<>();
            Reconciliation reconciliation = new Reconciliation(Tolerance.DEFAULT, findings::add);
            for (Transfer transfer : told) {
                reconciliation.report(transfer);
            }
            RecordFiles.readEvents(file(), ZoneOffset.UTC, true, reconciliation);
            reconciliation.end(Instant.MAX);
            return findings;
        }

        private List<Kind> kinds(List<Transfer> told) throws Exception {
            return findings(told).stream().map(Finding::kind).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasToldOfACallAgreesWithItsRecords(Recorded call) throws Exception {
        assertEquals(List.of(), call.findings(call.told()));
    }

    @ParameterizedTest
    @EnumSource
    void aTransferThatNobodyToldIsMissedWhereAsteriskRecordedIt(Recorded call) throws Exception {
        List<Finding> findings = call.findings(List.of());
        assertEquals(
                call.proven == Proven.NONE ? List.of() : List.of(Kind.MISSED),
                findings.stream().map(Finding::kind).toList());
        for (Finding missed : findings) {
            String said = switch (call.proven) {
                case CONNECTED -> "A transfer was not reported: the transferee was connected.";
                case NOT_CONNECTED ->
                    "A transfer was not reported: the transferee hung up without having been"
                            + " connected to anybody.";
                case UNANSWERED ->
                    "A transfer was not reported: the transferee hung up without having been"
                            + " connected to anybody (no-answer).";
                case HUNG_UP ->
                    "A transfer was not reported: the transferee hung up without having been"
                            + " connected to anybody (transferee-hung-up).";
                case OPEN, NONE ->
                    "A transfer was not reported: how it ended, the records do not say.";
            };
            assertEquals(said, missed.message());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOppositeEndIsContradictedWhereTheRecordsDecideIt(Recorded call) throws Exception {
        List<Transfer> opposite =
                call.told().stream().map(ReconciledCapturesTest::opposite).toList();
        boolean decided = call.proven != Proven.OPEN && call.proven != Proven.NONE;
        assertEquals(decided ? List.of(Kind.CONTRADICTORY) : List.of(), call.kinds(opposite));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownEndIsFoundWhereTheRecordsDecideIt(Recorded call) throws Exception {
        List<Transfer> unknown = call.told().stream()
                .map(told -> with(told, State.UNKNOWN, Reason.OBSERVER_LOST))
                .toList();
        boolean decided =
                Set.of(Proven.CONNECTED, Proven.UNANSWERED, Proven.HUNG_UP).contains(call.proven);
        assertEquals(decided ? List.of(Kind.CONTRADICTORY) : List.of(), call.kinds(unknown));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasToldOfAnotherDayIsNoOrphan(Recorded call) throws Exception {
        List<Transfer> nextDay = new ArrayList<>(call.told());
        call.told().forEach(told -> nextDay.add(ofAnotherCall(told, Duration.ofDays(1))));
        assertEquals(List.of(), call.findings(nextDay));
    }

    private static Transfer opposite(Transfer told) {
        return told.state() == State.COMPLETED
                ? with(told, State.FAILED, Reason.BUSY)
                : with(told, State.COMPLETED, Reason.ANSWERED);
    }

    private static Transfer ofAnotherCall(Transfer told, Duration later) {
        return TransferBuilder.like(told)
                .id(told.id() + "-later")
                .transferor(null, null, "1-" + told.transferorUniqueid())
                .transferee(null)
                .target(null)
                .times(told.times().requested().plus(later), null)
                .build();
    }

    private static Transfer with(Transfer told, State state, Reason reason) {
        return TransferBuilder.like(told)
                .state(state, reason)
                .transferor(null, null, told.transferorUniqueid())
                .build();
    }
}
