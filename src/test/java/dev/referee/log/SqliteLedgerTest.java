package dev.referee.log;

import static dev.referee.log.LedgerBoundsTest.letter;
import static dev.referee.log.LedgerBoundsTest.withRequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog.Position;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.KeptLetter;
import dev.referee.log.Ledger.Order;
import dev.referee.log.Ledger.Standing;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** What is remembered of deliveries, in the log's own file. */
class SqliteLedgerTest {
    private static final Standing HALF_WAY =
            new Standing(new Position("epoch", 9), List.of(3L, 7L), "https://gone.example");
    private static final Standing DONE = new Standing(new Position("epoch", 9), List.of(), null);

    @TempDir
    Path folder;

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static List<DeadLetter> letters(LogFixture fixture, int most) {
        return get(fixture.log.ledger().deadLetters(null, Long.MAX_VALUE, most))
                .orElseThrow()
                .stream()
                .map(KeptLetter::letter)
                .toList();
    }

    @Test
    void howFarSomebodyHasComeSurvivesARestart() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            assertEquals(Optional.of(Map.of()), get(fixture.log.ledger().load()));
            assertTrue(get(fixture.log.ledger().save("crm", DONE, List.of(letter(1)))));
            assertTrue(get(fixture.log.ledger().save("crm", HALF_WAY, List.of())));
            assertTrue(get(fixture.log.ledger().save("other", DONE, List.of(letter(2)))));
            fixture.append(3);
            fixture.restart();
            assertEquals(
                    Optional.of(Map.of("crm", HALF_WAY, "other", DONE)),
                    get(fixture.log.ledger().load()));
            assertEquals(List.of(letter(2), letter(1)), letters(fixture, 10));
            assertTrue(fixture.log.status().up());
        }
    }

    @Test
    void whatAdministratorsSaidSurvivesARestartAndIsForgottenWithTheCarrier() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            assertTrue(get(fixture.log.ledger().order("crm", new Order("{}", false))));
            assertTrue(get(fixture.log.ledger().order("crm", new Order("{}", true))));
            assertTrue(get(fixture.log.ledger().order("other", new Order(null, false))));
            assertTrue(get(fixture.log.ledger().save("other", DONE, List.of(letter(1)))));
            assertTrue(get(fixture.log.ledger().forget("other")));
            fixture.restart();
            assertEquals(
                    Optional.of(Map.of("crm", new Order("{}", true))),
                    get(fixture.log.ledger().orders()));
            assertEquals(Optional.of(Map.of()), get(fixture.log.ledger().load()));
            assertEquals(List.of(letter(1)), letters(fixture, 10));
        }
    }

    @Test
    void deadLettersAreReadByCarrierAndPageByPageAndTakenOut() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            Ledger ledger = fixture.log.ledger();
            assertTrue(get(ledger.save("crm", DONE, List.of(letter(1), letter(2), letter(3)))));
            List<KeptLetter> page =
                    get(ledger.deadLetters("crm", Long.MAX_VALUE, 2)).orElseThrow();
            assertEquals(
                    List.of(letter(3), letter(2)),
                    page.stream().map(KeptLetter::letter).toList());
            assertEquals(List.of(), get(ledger.deadLetters("other", 9, 2)).orElseThrow());
            assertTrue(get(ledger.takeOut(page.getLast().number())));
            assertEquals(List.of(letter(3), letter(1)), letters(fixture, 10));
        }
    }

    @Test
    void deadLettersCostNoEventItsPlace() throws Exception {
        Path file = folder.resolve("referee.db");
        try (LogFixture fixture =
                new LogFixture(LogFixture.withBytes(LogFixture.settings(file), 1 << 20))) {
            for (int i = 1; i <= 5; i++) {
                assertTrue(get(fixture.log
                        .ledger()
                        .save("crm", DONE, List.of(withRequest(letter(i), 1 << 20)))));
            }
            EventLog.Position before = fixture.log.newest();
            fixture.append(50);
            fixture.restart();
            assertTrue(get(fixture.log.ledger().load()).isPresent());
            assertEquals(50, get(fixture.log.after(before, 100)).orElseThrow().size());
        }
    }

    @Test
    void shortDeadLettersLetTheFileGrowByNoMoreThanTheyTake() throws Exception {
        long most = 1 << 20;
        LogSettings settings = new LogSettings(
                folder.resolve("referee.db"), false, 10_000, LogFixture.AGE, most, 1_000, 10, 0, 1);
        try (LogFixture fixture = new LogFixture(settings);
                Connection intruder = fixture.intruder()) {
            List<DeadLetter> letters = IntStream.rangeClosed(1, Ledger.MOST_DEAD_LETTERS)
                    .mapToObj(number -> withRequest(letter(number), 700))
                    .toList();
            assertTrue(get(fixture.log.ledger().save("crm", DONE, letters)));
            long before = Sqlite.usedBytes(intruder);
            for (int told = 0; told < 2_000; told += 100) {
                fixture.log.append(IntStream.range(told, told + 100)
                        .mapToObj(n -> Transfers.saying(
                                "x".repeat(2_000),
                                Transfers.ended("t" + n, 1, Transfer.Reason.BUSY)))
                        .toList());
                fixture.awaitTold(told + 100);
            }
            fixture.await("the file is small enough", () -> {
                try {
                    return Sqlite.usedBytes(intruder) <= most + before;
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void aFileOfAnOlderRefereeIsReadAndWritten() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            fixture.append(1);
            try (Connection older = fixture.intruder()) {
                Sqlite.run(
                        older,
                        "CREATE TABLE dead_letter(ordinal INTEGER PRIMARY KEY AUTOINCREMENT,"
                                + " carrier TEXT NOT NULL, event TEXT, at INTEGER NOT NULL,"
                                + " attempts INTEGER NOT NULL, reason TEXT NOT NULL, request TEXT,"
                                + " answer TEXT)");
                Sqlite.run(
                        older,
                        "INSERT INTO dead_letter(carrier, event, at, attempts, reason, request)"
                                + " VALUES('crm', 't1', 1, 2, 'Why.', 'body')");
            }
            assertTrue(get(fixture.log.ledger().save("crm", DONE, List.of(letter(2)))));
            DeadLetter first = new DeadLetter(
                    "crm", "t1", Instant.ofEpochMilli(1), 2, "Why.", Map.of(), "body", null);
            assertEquals(List.of(letter(2), first), letters(fixture, 10));
        }
    }

    @Test
    void aFileOfNobodyDeliveringHasNoTablesOfIt() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            fixture.append(1);
            try (Connection intruder = fixture.intruder()) {
                assertEquals(
                        0,
                        Sqlite.number(
                                intruder,
                                "SELECT count(*) FROM sqlite_schema WHERE name = 'carrier'"));
            }
        }
    }

    @Test
    void aFileThatIsNotThereIsNotMadeAndTheNextTryFindsIt() throws Exception {
        Path file = folder.resolve("referee.db");
        SqliteLedger ledger = new SqliteLedger(file);
        assertFalse(get(ledger.save("crm", DONE, List.of())));
        assertEquals(Optional.empty(), get(ledger.load()));
        assertFalse(Files.exists(file));
        try (LogFixture fixture = new LogFixture(file)) {
            fixture.append(1);
            assertTrue(get(ledger.save("crm", DONE, List.of())));
        }
        ledger.close();
    }
}
