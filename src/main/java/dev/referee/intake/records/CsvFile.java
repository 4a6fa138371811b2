package dev.referee.intake.records;

import dev.referee.intake.InputFile;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file of comma-separated values, plain or gzipped, to which Asterisk may be adding. Bytes that are not UTF-8, as a
 * phone may send them for its name, are replaced. For one thread.
 */
final class CsvFile implements Closeable {
    private final Path file;
    private final Reader in;
    private final CsvReader rows;

    private CsvFile(Path file, Reader in) {
        this.file = file;
        this.in = in;
        this.rows = new CsvReader(in);
    }

    /**
     * Opens a file. The caller closes it.
     *
     * @throws RecordsException when the file cannot be read
     */
    static CsvFile open(Path file) throws RecordsException {
        try {
            // Unlike Files.newBufferedReader this replaces what is not UTF-8.
            Reader in = new BufferedReader(
                    new InputStreamReader(InputFile.open(file), StandardCharsets.UTF_8));
            return new CsvFile(file, in);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * The next record, or null at the end. A last line without its end is still being written, and
     * is left out.
     *
     * @throws RecordsException naming the line when it is broken or the file cannot be read on.
     *     Nothing can be read after it
     */
    CsvReader.@Nullable Row next() throws RecordsException {
        try {
            CsvReader.Row row = rows.next();
            return row == null || !row.whole() ? null : row;
        } catch (BadRecord e) {
            throw broken(rows.line(), e);
        } catch (IOException e) {
            throw unreadable(file + ":" + rows.line(), e);
        }
    }

    private static RecordsException unreadable(String where, IOException e) {
        InputFile.Unreadable trouble = InputFile.trouble(e);
        return new RecordsException(
                trouble.kind() == InputFile.Unreadable.Kind.BROKEN,
                where + ": " + trouble.what(),
                e);
    }

    /** Where a record stands, for a person. */
    String origin(CsvReader.Row row) {
        return file.getFileName() + ":" + row.line();
    }

    /** A record that cannot be read. */
    RecordsException broken(long line, BadRecord e) {
        return new RecordsException(true, file + ":" + line + ": " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
