package dev.referee.log;

import dev.referee.log.EventLog.Position;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ledger in the file of a {@link SqliteLog}, through a connection and a thread of its own. Its
 * tables are made when they are first used, so that the file of whoever delivers nothing has none.
 */
final class SqliteLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLedger.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SideConnection connection;

    /** Used by the connection's thread alone. */
    private boolean failing;

    SqliteLedger(Path file) {
        this.connection = new SideConnection("referee-log-ledger", () -> openWithTables(file));
    }

    /** What is done with the file. */
    private interface Work<T> {
        T on(Connection open) throws SQLException;
    }

    /** Another file may stand in the place of the one that was used. */
    void reopen() {
        connection.reopen();
    }

    @Override
    public CompletionStage<Optional<Map<String, Standing>>> load() {
        return attempt(SqliteLedger::readStandings);
    }

    @Override
    public CompletionStage<Boolean> save(String carrier, Standing standing, List<DeadLetter> dead) {
        return this.<Boolean>attempt(open -> {
                    Sqlite.transaction(open, () -> {
                        write(open, carrier, standing);
                        for (DeadLetter letter : dead) {
                            write(open, letter);
                        }
                    });
                    return true;
                })
                .thenApply(Optional::isPresent);
    }

    @Override
    public CompletionStage<Optional<List<DeadLetter>>> deadLetters(int most) {
        return attempt(open -> readDeadLetters(open, most));
    }

    private <T> CompletionStage<Optional<T>> attempt(Work<T> work) {
        CompletableFuture<Optional<T>> result = new CompletableFuture<>();
        try {
            connection.execute(() -> result.complete(tryTo(work)));
        } catch (RejectedExecutionException e) {
            result.complete(Optional.empty());
        }
        return result;
    }

    private <T> Optional<T> tryTo(Work<T> work) {
        try {
            Optional<T> done = Optional.of(work.on(connection.open()));
            failing = false;
            return done;
        } catch (SQLException | IllegalArgumentException e) {
            if (!failing) {
                LOG.warn(
                        "How far webhooks have come cannot be kept or read, and after a restart"
                                + " events may come twice: {}",
                        e.getMessage());
            }
            failing = true;
            connection.reopen();
            return Optional.empty();
        }
    }

    private static Connection openWithTables(Path file) throws SQLException {
        Connection open = Sqlite.openBeside(file);
        try {
            createTables(open);
            return open;
        } catch (SQLException e) {
            Sqlite.closeQuietly(open);
            throw e;
        }
    }

    private static void createTables(Connection open) throws SQLException {
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS carrier(name TEXT PRIMARY KEY, epoch TEXT NOT NULL,"
                        + " position INTEGER NOT NULL, open TEXT NOT NULL, refused TEXT)");
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS dead_letter(ordinal INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " carrier TEXT NOT NULL, event TEXT, at INTEGER NOT NULL,"
                        + " attempts INTEGER NOT NULL, reason TEXT NOT NULL, request TEXT,"
                        + " answer TEXT)");
    }

    private static Map<String, Standing> readStandings(Connection open) throws SQLException {
        Map<String, Standing> standings = new HashMap<>();
        try (PreparedStatement query = open.prepareStatement(
                        "SELECT name, epoch, position, open, refused FROM carrier");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                List<Long> offsets = Stream.of(rows.getString(4).split(" ", -1))
                        .filter(text -> !text.isEmpty())
                        .map(Long::valueOf)
                        .toList();
                standings.put(
                        rows.getString(1),
                        new Standing(
                                new Position(rows.getString(2), rows.getLong(3)),
                                offsets,
                                rows.getString(5)));
            }
        }
        return standings;
    }

    private static void write(Connection open, String carrier, Standing standing)
            throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT OR REPLACE INTO"
                + " carrier(name, epoch, position, open, refused) VALUES(?, ?, ?, ?, ?)")) {
            insert.setString(1, carrier);
            insert.setString(2, standing.read().epoch());
            insert.setLong(3, standing.read().offset());
            insert.setString(
                    4,
                    standing.open().stream().map(String::valueOf).collect(Collectors.joining(" ")));
            insert.setString(5, standing.refused());
            insert.executeUpdate();
        }
    }

    private static void write(Connection open, DeadLetter letter) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT INTO dead_letter(carrier,"
                + " event, at, attempts, reason, request, answer) VALUES(?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, letter.carrier());
            insert.setString(2, letter.event());
            insert.setLong(3, letter.at().toEpochMilli());
            insert.setInt(4, letter.attempts());
            insert.setString(5, letter.reason());
            insert.setString(6, letter.request());
            insert.setString(7, letter.answer());
            insert.executeUpdate();
        }
        Sqlite.run(
                open,
                "DELETE FROM dead_letter WHERE ordinal <= (SELECT max(ordinal) FROM dead_letter) - "
                        + MOST_DEAD_LETTERS);
    }

    private static List<DeadLetter> readDeadLetters(Connection open, int most) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement query = open.prepareStatement("SELECT carrier, event, at, attempts,"
                + " reason, request, answer FROM dead_letter ORDER BY ordinal DESC LIMIT ?")) {
            query.setInt(1, most);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    letters.add(new DeadLetter(
                            rows.getString(1),
                            rows.getString(2),
                            Instant.ofEpochMilli(rows.getLong(3)),
                            rows.getInt(4),
                            rows.getString(5),
                            rows.getString(6),
                            rows.getString(7)));
                }
            }
        }
        return letters;
    }

    @Override
    public void close() {
        connection.end();
        if (!connection.awaitEnd(FAREWELL)) {
            LOG.warn("The disk takes too long: what was delivered last may be sent again");
        }
    }
}
