package dev.referee.intake.records;

import dev.referee.model.CallRecord;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * Reads CEL from a file of cel_custom, plain or gzipped, one record after the other. The fields must
 * be those of the mapping in Asterisk's own cel_custom.conf.sample, the same in 16.28 and 22.10.1. For one
 * thread.
 */
public final class CelReader implements Records<CallRecord> {
    private final CsvFile file;
    private final ZoneId zone;

    private CelReader(CsvFile file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /**
     * Opens a file. The caller closes the reader.
     *
     * @param zone of Asterisk, for times that do not say it
     * @throws RecordsException when the file cannot be read
     */
    public static CelReader open(Path file, ZoneId zone) throws RecordsException {
        return new CelReader(CsvFile.open(file), zone);
    }

    /**
     * The next record, or null at the end. A last line without its end is still being written, and
     * is left out.
     *
     * @throws RecordsException naming the line when it is broken or the file cannot be read on.
     *     Nothing can be read after it
     */
    @Override
    public @Nullable CallRecord next() throws RecordsException {
        CsvReader.Row row = file.next();
        return row == null ? null : record(row);
    }

    private CallRecord record(CsvReader.Row row) throws RecordsException {
        try {
            return CelRow.read(row, zone, file.origin(row));
        } catch (BadRecord e) {
            throw file.broken(row.line(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
