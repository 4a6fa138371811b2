package dev.referee.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The benchmarks work at all; how fast anything is, no test says. */
@Isolated("it starts processes that use every core")
class BenchTest {
    private final Report report =
            new Report(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

    @Test
    void everyBenchmarkGivesItsRatios(@TempDir Path folder) throws Exception {
        Bench.run(List.of(), Effort.TINY, report);
        List<String> rows = report.rows().stream().map(Report.Row::what).toList();
        assertEquals(19, rows.size(), rows::toString);
        report.rows()
                .forEach(row -> assertTrue(Double.isFinite(row.ratio().median()), row::toString));
        Path document = folder.resolve("BENCHMARKS.md");
        Files.writeString(document, Files.readString(Path.of("docs", "BENCHMARKS.md")));
        Document.write(document, report);
        String written = Files.readString(document);
        rows.forEach(row -> assertTrue(written.contains("| " + row + " |"), row));
    }

    @Test
    void aBuildIsComparedWithAnother() throws Exception {
        String classPath = System.getProperty("java.class.path");
        new BesideBench(Effort.TINY, report, classPath, classPath).run();
        assertEquals(12, report.rows().size());
        report.rows()
                .forEach(row -> assertTrue(Double.isFinite(row.ratio().median()), row::toString));
    }

    @Test
    void twoCallsOfOneRecordingShareNoIdentifier() {
        Traffic traffic = Traffic.recorded("attended-bridge");
        List<String> one = traffic.call(1);
        List<String> other = traffic.call(2);
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i).contains("\r\nUniqueid: ")) {
                assertTrue(!one.get(i).equals(other.get(i)), one.get(i));
            }
        }
    }

    @Test
    void ratiosAreMadeOfWhatWasMeasuredInTheSameTurn() {
        Series ratio = new Series(List.of(2.0, 9.0, 4.0)).per(new Series(List.of(1.0, 3.0, 8.0)));
        assertEquals(List.of(2.0, 3.0, 0.5), ratio.values());
        assertEquals(2.0, ratio.median());
        assertEquals(0.5, ratio.least());
        assertEquals(3.0, ratio.most());
    }
}
