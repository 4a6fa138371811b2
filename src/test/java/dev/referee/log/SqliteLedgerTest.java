package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog.Position;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.KeptLetter;
import dev.referee.log.Ledger.Standing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
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

    private static DeadLetter letter(int number) {
        return new DeadLetter(
                "crm",
                "t" + number,
                Instant.ofEpochMilli(number),
                2,
                "Why.",
                Map.of("content-type", "text/plain", "ce-id", "a: b"),
                "body",
                null);
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
    void theOldestDeadLetterGoesFirst() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            List<DeadLetter> letters = IntStream.rangeClosed(1, Ledger.MOST_DEAD_LETTERS + 1)
                    .mapToObj(SqliteLedgerTest::letter)
                    .toList();
            assertTrue(get(fixture.log.ledger().save("crm", DONE, letters)));
            List<DeadLetter> kept = letters(fixture, Integer.MAX_VALUE);
            assertEquals(Ledger.MOST_DEAD_LETTERS, kept.size());
            assertEquals(letter(2), kept.getLast());
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
