package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;

/** docs/MATRIX.md has the rows and verdicts that the ITs of this package find on a real Asterisk. */
class MatrixDocumentTest {
    @ParameterizedTest
    @ValueSource(ints = {22, 16})
    void documentHasTheVerdictsThatTheRunMustFind(int release) throws IOException {
        List<String> lines = Document.read().lines(release);

        assertEquals(
                Row.ALL.size(),
                lines.size(),
                () -> "Asterisk " + release
                        + " has other rows: docs/MATRIX.md says how to write them");
        for (int i = 0; i < lines.size(); i++) {
            Row row = Row.ALL.get(i);
            String line = lines.get(i);
            assertTrue(
                    line.startsWith(Document.beginning(row, release))
                            && line.endsWith(Document.ending(row, release)),
                    () -> "instead of " + row + ": " + line);
        }
    }
}
