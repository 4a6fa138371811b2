package dev.referee.intake.records;

import dev.referee.intake.InputFile;
import dev.referee.model.CallRecord;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * Reads CEL from a file of cel_custom, plain or gzipped, one record after the other. The fields must be those of the
 * mapping in Asterisk's own cel_custom.conf.sample, the same in 16.28 and 22.10.1. Bytes that are not
 * UTF-8, as a phone may send them for its name, are replaced. For one thread.
 */
public final class CelReader implements Closeable {
    private final Path file;
    private final ZoneId zone;
    private final Reader in;
    private final CsvReader rows;

    private CelReader(Path file, ZoneId zone, Reader in) {
        this.file = file;
        this.zone = zone;
        this.in = in;
        this.rows = new CsvReader(in);
    }

    /**
     * Opens a file. The caller closes the reader.
     *
     * @param zone of Asterisk, for times that do not say it
     * @throws RecordsException when the file cannot be read
     */
    public static CelReader open(Path file, ZoneId zone) throws RecordsException {
        try {
            // Unlike Files.newBufferedReader this replaces what is not UTF-8.
            Reader in = new BufferedReader(
                    new InputStreamReader(InputFile.open(file), StandardCharsets.UTF_8));
            return new CelReader(file, zone, in);
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
    public @Nullable CallRecord next() throws RecordsException {
        try {
            CsvReader.Row row = rows.next();
            return row == null || !row.whole() ? null : record(row);
        } catch (CsvReader.Malformed e) {
            throw broken(rows.line(), e);
        } catch (IOException e) {
            throw unreadable(file + ":" + rows.line(), e);
        }
    }

    private static RecordsException unreadable(String where, IOException e) {
        InputFile.Trouble trouble = InputFile.trouble(e);
        return new RecordsException(
                trouble.kind() == InputFile.Trouble.Kind.BROKEN, where + ": " + trouble.what(), e);
    }

    private CallRecord record(CsvReader.Row row) throws RecordsException {
        try {
            return CelRow.read(row, zone, file.getFileName() + ":" + row.line());
        } catch (Cel.BadRecord e) {
            throw broken(row.line(), e);
        }
    }

    private RecordsException broken(long line, Exception e) {
        return new RecordsException(true, file + ":" + line + ": " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
