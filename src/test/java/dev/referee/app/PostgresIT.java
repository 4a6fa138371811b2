package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.intake.records.CdrSource;
import dev.referee.intake.records.Records;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallDetail;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** CDRs in a real PostgreSQL, in the table that cdr_pgsql is documented with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresIT {
    private static final Path RECORDS = Path.of("src", "test", "resources", "records");
    private static final String SECRET = "kept-to-itself";
    private static final String TABLE = "CREATE TABLE cdr (calldate timestamp NOT NULL, clid"
            + " varchar(80) NOT NULL DEFAULT '', src varchar(80) NOT NULL DEFAULT '', dst varchar(80)"
            + " NOT NULL DEFAULT '', dcontext varchar(80) NOT NULL DEFAULT '', channel varchar(80) NOT"
            + " NULL DEFAULT '', dstchannel varchar(80) NOT NULL DEFAULT '', lastapp varchar(80) NOT"
            + " NULL DEFAULT '', lastdata varchar(80) NOT NULL DEFAULT '', duration int NOT NULL"
            + " DEFAULT 0, billsec int NOT NULL DEFAULT 0, disposition varchar(45) NOT NULL DEFAULT"
            + " '', amaflags int NOT NULL DEFAULT 0, accountcode varchar(20) NOT NULL DEFAULT '',"
            + " uniqueid varchar(150) NOT NULL DEFAULT '', userfield varchar(255) NOT NULL DEFAULT '')";
    private static final Instant BEFORE = Instant.parse("2026-11-20T17:00:00Z");

    private final Postgres postgres = Postgres.start();

    @TempDir
    Path folder;

    @BeforeAll
    void aUserWhoMayRead() throws SQLException {
        postgres.execute("CREATE ROLE referee LOGIN PASSWORD '" + SECRET + "'");
    }

    @BeforeEach
    void anEmptyTable() throws SQLException {
        postgres.execute("DROP TABLE IF EXISTS cdr", TABLE, "GRANT SELECT ON cdr TO referee");
    }

    @AfterAll
    void end() throws IOException {
        postgres.close();
    }

    @Test
    void whatWasToldIsComparedWithWhatIsInTheTable() throws Exception {
        fill();
        Path told = RECORDS.resolve("told-22.10.1.jsonl");
        assertEquals(
                new CommandRun(ExitCode.OK, "", line("0 transfers in 24 records, 0 findings")),
                reconcile(url(), Map.of("REFEREE_CDR_PASSWORD", SECRET), told));
        Path wrong = Files.writeString(
                folder.resolve("wrong.jsonl"),
                Files.readString(told)
                        .replace(
                                "\"state\":\"failed\",\"reason\":\"busy\"",
                                "\"state\":\"completed\",\"reason\":\"answered\""));
        Path password = Files.writeString(folder.resolve("password"), SECRET + "\n");
        CommandRun found =
                reconcile(url(), Map.of(), wrong, "--cdr-password-file", password.toString());
        assertEquals(line("0 transfers in 24 records, 2 findings"), found.err());
        assertEquals(ExitCode.NO, found.status());
    }

    @Test
    void onlyWhatCanMatterIsRead() throws Exception {
        fill();
        postgres.execute("UPDATE cdr SET calldate = calldate - interval '2 days' WHERE uniqueid ="
                + " '1795283366.17'");
        CommandRun found = reconcile(
                url(),
                Map.of("REFEREE_CDR_PASSWORD", SECRET),
                RECORDS.resolve("told-22.10.1.jsonl"));
        assertEquals(line("0 transfers in 23 records, 0 findings"), found.err());
    }

    @Test
    void timesMayHaveAZoneAnEndOrBeTexts() throws Exception {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        fill();
        List<CallDetail> plain = read(berlin);
        assertEquals(Instant.parse("2026-11-21T16:49:26Z"), plain.get(0).start());
        postgres.execute(
                "ALTER TABLE cdr ALTER calldate TYPE timestamptz USING calldate AT TIME ZONE"
                        + " 'Europe/Berlin'");
        assertEquals(plain, read(ZoneOffset.UTC));
        postgres.execute(
                "ALTER TABLE cdr RENAME calldate TO start",
                "ALTER TABLE cdr ADD \"end\" timestamp",
                "UPDATE cdr SET \"end\" = start AT TIME ZONE 'Europe/Berlin' + duration * interval '1"
                        + " second'",
                "ALTER TABLE cdr DROP duration");
        assertEquals(plain, read(berlin));
        postgres.execute("ALTER TABLE cdr ALTER start TYPE text USING to_char(start AT TIME ZONE"
                + " 'Europe/Berlin', 'YYYY-MM-DD HH24:MI:SS')");
        assertEquals(plain, read(berlin));
    }

    @Test
    void aTableThatGrowsMeanwhileDoesNoHarm() throws Exception {
        postgres.execute(rows(5_000));
        int read = 1;
        try (Records<CallDetail> reader = open(ZoneOffset.UTC)) {
            Objects.requireNonNull(reader.next());
            postgres.execute(rows(5_000));
            while (reader.next() != null) {
                read++;
            }
        }
        assertEquals(5_000, read);
    }

    @Test
    void aServerThatGoesAwayInTheMiddleIsTold() throws Exception {
        postgres.execute(rows(50_000));
        try (Records<CallDetail> reader = open(ZoneOffset.UTC)) {
            Objects.requireNonNull(reader.next());
            postgres.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                            + " 'referee'");
            RecordsException gone = assertThrows(RecordsException.class, () -> {
                while (reader.next() != null) {
                    // Until what is in memory has been read.
                }
            });
            assertEquals(
                    postgres.url("postgres")
                            + ": the connection failed: FATAL: terminating connection"
                            + " due to administrator command",
                    gone.getMessage());
        }
    }

    @Test
    void whatCannotBeReadIsToldInALineWithoutThePassword() throws Exception {
        assertRefused(
                "it refuses the user or the password: FATAL: password authentication failed for"
                        + " user \"referee\"",
                url(),
                "wrong");
        assertRefused(
                "it has no such database: FATAL: database \"none\" does not exist",
                postgres.url("none") + "?user=referee",
                SECRET);
        postgres.execute("REVOKE SELECT ON cdr FROM referee");
        assertRefused(
                "this user may not read the table cdr: ERROR: permission denied for table cdr",
                url(),
                SECRET);
        postgres.execute(
                "GRANT SELECT ON cdr TO referee",
                "ALTER TABLE cdr ALTER lastdata TYPE varchar(79)");
        assertRefused(
                "the column lastdata of the table cdr holds fewer than 80 characters: what was cut off"
                        + " cannot be told. Make it wider.",
                url(),
                SECRET);
        postgres.execute(
                "ALTER TABLE cdr ALTER lastdata TYPE text", "ALTER TABLE cdr DROP uniqueid");
        assertRefused(
                "the table cdr has no column uniqueid. Let Asterisk fill it, or make a view with"
                        + " these names.",
                url(),
                SECRET);
        postgres.execute("DROP TABLE cdr");
        assertRefused(
                "there is no table cdr: ERROR: relation \"cdr\" does not exist Position: 15",
                url(),
                SECRET);
        assertRefused(
                "the connection failed: Connection to 127.0.0.1:1 refused. Check that the hostname and"
                        + " port are correct and that the postmaster is accepting TCP/IP connections.",
                "jdbc:postgresql://127.0.0.1:1/postgres?user=referee",
                SECRET);
    }

    @Test
    void aPasswordOnTheCommandLineIsRefusedAndNotRepeated() {
        for (String url : List.of(
                url() + "&password=" + SECRET,
                "jdbc:postgresql://u:" + SECRET + "@127.0.0.1/postgres")) {
            CommandRun refused = reconcile(url, Map.of(), RECORDS.resolve("told-22.10.1.jsonl"));
            assertEquals(ExitCode.USAGE, refused.status());
            assertEquals(1, refused.err().lines().count());
            assertFalse(refused.err().contains(SECRET), refused.err());
        }
    }

    private void assertRefused(String message, String url, String password) {
        CommandRun refused = reconcile(
                url,
                Map.of("REFEREE_CDR_PASSWORD", password),
                RECORDS.resolve("told-22.10.1.jsonl"));
        String name = url.substring(0, url.indexOf('?'));
        assertEquals(line(name + ": " + message), refused.err());
        assertFalse(refused.err().contains(password));
        assertEquals(
                message.startsWith("the table") || message.startsWith("the column")
                        ? ExitCode.DATA
                        : ExitCode.NO_INPUT,
                refused.status());
    }

    /** With what Asterisk 22.10.1 wrote to a file. */
    private void fill() throws Exception {
        try (Records<CallDetail> reader = new CdrSource.InFile(RECORDS.resolve("cdr-22.10.1.csv"))
                .open(ZoneOffset.UTC, BEFORE)) {
            for (CallDetail one = reader.next(); one != null; one = reader.next()) {
                postgres.execute(String.format(
                        Locale.ROOT,
                        "INSERT INTO cdr (calldate, dst, channel, dstchannel, lastapp, lastdata,"
                                + " duration, disposition, uniqueid) VALUES ('%s', '%s', '%s', '%s',"
                                + " '%s', '%s', %d, '%s', '%s')",
                        one.start().toString().replace("T", " ").replace("Z", ""),
                        one.extension(),
                        one.channel(),
                        one.other(),
                        one.application(),
                        one.arguments(),
                        one.end().getEpochSecond() - one.start().getEpochSecond(),
                        one.disposition().word(),
                        one.uniqueid()));
            }
        }
    }

    private static String rows(int count) {
        return "INSERT INTO cdr (calldate, channel, lastapp, disposition, uniqueid) SELECT"
                + " '2026-11-21 17:51:13', 'PJSIP/ben-1', 'Echo', 'ANSWERED', '1795283472.' || i FROM"
                + " generate_series(1, " + count + ") i";
    }

    private String url() {
        return postgres.url("postgres") + "?user=referee";
    }

    private Records<CallDetail> open(ZoneId zone) throws RecordsException {
        return new CdrSource.InDatabase(url(), SECRET).open(zone, BEFORE);
    }

    private List<CallDetail> read(ZoneId zone) throws Exception {
        List<CallDetail> details = new ArrayList<>();
        try (Records<CallDetail> reader = open(zone)) {
            for (CallDetail one = reader.next(); one != null; one = reader.next()) {
                details.add(one);
            }
        }
        return details;
    }

    private static String line(String text) {
        return "referee: " + text + System.lineSeparator();
    }

    private CommandRun reconcile(
            String url, Map<String, String> environment, Path told, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("reconcile", "--zone", "UTC", "--cdr", url, "--events", told.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(environment, folder, arguments.toArray(String[]::new));
    }
}
