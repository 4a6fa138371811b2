package dev.referee.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Writes figures into the document that explains them. */
final class Document {
    private static final String BEGIN = "<!-- The figures begin here: ./lab bench --write -->\n";
    private static final String END = "<!-- The figures end here -->\n";

    private Document() {}

    /** Puts a report and where it was made in the place of the one before. */
    static void write(Path document, Report report) throws IOException {
        String text = Files.readString(document);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(document + " has no place for figures");
        }
        Files.writeString(
                document,
                text.substring(0, from + BEGIN.length())
                        + "\n"
                        + machine()
                        + "\n\n"
                        + report.markdown()
                        + "\n"
                        + text.substring(to));
    }

    private static String machine() throws IOException {
        String model = Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("an unknown processor");
        return "%s: %d cores of %s, %s %s, %s %s."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.version"));
    }
}
