package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Ladders beside their transfers, in a file and in memory. */
class TracesTest {
    @TempDir
    Path folder;

    private LogSettings settings(int most, long bytes) {
        LogSettings usual = LogFixture.settings(folder.resolve("referee.db"));
        return new LogSettings(
                usual.file(),
                usual.safeFromPowerCuts(),
                usual.entries(),
                usual.age(),
                usual.bytes(),
                usual.entriesInMemory(),
                usual.dialogs(),
                usual.notifies(),
                usual.notifyBytes(),
                most,
                bytes);
    }

    private static List<String> found(Traces traces, String transfer) {
        return traces.find(transfer).toCompletableFuture().join().orElseThrow();
    }

    @Test
    void theNewestLadderOfAProcessTakesThePlaceOfItsFormerOne() throws Exception {
        try (LogFixture fixture = new LogFixture(settings(10, 1 << 20))) {
            Traces traces = fixture.log.traces();
            traces.keep("t", "1");
            assertEquals(List.of("1"), found(traces, "t"));
            traces.keep("t", "2");
            assertEquals(List.of("2"), found(traces, "t"));
            assertEquals(List.of(), found(traces, "other"));
        }
    }

    @Test
    void whatWasKeptBeforeARestartStaysBesideWhatComesAfter() throws Exception {
        try (LogFixture fixture = new LogFixture(settings(10, 1 << 20))) {
            fixture.log.traces().keep("t", "before");
            fixture.restart();
            assertEquals(List.of("before"), found(fixture.log.traces(), "t"));
            fixture.log.traces().keep("t", "after");
            assertEquals(List.of("before", "after"), found(fixture.log.traces(), "t"));
        }
    }

    @Test
    void theOldestGoWhereThereAreTooManyOrTheyAreTooLarge() throws Exception {
        try (LogFixture fixture = new LogFixture(settings(3, 1_000))) {
            Traces traces = fixture.log.traces();
            for (int i = 1; i <= 5; i++) {
                traces.keep("t" + i, "x");
            }
            assertEquals(List.of(), found(traces, "t2"));
            assertEquals(List.of("x"), found(traces, "t3"));
            traces.keep("large", "x".repeat(700));
            assertEquals(List.of(), found(traces, "t4"));
            assertEquals(1, found(traces, "large").size());
        }
    }

    @Test
    void nothingIsKeptWhereTheLimitIsNought() throws Exception {
        try (LogFixture fixture = new LogFixture(settings(0, 1_000))) {
            fixture.log.traces().keep("t", "x");
            assertEquals(List.of(), found(fixture.log.traces(), "t"));
        }
    }

    @Test
    void aLadderIsDeletedWithTheEventsOfItsTransfer() throws Exception {
        try (LogFixture fixture = new LogFixture(settings(10, 1 << 20));
                Connection other = fixture.intruder()) {
            fixture.log.append(Transfers.requested("t.1"));
            fixture.log.append(Transfers.requested("t"));
            Traces traces = fixture.log.traces();
            for (String transfer : List.of("t", "t.1", "gone")) {
                traces.keep(transfer, "x");
                assertEquals(1, found(traces, transfer).size());
            }
            fixture.await("the events are written", () -> entries(other) == 2);
            Instant later = fixture.now.plus(Duration.ofMinutes(5));
            TraceTable.deleteWithTransfers(other, later);
            assertEquals(List.of(), found(traces, "gone"));
            assertEquals(1, found(traces, "t").size());
            Sqlite.run(other, "DELETE FROM entry WHERE transfer = 't'");
            TraceTable.deleteWithTransfers(other, later);
            assertEquals(List.of(), found(traces, "t"));
            assertEquals(1, found(traces, "t.1").size());
        }
    }

    private static long entries(Connection other) {
        try {
            return Sqlite.number(other, "SELECT count(*) FROM entry");
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void inMemoryTheOldestGoAndTheOldOnesToo() {
        Instant[] now = {Instant.EPOCH};
        MemoryTraces traces = new MemoryTraces(2, 1 << 20, Duration.ofHours(1), () -> now[0]);
        for (int i = 1; i <= 3; i++) {
            traces.keep("t" + i, "x");
        }
        assertEquals(List.of(), found(traces, "t1"));
        assertEquals(List.of("x"), found(traces, "t2"));
        now[0] = now[0].plus(Duration.ofHours(2));
        assertEquals(List.of(), found(traces, "t3"));
    }
}
