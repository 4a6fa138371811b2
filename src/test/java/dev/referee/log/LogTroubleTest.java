package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/** The file cannot be written for a while: browsers are told all the same, and nothing is torn. */
class LogTroubleTest {
    @TempDir
    Path folder;

    @Test
    void aLockedFileKeepsNothingFromBrowsersAndIsCaughtUpWhenItIsFree() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"));
                Connection intruder = fixture.intruder()) {
            fixture.append(3);
            Position before = fixture.log.newest();
            Sqlite.run(intruder, "BEGIN IMMEDIATE");
            fixture.append(2);
            fixture.awaitTrouble("locked");
            assertNotEquals(before.epoch(), fixture.log.newest().epoch());
            assertEquals(Optional.of(List.of("t4.1", "t5.1")), fixture.after(before));

            Sqlite.run(intruder, "ROLLBACK");
            fixture.awaitHealth();
            fixture.append(1);
            fixture.restart();
            assertEquals(Optional.of(List.of("t4.1", "t5.1", "t6.1")), fixture.after(before));
            assertEquals(ids(fixture.told()), idsAfterTheBeginning(fixture));
        }
    }

    @Test
    void whatWasToldInTroubleAndNeverWrittenIsNeverMistakenForWhatFollowed() throws Exception {
        Path file = folder.resolve("referee.db");
        Position inTrouble;
        try (LogFixture fixture = new LogFixture(file);
                Connection intruder = fixture.intruder()) {
            fixture.append(3);
            Sqlite.run(intruder, "BEGIN IMMEDIATE");
            fixture.append(2);
            inTrouble = fixture.log.newest();
            fixture.log.close();
        }
        try (LogFixture again = new LogFixture(file)) {
            assertEquals(3, again.log.newest().offset(), "two are lost with the process");
            for (int i = 1; i <= 3; i++) {
                again.log.append(Transfers.requested("later" + i));
            }
            again.awaitTold(3);
            assertEquals(Optional.empty(), again.after(inTrouble));
        }
    }

    @Test
    void troubleThatOutlastsTheMemoryLosesTheOldestAndSaysSo() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"));
                Connection intruder = fixture.intruder()) {
            fixture.append(1);
            Position before = fixture.log.newest();
            Sqlite.run(intruder, "BEGIN IMMEDIATE");
            fixture.append(LogFixture.IN_MEMORY);
            assertEquals(
                    LogFixture.IN_MEMORY, fixture.after(before).orElseThrow().size());
            fixture.append(1);
            assertEquals(Optional.empty(), fixture.after(before));

            Sqlite.run(intruder, "ROLLBACK");
            fixture.awaitHealth();
            fixture.restart();
            assertEquals(Optional.empty(), fixture.after(before));
            Entry lost = fixture.told().get(1);
            assertEquals(
                    Optional.of(ids(fixture.told().subList(2, 7))),
                    fixture.after(lost.position()),
                    "whoever was told all that is lost goes on");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4_096})
    void aDamagedFileIsMovedAsideAndTheHistoryBeginsAnew(long offset) throws Exception {
        Path file = folder.resolve("referee.db");
        Position before;
        try (LogFixture fixture = new LogFixture(file)) {
            fixture.append(20);
            before = fixture.log.newest();
        }
        damage(file, offset);
        byte[] damaged = Files.readAllBytes(file);
        try (LogFixture fixture = new LogFixture(file)) {
            assertTrue(fixture.log.status().up());
            assertNotEquals(before.epoch(), fixture.log.newest().epoch());
            assertEquals(Optional.empty(), fixture.after(before));
            fixture.append(1);
            assertEquals(List.of("t1.1"), idsAfterTheBeginning(fixture));
        }
        assertEquals(
                damaged.length,
                Files.size(file.resolveSibling("referee.db.damaged")),
                "it is kept");
    }

    @Test
    void aFileThatCannotBeOpenedAtTheStartIsTakenUpAsSoonAsItCan() throws Exception {
        Path inTheWay = Files.createFile(folder.resolve("data"));
        try (LogFixture fixture = new LogFixture(inTheWay.resolve("referee.db"))) {
            fixture.awaitTrouble("cannot be opened");
            fixture.append(3);
            fixture.log.dialogs().learn("leg", new Dialog("call", "local", "remote"));
            Position third = fixture.told().get(2).position();

            Files.delete(inTheWay);
            fixture.awaitHealth();
            fixture.append(1);
            fixture.restart();
            assertEquals(Optional.of(List.of("t4.1")), fixture.after(third));
            fixture.await("the dialog", () -> fixture.log.dialogs().find("call").size() == 1);
        }
    }

    @Test
    void whatWasKeptBeforeIsStillThereWhenTheFileCannotBeOpenedForAWhile() throws Exception {
        Path file = folder.resolve("data").resolve("referee.db");
        Position first;
        try (LogFixture fixture = new LogFixture(file)) {
            fixture.append(3);
            first = fixture.told().getFirst().position();
        }
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(file.getParent(), elsewhere);
        Files.createFile(file.getParent());
        try (LogFixture fixture = new LogFixture(file)) {
            fixture.log.append(Transfers.requested("later"));
            fixture.awaitTold(1);
            assertEquals(Optional.empty(), fixture.after(first), "it cannot be known now");

            Files.delete(file.getParent());
            Files.move(elsewhere, file.getParent());
            fixture.awaitHealth();
            fixture.restart();
            assertEquals(Optional.of(List.of("t2.1", "t3.1", "later.1")), fixture.after(first));
        }
    }

    @Test
    void aFullDiskIsToldAndLosesNothingOnceThereIsRoom() throws Exception {
        ChildProcess child = ChildProcess.onADiskOfItsOwn(folder, FullDisk.class);
        assertEquals(0, child.awaitEnd(), child::output);
        assertTrue(child.output().contains("All is well"), child::output);
    }

    private static void damage(Path file, long offset) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            bytes.write(new byte[3_000]);
        }
    }

    private static List<String> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.event().id()).toList();
    }

    /** Under the name that the history had first. */
    private static List<String> idsAfterTheBeginning(LogFixture fixture) {
        String first = fixture.told().getFirst().position().epoch();
        return fixture.after(new Position(first, 0)).orElseThrow();
    }
}
