package dev.referee.intake.records;

import dev.referee.model.CallDetail;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Reads CDRs from a file of cdr_csv, with {@code loguniqueid = yes}, or of cdr_custom, with the
 * mapping of Asterisk's own cdr_custom.conf.sample: the same in 16.28 and 22.10.1. One record after
 * the other; for one thread.
 */
final class CdrReader implements Records<CallDetail> {
    /** Of cdr_custom's sample without its last field, of cdr_csv without what may follow. */
    private static final int FEWEST = 16;

    private static final int MOST = 21;

    // Where both have them.
    private static final int EXTENSION = 2;
    private static final int UNIQUEID = 16;

    /** Read ahead for a uniqueid as Asterisk makes them. */
    private static final int AHEAD = 1_000;

    private final CsvFile file;
    private final ZoneId zone;
    private final Deque<CsvReader.Row> ahead = new ArrayDeque<>();
    /** Whether the field of the uniqueid is one, and not what {@code loguserfield} puts there. */
    private boolean hasUniqueids;

    private CdrReader(CsvFile file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /**
     * Where cdr_csv has its fields, and cdr_custom, which has the account, the first of the former,
     * further back.
     */
    private enum Columns {
        CSV(0),
        CUSTOM(-1);

        private static final int CHANNEL = 5;
        private static final int OTHER = 6;
        private static final int APPLICATION = 7;
        private static final int ARGUMENTS = 8;
        private static final int START = 9;
        private static final int END = 11;
        private static final int DISPOSITION = 14;

        private final int shift;

        Columns(int shift) {
            this.shift = shift;
        }

        private String of(List<String> fields, int column) {
            return fields.get(column + shift);
        }

        private boolean fit(List<String> fields) {
            return Cdr.isDisposition(of(fields, DISPOSITION));
        }
    }

    /**
     * Opens a file. The caller closes the reader.
     *
     * @param zone of Asterisk, or UTC where {@code usegmtime} is on: times do not say it
     * @throws RecordsException when the file cannot be read
     */
    static CdrReader open(Path file, ZoneId zone) throws RecordsException {
        return new CdrReader(CsvFile.open(file), zone);
    }

    /**
     * The next record, or null at the end. A last line without its end is still being written, and
     * is left out.
     *
     * @throws RecordsException naming the line when it is broken, or names no uniqueid, or the file
     *     cannot be read on. Nothing can be read after it
     */
    @Override
    public @Nullable CallDetail next() throws RecordsException {
        if (ahead.isEmpty() && !hasUniqueids) {
            readAhead();
        }
        CsvReader.Row row = ahead.isEmpty() ? file.next() : ahead.poll();
        return row == null ? null : detail(row);
    }

    /** Whoever makes a channel by AMI or ARI may choose any text: one that is none proves nothing. */
    private void readAhead() throws RecordsException {
        while (!hasUniqueids && ahead.size() < AHEAD) {
            CsvReader.Row row = file.next();
            if (row == null) {
                return;
            }
            ahead.add(row);
            hasUniqueids = Cdr.isUniqueid(uniqueid(row.fields()));
        }
    }

    private static String uniqueid(List<String> fields) {
        return fields.size() > UNIQUEID ? fields.get(UNIQUEID) : "";
    }

    private CallDetail detail(CsvReader.Row row) throws RecordsException {
        try {
            List<String> fields = row.fields();
            Columns columns = columns(fields);
            return Cdr.detail(
                    new Cdr.Names(
                            Cdr.named(hasUniqueids ? uniqueid(fields) : ""),
                            columns.of(fields, Columns.CHANNEL),
                            columns.of(fields, Columns.OTHER),
                            fields.get(EXTENSION),
                            columns.of(fields, Columns.APPLICATION),
                            columns.of(fields, Columns.ARGUMENTS)),
                    Cdr.time(columns.of(fields, Columns.START), zone),
                    Cdr.time(columns.of(fields, Columns.END), zone),
                    columns.of(fields, Columns.DISPOSITION),
                    file.origin(row));
        } catch (BadRecord e) {
            throw file.broken(row.line(), e);
        }
    }

    private static Columns columns(List<String> fields) throws BadRecord {
        if (fields.size() >= FEWEST && fields.size() <= MOST) {
            for (Columns columns : Columns.values()) {
                if (columns.fit(fields)) {
                    return columns;
                }
            }
        }
        throw new BadRecord(
                "it has not the fields of cdr_csv, nor those of the mapping in Asterisk's"
                        + " cdr_custom.conf.sample. Are these CDRs?");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
