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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** How many dead letters are kept, in a file and in memory alike; and what is printed of one. */
class LedgerBoundsTest {
    private static final Standing STANDING =
            new Standing(new Position("epoch", 9), List.of(), null);

    @TempDir
    Path folder;

    /** Where dead letters are kept. */
    enum Place {
        FILE,
        MEMORY
    }

    /** What is tried with a ledger. */
    private interface Trial {
        void with(Ledger ledger);
    }

    private void attempt(Place place, Trial trial) throws Exception {
        if (place == Place.MEMORY) {
            trial.with(new MemoryLedger());
            return;
        }
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            trial.with(fixture.log.ledger());
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static DeadLetter letter(int number) {
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

    static DeadLetter withRequest(DeadLetter one, int length) {
        return new DeadLetter(
                one.webhook(),
                one.event(),
                one.at(),
                one.attempts(),
                one.reason(),
                one.headers(),
                "x".repeat(length),
                one.answer());
    }

    /** The events of those that are kept, newest first. */
    private static List<String> kept(Ledger ledger) {
        return get(ledger.deadLetters(null, Long.MAX_VALUE, Integer.MAX_VALUE))
                .orElseThrow()
                .stream()
                .map(kept -> String.valueOf(kept.letter().event()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void theOldestDeadLetterGoesFirst(Place place) throws Exception {
        attempt(place, ledger -> {
            List<DeadLetter> letters = IntStream.rangeClosed(1, Ledger.MOST_DEAD_LETTERS + 1)
                    .mapToObj(LedgerBoundsTest::letter)
                    .toList();
            assertTrue(get(ledger.save("crm", STANDING, letters)));
            List<String> kept = kept(ledger);
            assertEquals(Ledger.MOST_DEAD_LETTERS, kept.size());
            assertEquals("t2", kept.getLast());
        });
    }

    @ParameterizedTest
    @EnumSource
    void longDeadLettersAreFewer(Place place) throws Exception {
        int half = (int) (Ledger.MOST_DEAD_LETTER_BYTES / 2);
        // What else is in a letter: "Why.", and two headers, a line each.
        int rest = "Why.ce-id: a: b\ncontent-type: text/plain".length();
        attempt(place, ledger -> {
            DeadLetter first = withRequest(letter(1), half - rest);
            DeadLetter second = withRequest(letter(2), half - rest);
            assertTrue(get(ledger.save("crm", STANDING, List.of(first, second))));
            assertEquals(List.of("t2", "t1"), kept(ledger));
            DeadLetter third = withRequest(letter(3), half - rest + 1);
            assertTrue(get(ledger.save("crm", STANDING, List.of(third))));
            assertEquals(List.of("t3"), kept(ledger));
            get(ledger.takeOut(3));
            assertTrue(get(ledger.save("crm", STANDING, List.of(second, first))));
            assertEquals(List.of("t1", "t2"), kept(ledger));
        });
    }

    @Test
    void whatIsPrintedOfADeadLetterHoldsNothingThatWasSentOrAnswered() {
        DeadLetter letter = new DeadLetter(
                "crm", "t1.1", Instant.EPOCH, 2, "hush", Map.of("x", "hush"), "hush", "hush");
        KeptLetter kept = new KeptLetter(17, letter);
        assertTrue(kept.toString().contains("crm, t1.1"), kept::toString);
        assertFalse(kept.toString().contains("hush"), kept::toString);
        Standing refused = new Standing(STANDING.read(), List.of(3L), "https://a.example/?hush");
        assertFalse(refused.toString().contains("hush"), refused::toString);
    }
}
