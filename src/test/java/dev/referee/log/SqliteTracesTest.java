package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What is bounded of ladders in a file, beside their number and size. */
class SqliteTracesTest {
    @TempDir
    Path folder;

    private static List<String> found(Traces traces, String transfer) {
        return traces.find(transfer).toCompletableFuture().join().orElseThrow();
    }

    @Test
    void ofManyProcessesTheNewestPartsAreFound() throws Exception {
        try (LogFixture fixture = new LogFixture(folder.resolve("referee.db"))) {
            fixture.append(1);
            for (int part = 1; part <= Traces.MOST_PARTS + 1; part++) {
                fixture.log.traces().keep("t1", "part " + part);
                fixture.restart();
            }
            assertEquals(
                    IntStream.rangeClosed(2, Traces.MOST_PARTS + 1)
                            .mapToObj(part -> "part " + part)
                            .toList(),
                    found(fixture.log.traces(), "t1"));
        }
    }

    @Test
    void noMoreLaddersThanTheLimitWaitForADiskThatFails() {
        SqliteTraces traces = new SqliteTraces(
                LogFixture.settings(folder.resolve("nowhere").resolve("referee.db")),
                () -> Transfers.AT);
        for (int i = 0; i < SqliteTraces.MOST_WAITING + 10; i++) {
            traces.keep("t" + i, "{}");
        }
        assertEquals(SqliteTraces.MOST_WAITING, traces.waiting());
        assertTrue(traces.find("t1").toCompletableFuture().join().isEmpty());
        assertEquals(SqliteTraces.MOST_WAITING, traces.waiting(), "they are tried again");
        traces.keep("more", "{}");
        assertEquals(SqliteTraces.MOST_WAITING, traces.waiting());
        traces.end();
    }
}
