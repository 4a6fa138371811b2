package dev.referee.log;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Reads from a log's file what is no longer in memory, on a thread of its own: one page after the
 * other, so many may wait, and not for long. Whatever does not succeed counts as lost.
 */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LongFunction<Position> positions;
    private final SideConnection connection;

    LogReader(Path file, LongFunction<Position> positions) {
        this.positions = positions;
        this.connection = new SideConnection("referee-log-read", () -> Sqlite.openReader(file));
    }

    /** Another file may stand in the place of the one that was read. */
    void reopen() {
        connection.reopen();
    }

    /** The oldest entries after an offset; empty when some of them are lost. */
    CompletionStage<Optional<List<Entry>>> after(long offset, int most) {
        try {
            return CompletableFuture.supplyAsync(() -> read(offset, most), connection)
                    .completeOnTimeout(
                            Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.warn("Too many browsers ask for old events at one time: some are told that theirs"
                    + " are lost");
            return CompletableFuture.completedStage(Optional.empty());
        }
    }

    private Optional<List<Entry>> read(long offset, int most) {
        try {
            Connection open = connection.open();
            // One look at both: what is forgotten in between would be missing without a word.
            Sqlite.run(open, "BEGIN");
            try {
                return Sqlite.number(open, "SELECT complete FROM history") > offset
                        ? Optional.empty()
                        : Optional.of(page(open, offset, most));
            } finally {
                Sqlite.run(open, "COMMIT");
            }
        } catch (SQLException e) {
            LOG.warn(
                    "Old events cannot be read: clients that ask for them learn that they are lost",
                    e);
            connection.reopen();
            return Optional.empty();
        }
    }

    private List<Entry> page(Connection open, long offset, int most) throws SQLException {
        try (PreparedStatement query = open.prepareStatement(
                Sqlite.SELECT_ENTRIES + "position > ? ORDER BY position LIMIT ?")) {
            query.setLong(1, offset);
            query.setInt(2, most);
            return Sqlite.rows(query, positions).stream().map(Tail.Kept::entry).toList();
        }
    }

    /** Ends it, once. What still waits is lost. */
    void close() {
        connection.endAtOnce();
    }
}
