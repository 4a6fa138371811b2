package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.correlate.Limits;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.log.LogSettings;
import dev.referee.log.SqliteLog;
import dev.referee.model.TransferEvent;
import dev.referee.policy.Policy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What somebody sees who types {@code reconcile}: Carol was busy when Bob was sent to her. */
class ReconcileCommandTest {
    private static final String CAPTURE = Path.of(
                    "src", "test", "resources", "captures", "blind-busy.jsonl.gz")
            .toString();

    private static final Path RECORDS =
            Path.of("src", "test", "resources", "records", "cel-22.10.1.csv");

    @TempDir
    Path folder;

    private Path events = Path.of("");

    @BeforeEach
    void replay() throws IOException {
        events = Files.writeString(
                folder.resolve("events.jsonl"), referee("replay", CAPTURE).out());
    }

    @Test
    void nothingIsPrintedWhereAllAgrees() {
        assertEquals(
                new CommandRun(
                        ExitCode.OK, "", line("referee: 1 transfers in 20 records, 0 findings")),
                referee("reconcile", "--cel", CAPTURE, "--events", events.toString()));
    }

    @Test
    void aMissedTransferIsPrintedWithItsRecords() throws IOException {
        Files.writeString(events, "");
        assertEquals(
                new CommandRun(
                        ExitCode.NO,
                        line("missed 1970-01-01T00:00:00.578Z, transferor 1795212193.65, transferee"
                                        + " 1795212193.66")
                                + line(
                                        "  A transfer was not reported: the transferee hung up without"
                                                + " having been connected to anybody.")
                                + line("  - 1970-01-01T00:00:00.578Z BLINDTRANSFER to 6002 by"
                                        + " PJSIP/alice-0000003d (blind-busy.jsonl.gz at 578 ms)")
                                + line("  - 1970-01-01T00:00:03.590Z HANGUP of PJSIP/bob-0000003e,"
                                        + " dialstatus BUSY, in no bridge since (blind-busy.jsonl.gz"
                                        + " at 3590 ms)"),
                        line("referee: 1 transfers in 20 records, 1 findings")),
                referee("reconcile", "--cel", CAPTURE, "--events", events.toString()));
    }

    @Test
    void aProgramReadsJson() throws IOException {
        Files.writeString(
                events,
                Files.readString(events)
                        .replace(
                                "\"state\":\"failed\",\"reason\":\"busy\"",
                                "\"state\":\"completed\",\"reason\":\"answered\""));
        CommandRun found =
                referee("reconcile", "--json", "--cel", CAPTURE, "--events", events.toString());
        assertEquals(ExitCode.NO, found.status());
        assertTrue(
                found.out()
                        .matches(
                                "\\{\"finding\":\"contradictory\",\"at\":\"1970-01-01T00:00:00.578Z\","
                                        + "\"transfer\":\"[^\"]+\",\"transferor\":\"1795212193.65\",.*\\R"),
                found.out());
    }

    @Test
    void recordsAreReadFromAsterisksOwnFile() throws IOException {
        Path csv = Files.writeString(folder.resolve("Master.csv"), "");
        assertEquals(
                line("referee: 0 transfers in 0 records, 0 findings"),
                referee("reconcile", "--cel", csv.toString(), "--events", events.toString())
                        .err());
        Files.writeString(csv, "so,what\n");
        assertFails(
                ExitCode.DATA,
                csv + ":1: it has 2 fields and not the 20 of the mapping in Asterisk's"
                        + " cel_custom.conf.sample. Is this CEL, written with that mapping?",
                "--cel",
                csv.toString(),
                "--events",
                events.toString());
    }

    @Test
    void recordsAndEventsThatLogrotateHasGzippedAreReadToo() throws IOException {
        byte[] csv = Files.readAllBytes(RECORDS);
        Path whole = gzip("Master.csv-20261121", csv, 0);
        Path told = gzip("events.jsonl-20261121", Files.readAllBytes(events), 0);
        CommandRun found = reconcile("--cel", whole.toString(), "--events", told.toString());
        assertEquals(
                reconcile("--cel", RECORDS.toString(), "--events", events.toString())
                        .err(),
                found.err());
        assertTrue(found.err().contains(" in 95 records"), found.err());
        Path cut = gzip("cut", csv, 20);
        CommandRun broken = reconcile("--cel", cut.toString(), "--events", told.toString());
        assertEquals(ExitCode.DATA, broken.status());
        assertTrue(broken.err().contains(": the gzip data ends in the middle."), broken.err());
    }

    /** Without the last bytes of what it is zipped to. */
    private Path gzip(String name, byte[] content, int without) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(content);
        }
        byte[] all = zipped.toByteArray();
        return Files.write(folder.resolve(name), Arrays.copyOf(all, all.length - without));
    }

    private static void makeOlder(Path log) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + log);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE birth SET at = 0");
        }
    }

    @Test
    void cdrsAreReadFromACaptureAndFromWhatAsteriskWrote() throws IOException {
        Files.writeString(
                events,
                Files.readString(events)
                        .replace(
                                "\"state\":\"failed\",\"reason\":\"busy\"",
                                "\"state\":\"completed\",\"reason\":\"answered\""));
        CommandRun found = referee(
                "reconcile", "--cdr", CAPTURE, "--zone", "UTC", "--events", events.toString());
        assertEquals(line("referee: 0 transfers in 2 records, 1 findings"), found.err());
        assertEquals(
                List.of(
                        "  It was reported as completed (answered), but the target did not answer the"
                                + " transferee.",
                        "  - 1970-01-01T00:00:01.185Z CDR of PJSIP/bob-0000003e with"
                                + " PJSIP/carol-0000003f: Dial, BUSY, until"
                                + " 1970-01-01T00:00:01.185Z (blind-busy.jsonl.gz at 3590 ms)"),
                found.out().lines().skip(1).limit(2).toList());
        Path csv = Files.writeString(folder.resolve("Master.csv"), "so,what\n");
        assertFails(
                ExitCode.DATA,
                csv + ":1: it has not the fields of cdr_csv, nor those of the mapping in Asterisk's"
                        + " cdr_custom.conf.sample. Are these CDRs?",
                "--cdr",
                csv.toString(),
                "--events",
                events.toString());
    }

    @Test
    void bothKindsOfRecordsFindATransferOnce() throws IOException {
        Files.writeString(
                events,
                Files.readString(events)
                        .replace(
                                "\"state\":\"failed\",\"reason\":\"busy\"",
                                "\"state\":\"completed\",\"reason\":\"answered\""));
        CommandRun found = referee(
                "reconcile",
                "--cel",
                CAPTURE,
                "--cdr",
                CAPTURE,
                "--zone",
                "UTC",
                "--events",
                events.toString());
        assertEquals(line("referee: 1 transfers in 22 records, 1 findings"), found.err());
    }

    @Test
    void whatWasReportedIsReadFromTheLogOfARefereeThatRuns() throws Exception {
        Path file = folder.resolve("referee.db");
        LogSettings settings =
                new LogSettings(file, false, 1_000, Duration.ofDays(1), 1L << 24, 100, 10, 0, 1);
        String csv = RECORDS.toString();
        try (SqliteLog log = SqliteLog.open(settings, InstantSource.system());
                CaptureReader capture = CaptureReader.open(Path.of(CAPTURE))) {
            List<TransferEvent> told = new ArrayList<>();
            new Replay("main", Limits.DEFAULT, true, Policy.DEFAULT, told::add).play(capture);
            log.append(told);
            CommandRun young = referee("reconcile", "--cel", csv, "--log", file.toString());
            assertEquals(line("referee: 4 transfers in 95 records, 0 findings"), young.err());
            makeOlder(file);
            CommandRun found = referee("reconcile", "--cel", csv, "--log", file.toString());
            assertEquals(ExitCode.NO, found.status());
            assertEquals(line("referee: 4 transfers in 95 records, 4 findings"), found.err());
        }
        assertFails(
                ExitCode.USAGE,
                CAPTURE + ": this is a capture, and its times begin in 1970. Compare it with the"
                        + " output of replay for the same capture, with --events.",
                "--cel",
                CAPTURE,
                "--log",
                file.toString());
    }

    @Test
    void whatCannotBeReadIsTold() throws IOException {
        String none = folder.resolve("none").toString();
        assertFails(
                ExitCode.NO_INPUT,
                none + ": there is no such file.",
                "--cel",
                none,
                "--events",
                events.toString());
        assertFails(
                ExitCode.NO_INPUT,
                none + ": there is no such file.",
                "--cel",
                CAPTURE,
                "--events",
                none);
        assertFails(
                ExitCode.NO_INPUT,
                none + ": there is no such file.",
                "--cel",
                CAPTURE,
                "--log",
                none);
        String text = Files.writeString(folder.resolve("text"), "no log".repeat(1_000))
                .toString();
        assertFails(
                ExitCode.DATA,
                text + " is damaged, or no log of Referee's.",
                "--cel",
                CAPTURE,
                "--log",
                text);
        Files.writeString(events, "\n{}\n");
        assertFails(
                ExitCode.DATA,
                events + ":2: not an event as replay prints them.",
                "--cel",
                CAPTURE,
                "--events",
                events.toString());
    }

    @Test
    void aWrongCommandLineIsRefused() {
        for (List<String> wrong : List.of(
                List.of("--cel", CAPTURE),
                List.of("--events", events.toString()),
                List.of(
                        "--cdr",
                        "jdbc:postgresql://db/a?user=b&password=c",
                        "--events",
                        events.toString()),
                List.of("--cel", CAPTURE, "--events", "a", "--log", "b"),
                List.of("--cel", CAPTURE, "--events", events.toString(), "--skew", "-1"),
                List.of("--cel", CAPTURE, "--events", events.toString(), "--skew", "3601"),
                List.of("--cel", CAPTURE, "--events", events.toString(), "--zone", "Nowhere"))) {
            CommandRun refused = reconcile(wrong.toArray(String[]::new));
            assertEquals(ExitCode.USAGE, refused.status(), wrong + refused.err());
            assertEquals(1, refused.err().lines().count(), refused.err());
        }
    }

    private void assertFails(int status, String message, String... arguments) {
        assertEquals(new CommandRun(status, "", line("referee: " + message)), reconcile(arguments));
    }

    private CommandRun reconcile(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "reconcile";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return referee(all);
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }

    private CommandRun referee(String... arguments) {
        return CommandRun.of(Map.of(), folder, arguments);
    }
}
