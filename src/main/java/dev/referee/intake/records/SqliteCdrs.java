package dev.referee.intake.records;

import dev.referee.model.CallDetail;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Reads CDRs from the table {@code cdr} of an SQLite file, which cdr_sqlite3_custom may be filling: ten
 * thousand rows at a time, so that Asterisk can write in between. One record after the other; for one
 * thread.
 */
final class SqliteCdrs implements Records<CallDetail> {
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** Rows that one statement looks at: while it does, Asterisk cannot write. */
    private static final int AT_A_TIME = 10_000;

    private final Path file;
    private final Instant from;
    private final Connection connection;
    private final CdrColumns columns;
    private final Deque<CallDetail> read = new ArrayDeque<>();
    /** The last row that was looked at. */
    private long newest = Long.MIN_VALUE;

    private boolean more = true;

    private SqliteCdrs(Path file, Instant from, Connection connection, CdrColumns columns) {
        this.file = file;
        this.from = from;
        this.connection = connection;
        this.columns = columns;
    }

    /** Whether a file is one of SQLite's. */
    static boolean isOne(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(HEADER.length), HEADER);
        }
    }

    /**
     * Opens a file. The caller closes it.
     *
     * @param zone of Asterisk, whose times do not say it
     * @param from records that began before are not read
     * @throws RecordsException when it cannot be read, or has no such table
     */
    static SqliteCdrs open(Path file, ZoneId zone, Instant from) throws RecordsException {
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro");
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT * FROM cdr WHERE 1 = 0")) {
                CdrColumns columns = CdrColumns.of(statement.getMetaData(), false, zone);
                return new SqliteCdrs(file, from, connection, columns);
            }
        } catch (SQLException e) {
            Jdbc.closeQuietly(connection);
            throw failure(file, e);
        } catch (BadRecord e) {
            Jdbc.closeQuietly(connection);
            throw new RecordsException(true, file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable CallDetail next() throws RecordsException {
        try {
            while (read.isEmpty() && more) {
                readOn();
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
        return read.poll();
    }

    private void readOn() throws SQLException, RecordsException {
        OptionalLong first = firstAfter(newest);
        if (first.isEmpty()) {
            more = false;
            return;
        }
        long row = first.getAsLong();
        newest = row > Long.MAX_VALUE - AT_A_TIME ? Long.MAX_VALUE : row + AT_A_TIME;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + columns.selected()
                        + ", rowid FROM cdr WHERE rowid BETWEEN ? AND ? AND "
                        + columns.startsAtOrAfter() + " ORDER BY rowid")) {
            statement.setLong(1, row);
            statement.setLong(2, newest);
            columns.setStart(statement, 3, from);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    row = CdrColumns.key(rows);
                    read.add(columns.read(rows, file.getFileName() + ", row " + row));
                }
            }
        } catch (BadRecord e) {
            throw new RecordsException(true, file + ", row " + row + ": " + e.getMessage(), e);
        }
    }

    private OptionalLong firstAfter(long row) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT min(rowid) FROM cdr WHERE rowid > ?")) {
            statement.setLong(1, row);
            try (ResultSet first = statement.executeQuery()) {
                return first.next() && first.getObject(1) != null
                        ? OptionalLong.of(first.getLong(1))
                        : OptionalLong.empty();
            }
        }
    }

    private static RecordsException failure(Path file, SQLException e) {
        return new RecordsException(
                false, file + ": its table cdr cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        Jdbc.close(connection);
    }
}
