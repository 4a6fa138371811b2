package dev.referee.log;

import dev.referee.log.EventLog.Entry;
import dev.referee.model.Dialog;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of a {@link SqliteLog}, as its one writer sees it: every method is one transaction that
 * happens as a whole or not at all. Used by one thread at a time, which it blocks.
 */
final class LogFile implements AutoCloseable {
    private static final int MOST_DELETED_AT_ONCE = 2_000;

    private final LogSettings settings;
    private final Apart apart;
    private final Connection connection;
    /** Entries after {@link #complete}. */
    private long live;
    /** Every entry after this offset is there. */
    private long complete;

    /**
     * What was kept.
     *
     * @param newest offset of the newest entry, 0 when there never was one
     * @param entries the newest
     * @param underWay the newest entry of each transfer under way, where it is none of these
     * @param dialogs by leg, the one learned longest ago first
     */
    record Contents(
            Epochs epochs,
            long newest,
            List<Tail.Kept> entries,
            List<Entry> underWay,
            Map<String, Dialog> dialogs) {}

    private LogFile(LogSettings settings, Apart apart, Connection connection) {
        this.settings = settings;
        this.apart = apart;
        this.connection = connection;
    }

    /** What of a file is none of the events': dead letters, NOTIFYs and ladders. */
    interface Apart {
        /**
         * How many bytes of the file that takes.
         *
         * @param open by which it is measured where it is not known
         */
        long bytes(Connection open) throws SQLException;
    }

    /** A file and what was in it. */
    record Opened(LogFile file, Contents contents) {}

    /**
     * Opens the file, and makes it where there is none. One that is damaged is moved out of the way.
     *
     * @param apart what does not count into the file's limit
     * @param check whether to look for damage, which reads all of the file
     * @throws LogRefusal when it is none of Referee's, or a later version's
     */
    static Opened open(LogSettings settings, Apart apart, boolean check)
            throws IOException, SQLException, LogRefusal {
        try {
            return tryToOpen(settings, apart, check);
        } catch (SQLException e) {
            if (!Trouble.of(e).damaged()) {
                throw e;
            }
            Sqlite.moveAside(settings.file(), e);
            return tryToOpen(settings, apart, false);
        }
    }

    private static Opened tryToOpen(LogSettings settings, Apart apart, boolean check)
            throws IOException, SQLException, LogRefusal {
        LogFile file = new LogFile(settings, apart, Sqlite.open(settings, check));
        try {
            file.complete = Sqlite.number(file.connection, "SELECT complete FROM history");
            file.countLive();
            return new Opened(file, file.contents());
        } catch (SQLException e) {
            file.close();
            throw e;
        }
    }

    private void countLive() throws SQLException {
        live = Sqlite.number(connection, "SELECT count(*) FROM entry WHERE position > " + complete);
    }

    private Contents contents() throws SQLException {
        Epochs epochs = epochs();
        long newest = Sqlite.number(connection, "SELECT newest FROM history");
        long before = Sqlite.number(
                connection,
                "SELECT coalesce((SELECT position FROM entry ORDER BY position DESC LIMIT 1 OFFSET "
                        + settings.entriesInMemory() + "), 0)");
        before = Math.max(complete, before);
        return new Contents(
                epochs,
                newest,
                read("position > " + before, epochs),
                read("under_way = 1 AND position <= " + before, epochs).stream()
                        .map(Tail.Kept::entry)
                        .toList(),
                dialogs());
    }

    private List<Tail.Kept> read(String which, Epochs epochs) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(Sqlite.SELECT_ENTRIES + which + " ORDER BY position")) {
            return Sqlite.rows(query, epochs::positionOf);
        }
    }

    private Epochs epochs() throws SQLException {
        Map<String, Long> over = new LinkedHashMap<>();
        String present = "";
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT name, newest FROM epoch ORDER BY ordinal");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                long newest = rows.getLong(2);
                if (rows.wasNull()) {
                    present = rows.getString(1);
                } else {
                    over.put(rows.getString(1), newest);
                }
            }
        }
        return new Epochs(over, present);
    }

    private Map<String, Dialog> dialogs() throws SQLException {
        Map<String, Dialog> dialogs = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT uniqueid, call_id, local_tag, remote_tag, session_id FROM dialog"
                                + " ORDER BY ordinal");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                dialogs.put(
                        rows.getString(1),
                        new Dialog(
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5)));
            }
        }
        return dialogs;
    }

    /**
     * Adds entries and dialogs.
     *
     * @return those entries that were not there yet
     */
    List<Entry> append(List<Entry> entries, Map<String, Dialog> dialogs, Instant now)
            throws SQLException {
        List<Entry> added = new ArrayList<>();
        Sqlite.transaction(connection, () -> {
            for (Entry entry : entries) {
                if (insert(entry, now)) {
                    added.add(entry);
                }
            }
            insert(dialogs);
        });
        live += added.size();
        return added;
    }

    /**
     * Takes entries that were told while the file could not be written.
     *
     * @param written what stands after this offset was never told and is replaced
     * @param lostUpTo offset of the last one that cannot be had any more, or -1
     */
    void mend(long written, List<Tail.Kept> entries, Epochs epochs, long lostUpTo)
            throws SQLException {
        Sqlite.transaction(connection, () -> {
            Sqlite.run(connection, "DELETE FROM entry WHERE position > " + written);
            for (Tail.Kept kept : entries) {
                insert(kept.entry(), kept.since());
            }
            write(epochs);
            if (lostUpTo > complete) {
                Sqlite.run(connection, "UPDATE history SET complete = " + lostUpTo);
            }
        });
        complete = Math.max(complete, lostUpTo);
        countLive();
    }

    /** Marks all transfers as ones that nobody follows any more. */
    void abandonTransfersUnderWay() throws SQLException {
        Sqlite.run(connection, "UPDATE entry SET under_way = 0 WHERE under_way = 1");
    }

    private void write(Epochs epochs) throws SQLException {
        Sqlite.run(connection, "DELETE FROM epoch");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO epoch(name, newest) VALUES(?, ?)")) {
            for (Map.Entry<String, Long> over : epochs.over().entrySet()) {
                insert.setString(1, over.getKey());
                insert.setLong(2, over.getValue());
                insert.executeUpdate();
            }
            insert.setString(1, epochs.present());
            insert.setNull(2, java.sql.Types.INTEGER);
            insert.executeUpdate();
        }
    }

    private boolean insert(Entry entry, Instant keptSince) throws SQLException {
        boolean isEnd = entry.event().transfer().state().isEnd();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO entry(position, id, transfer, kept_at,"
                        + " under_way, parties, event, " + Origins.COLUMNS
                        + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING")) {
            insert.setLong(1, entry.offset());
            insert.setString(2, entry.event().id());
            insert.setString(3, entry.event().transfer().id());
            insert.setLong(4, keptSince.toEpochMilli());
            insert.setInt(5, isEnd ? 0 : 1);
            insert.setString(6, CloudEvents.encode(entry.parties()));
            insert.setString(7, entry.cloudEvent());
            Origins.set(insert, 8, entry.event().origin());
            if (insert.executeUpdate() == 0) {
                return false;
            }
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE entry SET under_way = 0"
                + " WHERE transfer = ? AND under_way = 1 AND position < ?")) {
            update.setString(1, entry.event().transfer().id());
            update.setLong(2, entry.offset());
            update.executeUpdate();
        }
        Sqlite.run(connection, "UPDATE history SET newest = " + entry.offset());
        return true;
    }

    private void insert(Map<String, Dialog> dialogs) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO"
                        + " dialog(uniqueid, call_id, local_tag, remote_tag, session_id) VALUES(?, ?, ?, ?, ?)")) {
            for (Map.Entry<String, Dialog> one : dialogs.entrySet()) {
                insert.setString(1, one.getKey());
                insert.setString(2, one.getValue().callId());
                insert.setString(3, one.getValue().localTag());
                insert.setString(4, one.getValue().remoteTag());
                insert.setString(5, one.getValue().sessionId());
                insert.executeUpdate();
            }
        }
    }

    /**
     * Forgets what is over a limit, a part at a time.
     *
     * @return whether there may be more to forget
     */
    boolean retain(Instant now) throws SQLException {
        boolean[] more = {false};
        Sqlite.transaction(connection, () -> {
            long upTo = Math.max(expired(now), overflowing());
            if (upTo > complete) {
                live -= Sqlite.number(
                        connection,
                        "SELECT count(*) FROM entry WHERE position > " + complete
                                + " AND position <= " + upTo);
                complete = upTo;
                Sqlite.run(connection, "UPDATE history SET complete = " + complete);
            }
            int deleted = Sqlite.run(
                    connection,
                    "DELETE FROM entry WHERE position IN (SELECT position FROM entry WHERE position"
                            + " <= " + complete + " AND under_way = 0 ORDER BY position LIMIT "
                            + MOST_DELETED_AT_ONCE + ")");
            Sqlite.run(
                    connection,
                    "DELETE FROM dialog WHERE ordinal <= coalesce((SELECT ordinal FROM dialog"
                            + " ORDER BY ordinal DESC LIMIT 1 OFFSET " + settings.dialogs()
                            + "), -1)");
            more[0] = deleted == MOST_DELETED_AT_ONCE || (isTooLarge() && live > 0 && deleted > 0);
        });
        return more[0];
    }

    /** Whether more than the age of entries calls for {@link #retain}. */
    boolean isOverALimit() throws SQLException {
        return live > settings.entries() || isTooLarge();
    }

    /** Up to where entries are too old: not all at once. */
    private long expired(Instant now) throws SQLException {
        Duration age = settings.age();
        return Sqlite.number(
                connection,
                "SELECT coalesce(max(position), 0) FROM (SELECT position, kept_at FROM entry WHERE"
                        + " position > " + complete + " ORDER BY position LIMIT "
                        + MOST_DELETED_AT_ONCE + ") WHERE kept_at < "
                        + now.minus(age).toEpochMilli());
    }

    /** Up to where entries are too many, or must go because the file is too large. */
    private long overflowing() throws SQLException {
        long tooMany = Math.max(0, live - settings.entries());
        // A twentieth, so that not every commit has to make room.
        long tooLarge = isTooLarge() ? live / 20 + 1 : 0;
        long count = Math.max(tooMany, tooLarge);
        return count == 0
                ? 0
                : Sqlite.number(
                        connection,
                        "SELECT coalesce(max(position), 0) FROM (SELECT position FROM entry WHERE"
                                + " position > " + complete + " ORDER BY position LIMIT " + count
                                + ")");
    }

    private boolean isTooLarge() throws SQLException {
        long used = Sqlite.usedBytes(connection);
        if (used <= settings.bytes()) {
            return false;
        }
        return used - apart.bytes(connection) > settings.bytes();
    }

    @Override
    public void close() {
        Sqlite.closeQuietly(connection);
    }
}
