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
     * @return since when the file has all that was told; {@link Instant#MIN} when nothing was
     *     forgotten yet
     * @throws LogRefusal when it is not there or none of Referee's
     * @throws SQLException when it cannot be read
     * @throws IOException when the library that reads it cannot be unpacked
     */
    public static <E extends Exception> Instant read(Path file, Taker<E> taker)
            throws E, LogRefusal, SQLException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new LogRefusal(file + ": there is no such file.");
        }
        Sqlite.loadLibrary();
        try (Connection connection = Sqlite.openReader(file)) {
            Sqlite.refuseWhatIsNotOurs(connection, file);
            Sqlite.run(connection, "BEGIN");
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT event FROM entry ORDER BY position");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    taker.take(transfer(rows.getString(1)));
                }
            }
            return since(connection);
        }
    }

    /** Since when nothing was forgotten: of older ones only what was under way may be there. */
    private static Instant since(Connection connection) throws SQLException {
        long complete = Sqlite.number(connection, "SELECT complete FROM history");
        return complete == 0
                ? Instant.MIN
                : Instant.ofEpochMilli(Sqlite.number(
                        connection,
                        "SELECT coalesce(min(kept_at), " + Long.MAX_VALUE / 2 + ") FROM entry"
                                + " WHERE position > " + complete));
    }

    /**
     * Reads one event as {@code replay} prints it.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Transfer transfer(String cloudEvent) {
        return CloudEvents.decode(cloudEvent, Set.of()).transfer();
    }
}
