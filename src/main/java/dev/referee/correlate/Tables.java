package dev.referee.correlate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Reads the tables beside this package: columns separated by blanks, comments after {@code #}. */
final class Tables {
    private Tables() {}

    /**
     * The rows of a table.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    static List<String[]> rows(String file) {
        try (InputStream bytes =
                        Objects.requireNonNull(Tables.class.getResourceAsStream(file), file);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.strip().split("\\s+"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A word of a table as the constant of an enum is written: {@code keeping-waiting}. */
    static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
