package dev.referee.log;

import dev.referee.log.Traces.Trace;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the rows of {@link SqliteTraces} look like. */
final class TraceTable {
    private TraceTable() {}

    /** Makes it where it is not there. */
    static void create(Connection open) throws SQLException {
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS trace(ordinal INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " transfer TEXT NOT NULL, part INTEGER NOT NULL, at INTEGER NOT NULL,"
                        + " size INTEGER NOT NULL, ladder TEXT NOT NULL, UNIQUE(transfer, part))");
    }

    /** The process that opens the file now: one more than the newest that has kept any. */
    static long nextPart(Connection open) throws SQLException {
        return Sqlite.number(open, "SELECT coalesce(max(part), 0) + 1 FROM trace");
    }

    /** Adds one, in the place of the one of the same transfer and process. */
    static void put(Connection open, Trace trace) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT INTO trace(transfer, part,"
                + " at, size, ladder) VALUES(?, ?, ?, ?, ?) ON CONFLICT(transfer, part) DO UPDATE"
                + " SET at = excluded.at, size = excluded.size, ladder = excluded.ladder")) {
            insert.setString(1, trace.transfer());
            insert.setLong(2, trace.part());
            insert.setLong(3, trace.at().toEpochMilli());
            insert.setLong(4, trace.size());
            insert.setString(5, trace.json());
            insert.executeUpdate();
        }
    }

    /** Deletes what is too old or too much, the oldest first. */
    static void retain(Connection open, Instant horizon, int most, long mostBytes)
            throws SQLException {
        Sqlite.run(open, "DELETE FROM trace WHERE at < " + horizon.toEpochMilli());
        Sqlite.run(
                open,
                "DELETE FROM trace WHERE ordinal <= coalesce((SELECT ordinal FROM"
                        + " (SELECT ordinal, count(*) OVER newer AS number,"
                        + " sum(size) OVER newer AS bytes FROM trace"
                        + " WINDOW newer AS (ORDER BY ordinal DESC)) WHERE number > "
                        + most + " OR bytes > " + mostBytes
                        + " ORDER BY ordinal DESC LIMIT 1), -1)");
    }

    /**
     * Deletes those whose transfers have no event any more.
     *
     * @param before those that were kept later stay: their events may be on their way
     */
    static void deleteWithTransfers(Connection open, Instant before) throws SQLException {
        // An event's id is its transfer's with a full stop and a number: '/' follows '.'.
        Sqlite.run(
                open,
                "DELETE FROM trace WHERE at < " + before.toEpochMilli()
                        + " AND NOT EXISTS (SELECT 1 FROM entry WHERE id > trace.transfer || '.'"
                        + " AND id < trace.transfer || '/' AND entry.transfer = trace.transfer)");
    }

    /** The newest of a transfer, oldest first. */
    static List<String> find(Connection open, String transfer, Instant horizon)
            throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement query = open.prepareStatement("SELECT ladder FROM trace WHERE"
                + " transfer = ? AND at >= ? ORDER BY part DESC LIMIT " + Traces.MOST_PARTS)) {
            query.setString(1, transfer);
            query.setLong(2, horizon.toEpochMilli());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found.reversed();
    }

    /** What they take of the file with their index; 0 without any. */
    static long bytes(Connection open) throws SQLException {
        return Sqlite.number(
                open,
                "SELECT coalesce(sum(pgsize), 0) FROM dbstat"
                        + " WHERE name IN ('trace', 'sqlite_autoindex_trace_1')");
    }
}
