package dev.referee;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every Java source is formatted as palantir-java-format formats it, at 100 columns. To format them:
 * {@code mvn test -Dtest=SourceFormatTest -Dformat.apply=true}.
 */
class SourceFormatTest {
    private static final Formatter FORMATTER =
            Formatter.createFormatter(JavaFormatterOptions.builder()
                    .style(JavaFormatterOptions.Style.AOSP)
                    .build());

    @TestFactory
    List<DynamicTest> everySourceIsFormatted() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(file.toString(), () -> check(file)))
                    .toList();
        }
    }

    private static void check(Path file) throws IOException, FormatterException {
        String source = Files.readString(file);
        String formatted = FORMATTER.formatSource(ImportOrderer.reorderImports(
                RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.AOSP));
        if (Boolean.getBoolean("format.apply")) {
            Files.writeString(file, formatted);
        } else {
            assertEquals(
                    formatted,
                    source,
                    file + " is not formatted: run mvn test -Dtest=SourceFormatTest"
                            + " -Dformat.apply=true");
        }
    }
}
