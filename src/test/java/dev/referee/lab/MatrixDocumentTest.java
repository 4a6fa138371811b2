package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** docs/MATRIX.md has the rows and verdicts that {@link MatrixIT} finds on a real Asterisk. */
class MatrixDocumentTest {
    @Test
    void documentHasTheVerdictsThatTheRunMustFind() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs", "MATRIX.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| transfer |"))
                .toList();

        List<Row> rows = List.of(Row.values());
        assertEquals(rows.size(), lines.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String line = lines.get(i);
            assertTrue(
                    line.startsWith(row.beginning()) && line.endsWith(row.ending()),
                    () -> "instead of " + row + ": " + line);
        }
    }
}
