package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What somebody reads in the file of a log that a Referee is writing. */
class ArchiveTest {
    @TempDir
    Path folder;

    @Test
    void allThatWasToldIsReadWhileMoreIsWritten() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            fixture.append(LogFixture.IN_MEMORY + 2);
            List<Transfer> read = new ArrayList<>();
            Archive.read(fixture.file, transfer -> {
                if (read.isEmpty()) {
                    fixture.append(1);
                }
                read.add(transfer);
            });
            assertEquals(
                    fixture.told().subList(0, LogFixture.IN_MEMORY + 2).stream()
                            .map(entry -> entry.event().transfer())
                            .toList(),
                    read);
        }
    }

    @Test
    void aLogInWhichNothingWasForgottenHasAllSinceItWasMade() throws Exception {
        Instant before = InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            Instant since = Archive.<RuntimeException>read(fixture.file, transfer -> {});
            assertFalse(since.isBefore(before));
            assertFalse(since.isAfter(InstantSource.system().instant()));
            fixture.append(1);
            assertEquals(since, Archive.<RuntimeException>read(fixture.file, transfer -> {}));
        }
    }

    @Test
    void aLogOfAnOlderRefereeHasAllSinceItsFirstEvent() throws Exception {
        Instant first;
        Path file = folder.resolve("referee.db");
        try (LogFixture fixture = new LogFixture(file)) {
            first = fixture.now;
            fixture.append(1);
            fixture.now = first.plus(Duration.ofMinutes(1));
            fixture.append(1);
        }
        try (Connection older = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = older.createStatement()) {
            statement.executeUpdate("DROP TABLE birth");
        }
        assertEquals(first, Archive.<RuntimeException>read(file, transfer -> {}));
        new LogFixture(file).close();
        assertEquals(first, Archive.<RuntimeException>read(file, transfer -> {}));
    }

    @Test
    void whereEventsWereForgottenItSaysSinceWhenAllAreThere() throws Exception {
        try (LogFixture fixture = new LogFixture(
                LogFixture.withEntries(LogFixture.settings(folder.resolve("referee.db")), 3))) {
            Instant began = fixture.now;
            fixture.append(3);
            fixture.now = began.plus(Duration.ofMinutes(1));
            fixture.append(3);
            List<String> ids = new ArrayList<>();
            fixture.await("the first are forgotten", () -> {
                try {
                    ids.clear();
                    return Archive.read(fixture.file, transfer -> ids.add(transfer.id()))
                            .equals(fixture.now);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue(ids.contains("t6"), ids::toString);
        }
    }

    @Test
    void whatARefereeLeftThatWasKilledIsReadAndNotChanged() throws Exception {
        Path killed = folder.resolve("killed");
        Files.createDirectory(killed);
        Path copy = killed.resolve("referee.db");
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            fixture.append(2);
            Files.copy(fixture.file, copy);
            Files.copy(folder.resolve("referee.db-wal"), killed.resolve("referee.db-wal"));
        }
        byte[] before = Files.readAllBytes(copy);
        List<Transfer> read = new ArrayList<>();
        Archive.read(copy, read::add);
        assertEquals(2, read.size());
        assertArrayEquals(before, Files.readAllBytes(copy));
        // What SQLite leaves behind does not keep the next Referee from starting.
        new LogFixture(copy).close();
        assertFalse(Files.exists(killed.resolve("referee.db-wal")));
    }

    @Test
    void anEventThatCannotBeReadIsNamed() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"));
                Connection intruder = fixture.intruder()) {
            fixture.append(3);
            for (String damaged : List.of(
                    "",
                    "{}",
                    "null",
                    "{\"id\":\"t.1\",\"time\":\"2026-01-01T00:00:00Z\"}",
                    "{\"id\":\"t.1\",\"data\":{\"diagnosis\":[],\"evidence\":[],\"times\":{}}}")) {
                Sqlite.run(
                        intruder, "UPDATE entry SET event = '" + damaged + "' WHERE position = 2");
                LogDamage found = assertThrows(
                        LogDamage.class, () -> Archive.read(fixture.file, transfer -> {}));
                String message = String.valueOf(found.getMessage());
                assertTrue(message.startsWith(fixture.file.toString()), message);
                assertTrue(message.contains("position 2 "), message);
            }
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSaidToBeDamaged() throws Exception {
        Path text = Files.writeString(folder.resolve("text.db"), "no database".repeat(1_000));
        assertThrows(LogDamage.class, () -> Archive.read(text, transfer -> {}));
    }

    @Test
    void whatIsNotRefereesIsRefusedAndNothingIsMade() throws Exception {
        Path none = folder.resolve("none.db");
        assertThrows(LogRefusal.class, () -> Archive.read(none, transfer -> {}));
        assertFalse(Files.exists(none));
        Path empty = Files.createFile(folder.resolve("empty.db"));
        assertThrows(LogRefusal.class, () -> Archive.read(empty, transfer -> {}));
        assertEquals(0, Files.size(empty));
    }
}
