package dev.referee.intake.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** CDRs in the table that cdr_sqlite3_custom of 22.10.1 makes from its sample, whole and broken. */
class SqliteCdrsTest {
    private static final String TABLE =
            "CREATE TABLE cdr (AcctId INTEGER PRIMARY KEY, calldate,clid,"
                    + "dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,"
                    + "accountcode,uniqueid,userfield,test)";
    private static final String COLUMNS = "INSERT INTO cdr (calldate,channel,dstchannel,lastapp,"
            + "lastdata,duration,disposition,uniqueid) ";
    private static final String ROW = COLUMNS + "VALUES ('2026-11-21 17:51:13','PJSIP/ben-1',"
            + "'PJSIP/cleo-2','Dial','PJSIP/cleo,30,tT','2','BUSY','1795283472.177')";
    private static final Instant BEFORE = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aRowIsRead() throws Exception {
        Path file = database(TABLE, ROW);
        assertTrue(SqliteCdrs.isOne(file));
        assertEquals(
                List.of(new CallDetail(
                        "1795283472.177",
                        "PJSIP/ben-1",
                        "PJSIP/cleo-2",
                        "",
                        "Dial",
                        "PJSIP/cleo,30,tT",
                        Instant.parse("2026-11-21T17:51:13Z"),
                        Instant.parse("2026-11-21T17:51:15Z"),
                        Disposition.BUSY,
                        "master.db, row 1")),
                read(file, BEFORE));
    }

    @Test
    void whatBeganBeforeIsNotRead() throws Exception {
        Path file = database(TABLE, ROW);
        assertEquals(1, read(file, Instant.parse("2026-11-21T17:51:13Z")).size());
        assertEquals(0, read(file, Instant.parse("2026-11-21T17:51:14Z")).size());
    }

    @Test
    void asteriskCanWriteWhileManyAreRead() throws Exception {
        Path file = database(TABLE, rows(25_000));
        List<CallDetail> details = new ArrayList<>();
        try (SqliteCdrs reader = SqliteCdrs.open(file, ZoneOffset.UTC, BEFORE)) {
            details.add(Objects.requireNonNull(reader.next()));
            change(file, ROW);
            for (CallDetail one = reader.next(); one != null; one = reader.next()) {
                details.add(one);
            }
        }
        assertEquals(25_001, details.size());
        assertEquals(25_001, details.stream().map(CallDetail::origin).distinct().count());
    }

    @Test
    void betweenTwoReadingsNoneIsLeftOut() throws Exception {
        assertEquals(10_001, read(database(TABLE, rows(10_001)), BEFORE).size());
        Path file = change(folder.resolve("other.db"), TABLE, rows(10_002));
        change(file, "UPDATE cdr SET rowid = 9223372036854775807 WHERE rowid = 10002");
        assertEquals(10_002, read(file, BEFORE).size());
    }

    @Test
    void aTableThatIsEmptyHasNone() throws Exception {
        assertEquals(List.of(), read(database(TABLE), BEFORE));
    }

    @Test
    void whatCannotBeReadIsTold() throws Exception {
        Path other = Files.writeString(folder.resolve("Master.csv"), "so,what\n");
        assertFalse(SqliteCdrs.isOne(other));
        assertFalse(SqliteCdrs.isOne(folder));
        assertRefused(
                "its table cdr cannot be read: [SQLITE_ERROR] SQL error or missing database (no"
                        + " such table: cdr)",
                "CREATE TABLE other (a)");
        assertRefused(
                "the table cdr has no column uniqueid, disposition. Let Asterisk fill it, or make a"
                        + " view with these names.",
                TABLE.replace("uniqueid,", "").replace("disposition,", ""));
        assertRefused(
                "the table cdr has no column start or calldate. Let Asterisk fill it.",
                TABLE.replace("calldate,", ""));
    }

    @Test
    void aBrokenRowIsNamed() throws Exception {
        Path file = database(TABLE, ROW, ROW.replace("17:51:13", "this evening"));
        RecordsException refused = assertThrows(RecordsException.class, () -> read(file, BEFORE));
        assertTrue(refused.isBroken());
        assertEquals(
                file + ", row 2: its time is not written as 2026-11-20 22:03:00.",
                refused.getMessage());
    }

    private void assertRefused(String message, String table) throws Exception {
        Files.deleteIfExists(folder.resolve("master.db"));
        Path file = database(table);
        RecordsException refused = assertThrows(RecordsException.class, () -> read(file, BEFORE));
        assertEquals(file + ": " + message, refused.getMessage());
    }

    private static String rows(int count) {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count
                + ") " + COLUMNS + "SELECT '2026-11-21 17:51:13','PJSIP/ben-1','','Echo','','2',"
                + "'ANSWERED','1795283472.' || i FROM n";
    }

    private Path database(String... statements) throws SQLException {
        return change(folder.resolve("master.db"), statements);
    }

    private static Path change(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.executeUpdate(one);
            }
        }
        return file;
    }

    private static List<CallDetail> read(Path file, Instant from) throws Exception {
        List<CallDetail> details = new ArrayList<>();
        try (SqliteCdrs reader = SqliteCdrs.open(file, ZoneOffset.UTC, from)) {
            for (CallDetail one = reader.next(); one != null; one = reader.next()) {
                details.add(one);
            }
        }
        return details;
    }
}
