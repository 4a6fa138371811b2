package dev.referee.log;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** How a log's file is opened, and what its rows look like. */
final class Sqlite {
    /** Begins a query for {@link #rows}. */
    static final String SELECT_ENTRIES =
            "SELECT position, kept_at, parties, event, " + Origins.COLUMNS + " FROM entry WHERE ";

    private static final Logger LOG = LoggerFactory.getLogger(Sqlite.class);

    /** "RFEE": marks the file as Referee's (https://sqlite.org/pragma.html#pragma_application_id). */
    private static final int APPLICATION = 0x52464545;

    private static final int SCHEMA = 1;
    private static final int BUSY_TIMEOUT_MS = 1_000;
    private static final int CORRUPT = 11;

    private static boolean loaded;

    private Sqlite() {}

    /** What happens as a whole or not at all. */
    interface Work {
        void run() throws SQLException;
    }

    /**
     * Opens the file for its one writer, and makes it where there is none.
     *
     * @throws LogRefusal when it is none of Referee's, or a later version's
     */
    static Connection open(LogSettings settings, boolean check)
            throws IOException, SQLException, LogRefusal {
        loadLibrary();
        create(settings.file());
        return tryToOpen(settings, check);
    }

    /** Opens it for reading, beside the writer. */
    static Connection openReader(Path file) throws SQLException {
        Connection connection = connect(file);
        run(connection, "PRAGMA query_only = 1");
        return connection;
    }

    /**
     * Opens it so that nothing of it can change, for another process than the writer's. Where that
     * one does not run, SQLite leaves an empty {@code -wal} and a {@code -shm} behind, which the
     * next writer takes over and deletes (https://sqlite.org/wal.html#read_only_databases).
     */
    static Connection openUntouched(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    /**
     * Opens it for a second writer of few words. Never makes it: who made an empty file first would
     * decide what it is.
     */
    static Connection openBeside(Path file) throws SQLException {
        if (!Files.exists(file)) {
            throw new SQLException("log.file is not there");
        }
        Connection connection = connect(file);
        try {
            if (number(connection, "PRAGMA application_id") != APPLICATION) {
                throw new SQLException("log.file is not ready");
            }
            run(connection, "PRAGMA synchronous = NORMAL");
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static Connection tryToOpen(LogSettings settings, boolean check)
            throws SQLException, LogRefusal {
        Connection connection = connect(settings.file());
        try {
            boolean isNew = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
            if (!isNew) {
                refuseWhatIsNotOurs(connection, settings.file());
            }
            try (Statement statement = connection.createStatement();
                    ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
                if (!mode.next() || !"wal".equalsIgnoreCase(mode.getString(1))) {
                    throw new SQLException("this kind of disk cannot share memory: choose a local"
                            + " one with log.file");
                }
            }
            run(
                    connection,
                    "PRAGMA synchronous = " + (settings.safeFromPowerCuts() ? "FULL" : "NORMAL"));
            if (isNew) {
                transaction(connection, () -> createSchema(connection));
            } else if (check) {
                check(connection);
            }
            if (!hasBirth(connection)) {
                transaction(connection, () -> createBirth(connection));
            }
            if (Backup.settle(connection)) {
                LOG.warn(
                        "{} is a backup that was put in place. Browsers that come back are told that"
                                + " events may be missing",
                        settings.file());
            }
            transaction(connection, () -> Origins.complete(connection));
            transaction(connection, () -> addSessionIds(connection));
            return connection;
        } catch (SQLException | LogRefusal e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        run(connection, "PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
        return connection;
    }

    /** Throws when a file is not one that this version can read. */
    static void refuseWhatIsNotOurs(Connection connection, Path file)
            throws SQLException, LogRefusal {
        if (number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new LogRefusal("log.file (" + file + ") is another program's database. Choose"
                    + " another file.");
        }
        long schema = number(connection, "PRAGMA user_version");
        if (schema > SCHEMA) {
            throw new LogRefusal("log.file (" + file + ") was written by a newer Referee (its"
                    + " schema is " + schema + ", this one knows " + SCHEMA + "). Start the newer"
                    + " one, or choose another file.");
        }
    }

    private static void createSchema(Connection connection) throws SQLException {
        run(connection, "PRAGMA application_id = " + APPLICATION);
        run(connection, "PRAGMA user_version = " + SCHEMA);
        // One row: every entry after "complete" is there; "newest" was the last ever written.
        run(connection, "CREATE TABLE history(complete INTEGER NOT NULL, newest INTEGER NOT NULL)");
        run(connection, "INSERT INTO history VALUES(0, 0)");
        // In order; the last one is the present one, whose "newest" is not known yet.
        run(
                connection,
                "CREATE TABLE epoch(ordinal INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
                        + " newest INTEGER)");
        run(connection, "INSERT INTO epoch(name) VALUES('" + UUID.randomUUID() + "')");
        // "under_way" is 1 for the newest entry of a transfer that has not ended.
        run(
                connection,
                "CREATE TABLE entry(position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
                        + " transfer TEXT NOT NULL, kept_at INTEGER NOT NULL,"
                        + " under_way INTEGER NOT NULL, parties TEXT NOT NULL,"
                        + " event TEXT NOT NULL)");
        Origins.addColumns(connection);
        run(connection, "CREATE INDEX under_way ON entry(transfer) WHERE under_way = 1");
        run(
                connection,
                "CREATE TABLE dialog(ordinal INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " uniqueid TEXT NOT NULL UNIQUE, call_id TEXT NOT NULL,"
                        + " local_tag TEXT NOT NULL, remote_tag TEXT NOT NULL)");
    }

    /** Whether the file says when it was made: those of the first versions do not. */
    static boolean hasBirth(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'birth'") > 0;
    }

    private static void createBirth(Connection connection) throws SQLException {
        run(connection, "CREATE TABLE birth(at INTEGER NOT NULL)");
        run(
                connection,
                "INSERT INTO birth SELECT coalesce((SELECT min(kept_at) FROM entry),"
                        + " CAST(unixepoch('subsec') * 1000 AS INTEGER))");
    }

    /** An older Referee knew no session identifiers. */
    private static void addSessionIds(Connection connection) throws SQLException {
        long there = number(
                connection,
                "SELECT count(*) FROM pragma_table_info('dialog') WHERE name = 'session_id'");
        if (there == 0) {
            run(connection, "ALTER TABLE dialog ADD COLUMN session_id TEXT");
        }
    }

    private static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!found.next() || !"ok".equals(found.getString(1))) {
                throw new SQLException("the check found damage", null, CORRUPT);
            }
        }
    }

    /**
     * Moves a damaged file out of the way. Only the last one stays, so that the disk does not fill
     * however often it happens.
     */
    static void moveAside(Path file, SQLException why) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            Path aside = file.resolveSibling(file.getFileName() + ".damaged" + suffix);
            Files.deleteIfExists(aside);
            if (Files.exists(part)) {
                Files.move(part, aside, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        LOG.error(
                "{} is damaged ({}) and was moved to {}.damaged. The history begins anew: browsers"
                        + " that come back are told that theirs is lost. Check the disk",
                file,
                why.getMessage(),
                file);
    }

    /** It holds the tags by which phones prove who they are: for Referee's user alone. */
    static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean posix =
                folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix");
        FileAttribute<?>[] mine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, mine);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /**
     * Loads SQLite from the jar. The driver copies it to a temporary file, which a process that is
     * killed would leave behind each time; a file that is loaded is no longer needed (not on
     * Windows, which keeps it until the end).
     */
    static synchronized void loadLibrary() throws IOException, SQLException {
        if (loaded
                || System.getProperty("org.sqlite.tmpdir") != null
                || System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        Path folder = Files.createTempDirectory("referee-sqlite");
        System.setProperty("org.sqlite.tmpdir", folder.toString());
        try {
            SQLiteJDBCLoader.initialize();
            loaded = true;
        } catch (Exception e) {
            throw new SQLException("its library cannot be loaded: " + e.getMessage(), e);
        } finally {
            System.clearProperty("org.sqlite.tmpdir");
            deleteWithContents(folder);
        }
    }

    private static void deleteWithContents(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.debug("{} stays behind", folder, e);
        }
    }

    static void transaction(Connection connection, Work work) throws SQLException {
        run(connection, "BEGIN IMMEDIATE");
        try {
            work.run();
            run(connection, "COMMIT");
        } catch (SQLException | RuntimeException e) {
            try {
                run(connection, "ROLLBACK");
            } catch (SQLException ended) {
                // Some failures have ended the transaction already.
                LOG.debug("Nothing to roll back", ended);
            }
            throw e;
        }
    }

    /** How many rows were changed. */
    static int run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Bytes of the file that hold something. */
    static long usedBytes(Connection connection) throws SQLException {
        return (number(connection, "PRAGMA page_count")
                        - number(connection, "PRAGMA freelist_count"))
                * number(connection, "PRAGMA page_size");
    }

    /** Entries from {@link #SELECT_ENTRIES}. */
    static List<Tail.Kept> rows(PreparedStatement query, LongFunction<Position> positions)
            throws SQLException {
        List<Tail.Kept> entries = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Parties parties = CloudEvents.decodeParties(rows.getString(3));
                String event = rows.getString(4);
                entries.add(new Tail.Kept(
                        new Entry(
                                positions.apply(rows.getLong(1)),
                                CloudEvents.decode(event, parties.legs(), Origins.get(rows, 5)),
                                parties,
                                event),
                        Instant.ofEpochMilli(rows.getLong(2))));
            }
        } catch (IllegalArgumentException e) {
            throw new SQLException("an entry cannot be read: " + e.getMessage(), null, CORRUPT);
        }
        return entries;
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("The log's file could not be closed in order", e);
        }
    }
}
