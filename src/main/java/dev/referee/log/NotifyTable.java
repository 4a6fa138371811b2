package dev.referee.log;

import dev.referee.log.Notifies.Filter;
import dev.referee.log.Notifies.Kept;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the rows of {@link SqliteNotifies} look like. */
final class NotifyTable {
    private static final String COLUMNS = "pbx, at, size, from_phone, call_id, from_tag, cseq,"
            + " to_tag, status, subscription_state, answer, transfer, content_type, cut, body";

    private NotifyTable() {}

    /** Makes it where it is not there. */
    static void create(Connection open) throws SQLException {
        // What is long comes last: SQLite then finds the rest of a row in its first page.
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS notify(ordinal INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " pbx TEXT NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL,"
                        + " from_phone INTEGER NOT NULL, call_id TEXT NOT NULL,"
                        + " from_tag TEXT NOT NULL, cseq INTEGER NOT NULL, to_tag TEXT,"
                        + " status INTEGER, subscription_state TEXT, answer INTEGER,"
                        + " transfer TEXT, content_type TEXT, cut INTEGER NOT NULL,"
                        + " body BLOB NOT NULL, UNIQUE(call_id, from_tag, cseq, pbx))");
    }

    /** Adds one that is not there. */
    static void add(Connection open, Notify notify) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT INTO notify(" + COLUMNS
                + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, notify.pbx());
            insert.setLong(2, notify.at().toEpochMilli());
            insert.setLong(3, notify.size());
            insert.setInt(4, notify.fromPhone() ? 1 : 0);
            insert.setString(5, notify.request().callId());
            insert.setString(6, notify.request().fromTag());
            insert.setLong(7, notify.request().cseq());
            insert.setString(8, notify.toTag());
            set(insert, 9, notify.status());
            insert.setString(10, notify.subscriptionState());
            set(insert, 11, notify.answer());
            insert.setString(12, notify.transfer());
            insert.setString(13, notify.body().type());
            insert.setInt(14, notify.body().isCut() ? 1 : 0);
            insert.setBytes(15, notify.body().bytes().getBytes(StandardCharsets.ISO_8859_1));
            insert.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, int index, @Nullable Integer number)
            throws SQLException {
        if (number == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setInt(index, number);
        }
    }

    static void answered(Connection open, String pbx, SipRequest request, int status)
            throws SQLException {
        change(open, "answer", String.valueOf(status), pbx, request);
    }

    static void attribute(Connection open, String pbx, SipRequest request, String transfer)
            throws SQLException {
        change(open, "transfer", transfer, pbx, request);
    }

    private static void change(
            Connection open, String column, String value, String pbx, SipRequest request)
            throws SQLException {
        try (PreparedStatement update = open.prepareStatement("UPDATE notify SET " + column
                + " = ? WHERE call_id = ? AND from_tag = ? AND cseq = ? AND pbx = ?")) {
            update.setString(1, value);
            update.setString(2, request.callId());
            update.setString(3, request.fromTag());
            update.setLong(4, request.cseq());
            update.setString(5, pbx);
            update.executeUpdate();
        }
    }

    /** Forgets those that are too old, too many, or too long together. */
    static void retain(Connection open, Instant horizon, int most, long mostBytes)
            throws SQLException {
        Sqlite.run(open, "DELETE FROM notify WHERE at < " + horizon.toEpochMilli());
        Sqlite.run(
                open,
                "DELETE FROM notify WHERE ordinal <= coalesce((SELECT ordinal FROM"
                        + " (SELECT ordinal, count(*) OVER newer AS number,"
                        + " sum(size) OVER newer AS bytes FROM notify"
                        + " WINDOW newer AS (ORDER BY ordinal DESC)) WHERE number > "
                        + most + " OR bytes > " + mostBytes
                        + " ORDER BY ordinal DESC LIMIT 1), -1)");
    }

    /** As {@link Notifies#find}. */
    static List<Kept> find(Connection open, Filter filter, Instant horizon, long before, int most)
            throws SQLException {
        try (PreparedStatement query = open.prepareStatement("SELECT ordinal, " + COLUMNS
                + " FROM notify WHERE ordinal < ?1 AND at >= ?2"
                + " AND (?3 IS NULL OR transfer = ?3) AND (?4 IS NULL OR call_id = ?4)"
                + " AND (?5 IS NULL OR pbx = ?5) ORDER BY ordinal DESC LIMIT ?6")) {
            Instant since = filter.since();
            query.setLong(1, before);
            query.setLong(
                    2, (since == null || since.isBefore(horizon) ? horizon : since).toEpochMilli());
            query.setString(3, filter.transfer());
            query.setString(4, filter.callId());
            query.setString(5, filter.pbx());
            query.setInt(6, most);
            return read(query);
        }
    }

    private static List<Kept> read(PreparedStatement query) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                kept.add(new Kept(rows.getLong("ordinal"), message(rows)));
            }
        }
        return kept;
    }

    private static Notify message(ResultSet row) throws SQLException {
        return new Notify(
                row.getString("pbx"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getInt("from_phone") != 0,
                new SipRequest(
                        row.getString("call_id"), row.getString("from_tag"), row.getLong("cseq")),
                row.getString("to_tag"),
                number(row, "status"),
                row.getString("subscription_state"),
                new Fact.Body(
                        row.getString("content_type"),
                        new String(row.getBytes("body"), StandardCharsets.ISO_8859_1),
                        row.getInt("cut") != 0),
                number(row, "answer"),
                row.getString("transfer"));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    /** What they take of the file with their index (https://sqlite.org/dbstat.html); 0 without any. */
    static long bytes(Connection open) throws SQLException {
        return Sqlite.number(
                open,
                "SELECT coalesce(sum(pgsize), 0) FROM dbstat"
                        + " WHERE name IN ('notify', 'sqlite_autoindex_notify_1')");
    }
}
