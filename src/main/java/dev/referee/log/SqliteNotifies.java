package dev.referee.log;

import dev.referee.model.SipRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * NOTIFYs in the file of a {@link SqliteLog}, through a connection and a thread of its own. What is
 * to be kept waits for {@link #flush}, which is called a few times a second: a flood of them then
 * leaves the file to the log's own writer between two transactions, and what is too much by then was
 * never written.
 */
final class SqliteNotifies implements Notifies {
    /** The most that wait to be written; beyond it the oldest is forgotten. */
    static final int MOST_WAITING = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteNotifies.class);
    private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(1);
    private static final long NOT_MEASURED = -1;

    private final LogSettings settings;
    private final InstantSource clock;
    private final SideConnection connection;
    private volatile long bytes = NOT_MEASURED;

    /** Guarded by itself. */
    private final Deque<Change> waiting = new ArrayDeque<>();

    /** Guarded by this. */
    private long upkeepAt = System.nanoTime() + UPKEEP_INTERVAL.toNanos();

    /** Used by the connection's thread alone. */
    private boolean failing;

    SqliteNotifies(LogSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.connection = new SideConnection("referee-log-notifies", this::openWithTable);
    }

    /** What is changed in the file. */
    private interface Change {
        void in(Connection open) throws SQLException;
    }

    @Override
    public void keep(Notify notify) {
        if (settings.notifies() > 0) {
            add(open -> NotifyTable.add(open, notify));
        }
    }

    @Override
    public void answered(String pbx, SipRequest request, int status) {
        add(open -> NotifyTable.answered(open, pbx, request, status));
    }

    @Override
    public void attribute(String pbx, SipRequest request, String transfer) {
        add(open -> NotifyTable.attribute(open, pbx, request, transfer));
    }

    private void add(Change change) {
        synchronized (waiting) {
            waiting.add(change);
            forgetTheOldest();
        }
    }

    private void forgetTheOldest() {
        while (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
        }
    }

    @Override
    public CompletionStage<Optional<List<Kept>>> find(Filter filter, long before, int most) {
        CompletableFuture<Optional<List<Kept>>> found = new CompletableFuture<>();
        try {
            connection.execute(() -> {
                write();
                found.complete(read(filter, before, most));
            });
        } catch (RejectedExecutionException e) {
            found.complete(Optional.empty());
        }
        return found;
    }

    /** Has what waits written soon, and once in a while what is too old forgotten. */
    synchronized void flush() {
        boolean isUpkeepDue = System.nanoTime() - upkeepAt >= 0;
        synchronized (waiting) {
            if (waiting.isEmpty() && !isUpkeepDue) {
                return;
            }
        }
        try {
            connection.execute(this::write);
            upkeepAt = System.nanoTime() + UPKEEP_INTERVAL.toNanos();
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many ask for NOTIFYs: those that wait are written later", e);
        }
    }

    private void write() {
        List<Change> changes;
        synchronized (waiting) {
            changes = new ArrayList<>(waiting);
            waiting.clear();
        }
        try {
            Connection open = connection.open();
            Sqlite.transaction(open, () -> {
                for (Change change : changes) {
                    change.in(open);
                }
                NotifyTable.retain(open, horizon(), settings.notifies(), settings.notifyBytes());
            });
            bytes = NotifyTable.bytes(open);
            failing = false;
        } catch (SQLException e) {
            failed(e);
            synchronized (waiting) {
                changes.reversed().forEach(waiting::addFirst);
                forgetTheOldest();
            }
        }
    }

    private Optional<List<Kept>> read(Filter filter, long before, int most) {
        try {
            return Optional.of(
                    NotifyTable.find(connection.open(), filter, horizon(), before, most));
        } catch (SQLException e) {
            failed(e);
            return Optional.empty();
        }
    }

    private void failed(SQLException why) {
        if (!failing) {
            LOG.warn(
                    "NOTIFYs for administrators cannot be kept or read now; the newest {} wait in"
                            + " memory: {}",
                    MOST_WAITING,
                    why.getMessage());
        }
        failing = true;
        connection.reopen();
    }

    private Instant horizon() {
        return clock.instant().minus(settings.age());
    }

    private Connection openWithTable() throws SQLException {
        Connection open = Sqlite.openBeside(settings.file());
        try {
            NotifyTable.create(open);
            bytes = NotifyTable.bytes(open);
            return open;
        } catch (SQLException e) {
            Sqlite.closeQuietly(open);
            throw e;
        }
    }

    /**
     * How many bytes of the file they take. Any thread may ask.
     *
     * @param open measures it as long as nothing was kept or read
     */
    long bytes(Connection open) throws SQLException {
        long known = bytes;
        return known == NOT_MEASURED ? NotifyTable.bytes(open) : known;
    }

    /** Another file may stand in the place of the one that was used. */
    void reopen() {
        connection.reopen();
    }

    /** Ends it when what waits is written. */
    void end() {
        flush();
        connection.end();
    }

    /** Waits for that. */
    void awaitEnd(Duration patience) {
        if (!connection.awaitEnd(patience)) {
            LOG.warn("The disk takes too long: the newest NOTIFYs may be lost");
        }
    }
}
