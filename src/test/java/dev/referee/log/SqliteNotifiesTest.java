package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.Notifies.Notify;
import dev.referee.model.SipRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** NOTIFYs in the log's own file: they survive with the events and never at their expense. */
class SqliteNotifiesTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    private static Notify notify(LogFixture fixture, long cseq) {
        return NotifiesTest.notify(fixture.now, "call-1", cseq, "SIP/2.0 503 No\r\n", null);
    }

    private static List<Notify> all(LogFixture fixture) {
        return NotifiesTest.all(fixture.log.notifies());
    }

    private static long rows(Connection other) throws Exception {
        return Sqlite.number(other, "SELECT count(*) FROM notify");
    }

    @Test
    void whatIsKeptSurvivesARestartAndIsStillKeptOnce() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            Notify kept = notify(fixture, 1);
            fixture.append(1);
            fixture.log.notifies().keep(kept);
            fixture.restart();
            assertEquals(List.of(kept), all(fixture));
            fixture.log.notifies().keep(kept);
            fixture.log.notifies().answered("main", kept.request(), 481);
            assertEquals(List.of(kept.answeredWith(481)), all(fixture));
            assertTrue(fixture.log.status().up());
        }
    }

    @Test
    void whatIsKeptIsInTheFileSoonAndNotOnlyAtTheEnd() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"));
                Connection other = fixture.intruder()) {
            all(fixture);
            fixture.log.notifies().keep(notify(fixture, 1));
            fixture.await("it is written", () -> {
                try {
                    return rows(other) == 1;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void aFloodCostsNoEventItsPlaceAndKeepsNoneWaiting() throws Exception {
        Path file = folder.resolve("referee.db");
        LogSettings settings = LogFixture.withNotifies(
                LogFixture.withBytes(LogFixture.settings(file), MEGABYTE), 10_000, 4 * MEGABYTE);
        try (LogFixture fixture = new LogFixture(settings)) {
            EventLog.Position before = fixture.log.newest();
            for (int round = 0; round < 8; round++) {
                for (int i = 0; i < SqliteNotifies.MOST_WAITING; i++) {
                    long cseq = (long) round * SqliteNotifies.MOST_WAITING + i;
                    fixture.log
                            .notifies()
                            .keep(NotifiesTest.notify(
                                    fixture.now, "call-" + cseq, cseq, "x".repeat(500), null));
                }
                assertFalse(all(fixture).isEmpty());
                fixture.append(10);
            }
            assertTrue(all(fixture).size() > 4_000, () -> "" + all(fixture).size());
            assertEquals(80, fixture.after(before, 100).orElseThrow().size());
            fixture.restart();
            fixture.append(1);
            assertEquals(81, fixture.after(before, 100).orElseThrow().size());
            assertTrue(fixture.log.status().up(), fixture.log.status()::detail);
        }
    }

    @Test
    void whatTheyTakeOfTheFileIsAllThatGoesWithThem() throws Exception {
        Path file = folder.resolve("referee.db");
        try (LogFixture fixture = new LogFixture(
                        LogFixture.withNotifies(LogFixture.settings(file), 10_000, 16 * MEGABYTE));
                Connection other = fixture.intruder()) {
            all(fixture);
            for (int cseq = 1; cseq <= SqliteNotifies.MOST_WAITING; cseq++) {
                fixture.log
                        .notifies()
                        .keep(NotifiesTest.notify(
                                fixture.now,
                                Long.toHexString(cseq * 0x9e3779b97f4a7c15L),
                                cseq,
                                "x".repeat(cseq * 4),
                                null));
            }
            all(fixture);
            long taken = NotifyTable.bytes(other);
            long used = Sqlite.usedBytes(other);
            Sqlite.run(other, "DROP TABLE notify");
            assertEquals(used - Sqlite.usedBytes(other), taken);
            assertTrue(taken > 2 * MEGABYTE, "" + taken);
        }
    }

    @Test
    void ofThoseThatWaitTheOldestGoesFirst() throws Exception {
        try (LogFixture fixture = new LogFixture(LogFixture.withNotifies(
                        LogFixture.settings(folder.resolve("referee.db")), 10_000, MEGABYTE));
                Connection other = fixture.intruder()) {
            all(fixture);
            Sqlite.run(other, "BEGIN IMMEDIATE");
            for (int cseq = 0; cseq <= SqliteNotifies.MOST_WAITING; cseq++) {
                fixture.log.notifies().keep(notify(fixture, cseq));
            }
            assertEquals(List.of(), all(fixture));
            Sqlite.run(other, "ROLLBACK");
            List<Notify> kept = all(fixture);
            assertEquals(SqliteNotifies.MOST_WAITING, kept.size());
            assertEquals(new SipRequest("call-1", "pbx-tag", 1), kept.getLast().request());
        }
    }

    @Test
    void aFileThatIsNotThereIsNotMadeAndTheNextTryFindsIt() throws Exception {
        Path file = folder.resolve("referee.db");
        LogSettings settings = LogFixture.settings(file);
        SqliteNotifies notifies = new SqliteNotifies(settings, () -> Transfers.AT);
        notifies.keep(NotifiesTest.notify(Transfers.AT, "call-1", 1, "", null));
        assertTrue(notifies.find(NotifiesTest.ALL, Long.MAX_VALUE, 1)
                .toCompletableFuture()
                .join()
                .isEmpty());
        assertFalse(Files.exists(file));
        try (LogFixture fixture = new LogFixture(file)) {
            fixture.append(1);
            assertEquals(1, NotifiesTest.all(notifies).size());
        }
        notifies.end();
    }
}
