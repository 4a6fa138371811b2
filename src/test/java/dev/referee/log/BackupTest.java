package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Copies of a log, and what happens when one is put in place. */
class BackupTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("referee.db");
    }

    private Path copy() {
        return folder.resolve("backup.db");
    }

    private Path restored(String name) throws Exception {
        return Files.copy(copy(), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> ids(SqliteLog log, Position from) throws Exception {
        return log
                .after(from, 1_000)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .orElseThrow()
                .stream()
                .map(entry -> entry.event().id())
                .toList();
    }

    private static Position start(SqliteLog log) {
        return new Position(log.newest().epoch(), 0);
    }

    private static boolean isKnown(SqliteLog log, Position position) throws Exception {
        return log.after(position, 1_000)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .isPresent();
    }

    @Test
    void aCopyMadeWhileEventsAreWrittenHasAllThatWereToldBeforeAndNoGap() throws Exception {
        int toldBefore;
        try (LogFixture log = new LogFixture(file())) {
            log.append(50);
            Thread writing = Thread.ofPlatform().start(() -> log.append(100));
            log.awaitTold(80);
            toldBefore = log.told().size();
            Backup.make(file(), copy());
            writing.join();
        }
        try (LogFixture log = new LogFixture(restored("restored.db"))) {
            List<String> ids = ids(log.log, start(log.log));
            assertTrue(ids.size() >= toldBefore && ids.size() <= 150, ids::toString);
            assertEquals(
                    IntStream.rangeClosed(1, ids.size())
                            .mapToObj(n -> "t" + n + ".1")
                            .toList(),
                    ids);
        }
    }

    /** A browser that saw 8 would be told nothing of 6 to 8 of this history, and be none the wiser. */
    @Test
    void noPositionOfTheHistoryThatWasCopiedCountsInTheCopy() throws Exception {
        Position seenBefore;
        Position seenAfter;
        try (LogFixture log = new LogFixture(file())) {
            log.append(5);
            seenBefore = log.log.newest();
            Backup.make(file(), copy());
            log.append(3);
            seenAfter = log.log.newest();
            assertTrue(isKnown(log.log, seenBefore), "the copied log itself goes on");
        }
        try (LogFixture log = new LogFixture(restored("restored.db"))) {
            assertEquals(5, ids(log.log, start(log.log)).size());
            assertFalse(isKnown(log.log, seenBefore));
            assertFalse(isKnown(log.log, seenAfter));
            log.log.append(List.of(
                    Transfers.ended("x1", 1, Transfer.Reason.BUSY),
                    Transfers.ended("x2", 1, Transfer.Reason.BUSY),
                    Transfers.ended("x3", 1, Transfer.Reason.BUSY),
                    Transfers.ended("x4", 1, Transfer.Reason.BUSY)));
            log.awaitTold(4);
            assertFalse(isKnown(log.log, seenAfter));
        }
    }

    @Test
    void twoRestoresOfOneBackupAreTwoHistoriesAndARestartBeginsNone() throws Exception {
        try (LogFixture log = new LogFixture(file())) {
            log.append(5);
            Backup.make(file(), copy());
        }
        String first;
        try (LogFixture log = new LogFixture(restored("first.db"))) {
            first = log.log.newest().epoch();
            log.restart();
            assertEquals(first, log.log.newest().epoch());
            assertEquals(5, ids(log.log, start(log.log)).size());
        }
        try (LogFixture log = new LogFixture(restored("second.db"))) {
            assertNotEquals(first, log.log.newest().epoch());
        }
    }

    /** It has ended since, and was told so under the id that would come next. */
    @Test
    void aTransferThatWasUnderWayDoesNotEndASecondTime() throws Exception {
        try (LogFixture log = new LogFixture(file())) {
            log.append(2);
            log.log.append(Transfers.requested("open"));
            log.awaitTold(3);
            Backup.make(file(), copy());
        }
        try (LogFixture log = new LogFixture(restored("restored.db"))) {
            assertEquals(
                    List.of("t1", "t2"),
                    log.log.current().newest().stream()
                            .map(Entry::event)
                            .map(event -> event.transfer().id())
                            .toList());
            assertEquals(List.of("t1.1", "t2.1"), ids(log.log, start(log.log)));
        }
    }

    @Test
    void webhooksGoOnFromWhereTheyWere() throws Exception {
        try (LogFixture log = new LogFixture(file())) {
            log.append(5);
            Position read = new Position(log.log.newest().epoch(), 3);
            assertTrue(log.log
                    .ledger()
                    .save("crm", new Ledger.Standing(read, List.of(2L), null), List.of())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS));
            Backup.make(file(), copy());
        }
        try (LogFixture log = new LogFixture(restored("restored.db"))) {
            Position now = new Position(log.log.newest().epoch(), 3);
            assertEquals(
                    Optional.of(Map.of("crm", new Ledger.Standing(now, List.of(2L), null))),
                    log.log.ledger().load().toCompletableFuture().get(30, TimeUnit.SECONDS));
            assertEquals(List.of("t4.1", "t5.1"), ids(log.log, now));
        }
    }

    /** Why cp is none: the newest events are in the file beside it. */
    @Test
    void theFileAloneLacksWhatWasWrittenLast() throws Exception {
        try (LogFixture log = new LogFixture(file())) {
            log.append(20);
            Files.copy(file(), copy());
            Backup.make(file(), folder.resolve("whole.db"));
        }
        try (LogFixture log = new LogFixture(copy())) {
            assertTrue(log.log.newest().offset() < 20, log.log.newest()::toString);
        }
        try (LogFixture log = new LogFixture(folder.resolve("whole.db"))) {
            assertEquals(20, log.log.newest().offset());
        }
    }

    @Test
    void aCopyIsForItsOwnerAndOverwritesNothing() throws Exception {
        try (LogFixture log = new LogFixture(file())) {
            log.append(1);
            Backup.make(file(), copy());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(copy())));
            assertThrows(FileAlreadyExistsException.class, () -> Backup.make(file(), copy()));
            assertThrows(
                    LogRefusal.class,
                    () -> Backup.make(folder.resolve("none.db"), folder.resolve("b.db")));
            Path text = Files.writeString(folder.resolve("text"), "no database".repeat(99));
            assertThrows(Exception.class, () -> Backup.make(text, folder.resolve("b.db")));
            try (var files = Files.list(folder)) {
                assertEquals(
                        List.of(),
                        files.map(path -> path.getFileName().toString())
                                .filter(name -> name.startsWith("b.db"))
                                .toList());
            }
        }
    }
}
