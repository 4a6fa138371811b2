package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.log.Archive;
import dev.referee.reconcile.DetailReconciliation;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What real Asterisks wrote of transfers in CDRs, against what was told of them, and its opposite. */
class WrittenDetailsTest {
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final Pattern END =
            Pattern.compile("\"state\":\"([a-z]+)\",\"reason\":\"([a-z-]+)\"");
    private static final Pattern ID = Pattern.compile("\"subject\":\"([^\"]+)\"");
    private static final String NOT_ANSWERED =
            "It was reported as completed (answered), but the target"
                    + " did not answer the transferee.";
    private static final String CONNECTED =
            "It was reported as failed (busy), but the transferee was connected.";

    /** In the order in which they stand in the files. */
    private enum Written {
        BLIND_ANSWERED(true, CONNECTED),
        BLIND_BUSY(false, NOT_ANSWERED),
        BLIND_PICKED_UP_AND_REJECTED_BY_THE_DIALPLAN(false, NOT_ANSWERED),
        // Whether these two were joined by a later try, no CDR says.
        ATTENDED(true, ""),
        SEMI_ATTENDED(true, ""),
        BLIND_DECLINED(false, NOT_ANSWERED),
        BLIND_ANSWERED_BY_THE_SECOND(true, CONNECTED),
        BLIND_GIVEN_UP(false, NOT_ANSWERED),
        BLIND_TO_VOICEMAIL(false, ""),
        // ANSWERED in the CDRs of both, and joined with nobody.
        BLIND_GONE_IN_THE_ANNOUNCEMENT(false, ""),
        BLIND_GONE_IN_A_SUBROUTINE(false, "");

        private final boolean known;
        private final String opposite;

        Written(boolean known, String opposite) {
            this.known = known;
            this.opposite = opposite;
        }
    }

    /** Recorded calls with CDRs in them, and what these say when nobody knows how it ended. */
    enum Captured {
        ATTENDED_BAD_REPLACES_UNESCAPED(false),
        ATTENDED_BAD_REPLACES_UNKNOWN_CALLID(false),
        ATTENDED_BRIDGE(true),
        ATTENDED_EARLY_RINGING(true),
        ATTENDED_REFER_ON_CONSULT_LEG(true),
        ATTENDED_TARGET_NEVER_ANSWERS_CANCEL(false),
        ATTENDED_TO_APP(false),
        BLIND_ANSWERED(true),
        BLIND_ANSWERED_TRANSFEROR_HANGS_UP_AT_202(true),
        BLIND_BUSY(false),
        BLIND_DECLINED(false),
        BLIND_INVALID_EXTENSION(false),
        BLIND_NOANSWER(false),
        BLIND_TO_QUEUE(false),
        BLIND_TRANSFEREE_HANGS_UP_WHILE_RINGING(false),
        DTMF_ATTENDED(true),
        PLAIN_CALL(false),
        REFER_ON_UNBRIDGED_LEG(false);

        private final boolean known;

        Captured(boolean known) {
            this.known = known;
        }

        private Path file() {
            String name = name().toLowerCase(Locale.ROOT).replace('_', '-') + ".jsonl.gz";
            return RESOURCES.resolve("captures").resolve(name);
        }

        /** The last that is told of each transfer. */
        private List<String> told() {
            CommandRun run = CommandRun.of(Map.of(), Path.of(""), "replay", file().toString());
            assertEquals(ExitCode.OK, run.status());
            Map<String, String> last = new LinkedHashMap<>();
            run.out().lines().forEach(line -> last.put(match(ID, line), line));
            return List.copyOf(last.values());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"16.28", "22.10.1"})
    void whatWasToldAgreesWithTheCdrs(String release) throws Exception {
        assertEquals(List.of(), written(release, line -> line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"16.28", "22.10.1"})
    void theOppositeIsContradictedWhereTheyDecideIt(String release) throws Exception {
        List<String> expected = new ArrayList<>();
        for (Written one : Written.values()) {
            if (!one.opposite.isEmpty()) {
                expected.add(one.opposite);
            }
        }
        assertEquals(expected, written(release, WrittenDetailsTest::opposite));
    }

    @ParameterizedTest
    @ValueSource(strings = {"16.28", "22.10.1"})
    void anUnknownEndIsFoundWhereTheyDecideIt(String release) throws Exception {
        long known = List.of(Written.values()).stream().filter(one -> one.known).count();
        assertEquals(known, written(release, WrittenDetailsTest::unknown).size());
    }

    @ParameterizedTest
    @EnumSource
    void whatWasToldOfARecordedCallAgreesWithItsCdrs(Captured call) throws Exception {
        assertEquals(List.of(), found(call.file(), call.told(), line -> line));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownEndOfARecordedCallIsFoundWhereItsCdrsDecideIt(Captured call) throws Exception {
        assertEquals(
                call.known
                        ? List.of("The records know the end of what was reported as unknown: the"
                                + " transferee was connected.")
                        : List.of(),
                found(call.file(), call.told(), WrittenDetailsTest::unknown));
    }

    @Test
    void aRecordedTargetWhoWasBusyDidNotAnswer() throws Exception {
        Captured call = Captured.BLIND_BUSY;
        assertEquals(
                List.of(NOT_ANSWERED),
                found(call.file(), call.told(), WrittenDetailsTest::opposite));
    }

    private static List<String> written(String release, UnaryOperator<String> change)
            throws Exception {
        Path records = RESOURCES.resolve("records");
        return found(
                records.resolve("cdr-" + release + ".csv"),
                Files.readAllLines(records.resolve("told-" + release + ".jsonl")),
                change);
    }

    private static List<String> found(Path cdrs, List<String> told, UnaryOperator<String> change)
            throws Exception {
        List<Finding> findings = new ArrayList<>();
        Reconciliation reconciliation = new Reconciliation(Tolerance.DEFAULT, findings::add);
        for (String line : told) {
            reconciliation.report(Archive.transfer(change.apply(line)));
        }
        DetailReconciliation byDetails = new DetailReconciliation(
                reconciliation, Tolerance.DEFAULT, Instant.MIN, findings::add);
        RecordFiles.readDetails(cdrs, ZoneOffset.UTC, true, byDetails);
        reconciliation.end(Instant.MAX);
        byDetails.end(Instant.MAX);
        return findings.stream().map(Finding::message).toList();
    }

    private static String opposite(String line) {
        boolean completed = match(END, line).equals("completed");
        return END.matcher(line)
                .replaceFirst(
                        completed
                                ? "\"state\":\"failed\",\"reason\":\"busy\""
                                : "\"state\":\"completed\",\"reason\":\"answered\"");
    }

    private static String unknown(String line) {
        return END.matcher(line).replaceFirst("\"state\":\"unknown\",\"reason\":\"observer-lost\"");
    }

    private static String match(Pattern pattern, String line) {
        var matcher = pattern.matcher(line);
        return matcher.find() ? matcher.group(1) : "";
    }
}
