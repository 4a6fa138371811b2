package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.correlate.Itinerary.Left;
import dev.referee.correlate.Itinerary.Mark;
import dev.referee.correlate.Itinerary.Status;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** What a channel did, and which of it belongs to which transfer. */
final class ItineraryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    private final Itinerary itinerary = new Itinerary();

    private static Status status(int number) {
        return new Status("DIALSTATUS", Integer.toString(number), NOW);
    }

    private void take(int from, int to) {
        for (int number = from; number < to; number++) {
            itinerary.add(status(number));
        }
    }

    @Test
    void stepsBelongToTheTransferWhoseMarkIsBeforeThem() {
        take(0, 2);
        Mark first = itinerary.mark(null, NOW);
        take(2, 4);
        Mark second = itinerary.mark(null, NOW);
        take(4, 5);

        assertEquals(List.of(status(0), status(1)), itinerary.since(Mark.BEGINNING));
        assertEquals(List.of(status(2), status(3)), itinerary.since(first));
        assertEquals(List.of(status(4)), itinerary.since(second));
        assertTrue(itinerary.hasMarkAfter(first));
        assertFalse(itinerary.hasMarkAfter(second));
    }

    @Test
    void transfersThatBeginAtOnePlaceShareAMark() {
        assertSame(Mark.BEGINNING, itinerary.mark(null, NOW));
        take(0, 1);
        Mark mark = itinerary.mark(null, NOW);

        assertSame(mark, itinerary.mark(null, NOW));
        assertTrue(itinerary.hasMarkAfter(Mark.BEGINNING));
    }

    @Test
    void aMarkStaysBetweenItsStepsWhenOldOnesAreForgotten() {
        take(0, Itinerary.MOST_STEPS - 2);
        Mark mark = itinerary.mark(null, NOW);
        take(1_000, 1_010);

        assertEquals(10, itinerary.since(mark).size());
        assertEquals(status(1_000), itinerary.since(mark).getFirst());
        assertEquals(Itinerary.MOST_STEPS - 10, itinerary.since(Mark.BEGINNING).size());
        assertEquals(status(8), itinerary.since(Mark.BEGINNING).getFirst());
    }

    @Test
    void whatATransferDidNotDoIsNotItsOwnOnceAllBeforeItIsForgotten() {
        take(0, 1);
        Mark mark = itinerary.mark(null, NOW);
        take(1, 1 + Itinerary.MOST_STEPS);

        assertEquals(Itinerary.MOST_STEPS, itinerary.since(mark).size());
        assertEquals(List.of(), itinerary.since(Mark.BEGINNING));
        assertFalse(itinerary.hasMarkAfter(mark));
    }

    @Test
    void aMarkThatIsOneOfTooManyEndsAtTheFirstThatIsKept() {
        take(0, 1);
        Mark oldest = itinerary.mark(null, NOW);
        for (int number = 1; number <= 2 * Itinerary.MOST_STEPS; number++) {
            take(number, number + 1);
            itinerary.mark(null, NOW);
        }

        assertEquals(List.of(status(Itinerary.MOST_STEPS + 1)), itinerary.since(oldest));
        assertTrue(itinerary.hasMarkAfter(oldest));
    }

    @Test
    void aTransferThatIsToldLateBeginsWhereTheChannelLeftTheBridge() {
        itinerary.add(new Left("bridge", NOW));
        take(0, 2);

        assertEquals(List.of(status(0), status(1)), itinerary.since(itinerary.mark("bridge", NOW)));
    }
}
