package dev.referee.log;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Reads from a log's file what is no longer in memory, on a thread of its own: one page after the
 * other, so many may wait, and not for long. Whatever does not succeed counts as lost.
 */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final int MOST_WAITING = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final LongFunction<Position> positions;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("referee-log-read").factory());
    private volatile boolean outdated;

    /** Used by the thread alone. */
    private @Nullable Connection connection;

    LogReader(Path file, LongFunction<Position> positions) {
        this.file = file;
        this.positions = positions;
    }

    /** Another file may stand in the place of the one that was read. */
    void reopen() {
        outdated = true;
    }

    /** The oldest entries after an offset; empty when some of them are lost. */
    CompletionStage<Optional<List<Entry>>> after(long offset, int most) {
        try {
            return CompletableFuture.supplyAsync(() -> read(offset, most), thread)
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
            Connection open = open();
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
            LOG.warn("Old events cannot be read: whoever asks is told that they are lost", e);
            outdated = true;
            return Optional.empty();
        }
    }

    private List<Entry> page(Connection open, long offset, int most) throws SQLException {
        try (PreparedStatement query = open.prepareStatement("SELECT " + Sqlite.COLUMNS
                + " FROM entry WHERE position > ? ORDER BY position LIMIT ?")) {
            query.setLong(1, offset);
            query.setInt(2, most);
            return Sqlite.rows(query, positions).stream().map(Tail.Kept::entry).toList();
        }
    }

    private Connection open() throws SQLException {
        if (outdated) {
            outdated = false;
            closeConnection();
        }
        Connection open = connection;
        if (open == null) {
            open = Sqlite.openReader(file);
            connection = open;
        }
        return open;
    }

    private void closeConnection() {
        if (connection != null) {
            Sqlite.closeQuietly(connection);
            connection = null;
        }
    }

    /** Ends it, once. What still waits is lost. */
    void close() {
        if (thread.isShutdown()) {
            return;
        }
        thread.getQueue().clear();
        thread.execute(this::closeConnection);
        thread.shutdown();
    }
}
