package dev.referee.log;

import dev.referee.model.Transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;

/** What a log's file holds, read from beside: nothing is written, and a Referee may be at work. */
public final class Archive {
    private Archive() {}

    /**
     * Takes one transfer after the other.
     *
     * @param <E> how it refuses
     */
    public interface Taker<E extends Exception> {
        /** Takes what was told of a transfer, the earlier first. */
        void take(Transfer transfer) throws E;
    }

    /**
     * Reads all events of a file. Blocks.
     *
     * @return since when the file has all that was told: since it was made, where nothing was
     *     forgotten yet
     * @throws LogRefusal when it is not there or none of Referee's
     * @throws LogDamage when something in it cannot be read for good
     * @throws SQLException when it cannot be read
     * @throws IOException when the library that reads it cannot be unpacked
     */
    public static <E extends Exception> Instant read(Path file, Taker<E> taker)
            throws E, LogRefusal, LogDamage, SQLException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new LogRefusal(file + ": there is no such file.");
        }
        Sqlite.loadLibrary();
        try (Connection connection = Sqlite.openUntouched(file)) {
            Sqlite.refuseWhatIsNotOurs(connection, file);
            Sqlite.run(connection, "BEGIN");
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT position, event FROM entry ORDER BY position");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    taker.take(transfer(file, rows));
                }
            }
            return since(connection);
        } catch (SQLException e) {
            if (Trouble.of(e).damaged()) {
                throw new LogDamage(file + " is damaged, or no log of Referee's.", e);
            }
            throw e;
        }
    }

    private static Transfer transfer(Path file, ResultSet row) throws SQLException, LogDamage {
        try {
            return transfer(row.getString(2));
        } catch (IllegalArgumentException e) {
            throw new LogDamage(
                    file + " is damaged: the event with position " + row.getLong(1)
                            + " in its table entry is none of Referee's.",
                    e);
        }
    }

    /** Since when nothing was forgotten: of older ones only what was under way may be there. */
    private static Instant since(Connection connection) throws SQLException {
        long complete = Sqlite.number(connection, "SELECT complete FROM history");
        return Instant.ofEpochMilli(
                complete == 0 && Sqlite.hasBirth(connection)
                        ? Sqlite.number(connection, "SELECT at FROM birth")
                        : Sqlite.number(
                                connection,
                                "SELECT coalesce(min(kept_at), " + Long.MAX_VALUE / 2
                                        + ") FROM entry WHERE position > " + complete));
    }

    /**
     * Reads one event as {@code replay} prints it.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Transfer transfer(String cloudEvent) {
        return CloudEvents.decode(cloudEvent, Set.of(), null).transfer();
    }
}
