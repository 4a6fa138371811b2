package dev.referee.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Copies a log's file while a Referee may be at work on it, and has the copy go on as another history
 * once it is put in place. The history that the copy is of went on: offsets and the ids of events that
 * follow in the one stand for other events in the other. So no position of the one may count in the
 * other, and a transfer that was under way may not end a second time.
 */
public final class Backup {
    /** One row while the file is a copy that no Referee has opened: when it was made. */
    private static final String MARK = "copied";

    private Backup() {}

    /**
     * Makes a copy. Blocks while it reads and writes.
     *
     * @param file the log's
     * @param copy does not exist yet; only this user may read it
     * @throws LogRefusal when there is no such log, or it is none of Referee's
     * @throws FileAlreadyExistsException when the copy is there already
     * @throws SQLException when the log cannot be read, or the copy not be written
     */
    public static void make(Path file, Path copy) throws IOException, SQLException, LogRefusal {
        if (!Files.isRegularFile(file)) {
            throw new LogRefusal(file + ": there is no such file.");
        }
        if (Files.exists(copy)) {
            throw new FileAlreadyExistsException(copy.toString());
        }
        Sqlite.loadLibrary();
        Path part = copy.toAbsolutePath().resolveSibling(copy.getFileName() + ".part");
        Files.deleteIfExists(part);
        try {
            // SQLite would let everybody read it.
            Sqlite.create(part);
            try (Connection log = Sqlite.openUntouched(file)) {
                Sqlite.refuseWhatIsNotOurs(log, file);
                try (PreparedStatement copying = log.prepareStatement("VACUUM INTO ?")) {
                    copying.setString(1, part.toString());
                    copying.execute();
                }
            }
            try (Connection made = Sqlite.openReader(part)) {
                mark(made);
            }
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void mark(Connection copy) throws SQLException {
        Sqlite.run(copy, "PRAGMA query_only = 0");
        Sqlite.transaction(copy, () -> {
            Sqlite.run(copy, "CREATE TABLE IF NOT EXISTS " + MARK + "(at INTEGER NOT NULL)");
            Sqlite.run(copy, "DELETE FROM " + MARK);
            Sqlite.run(
                    copy,
                    "INSERT INTO " + MARK + " VALUES(CAST(unixepoch('subsec') * 1000 AS INTEGER))");
        });
    }

    /**
     * Has a file that is a copy go on as a history of its own; one that is none stays as it is.
     *
     * @return whether it was a copy
     */
    static boolean settle(Connection file) throws SQLException {
        if (!has(file, MARK)) {
            return false;
        }
        String epoch = UUID.randomUUID().toString();
        Sqlite.transaction(file, () -> {
            // Events that followed are not here: to go on from an older epoch would skip them
            // unsaid.
            Sqlite.run(file, "DELETE FROM epoch");
            Sqlite.run(file, "INSERT INTO epoch(name) VALUES('" + epoch + "')");
            // They have ended meanwhile, and were told so under the ids that would follow here.
            Sqlite.run(
                    file,
                    "DELETE FROM entry WHERE transfer IN (SELECT transfer FROM entry WHERE"
                            + " under_way = 1)");
            // How far webhooks have come counts on: what follows here is new to them.
            if (has(file, LedgerTables.CURSORS)) {
                Sqlite.run(file, "UPDATE " + LedgerTables.CURSORS + " SET epoch = '" + epoch + "'");
            }
            Sqlite.run(file, "DROP TABLE " + MARK);
        });
        return true;
    }

    private static boolean has(Connection file, String table) throws SQLException {
        return Sqlite.number(
                        file,
                        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '"
                                + table + "'")
                > 0;
    }
}
