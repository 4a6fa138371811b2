package dev.referee.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a log's file beside the writer's, and the one thread that may use it. Opened when
 * it is first needed. Any thread may give it work, at most 1,000 pieces of which wait.
 */
final class SideConnection implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SideConnection.class);
    private static final int MOST_WAITING = 1_000;

    private final Opener opener;
    private final ThreadPoolExecutor thread;
    private volatile boolean outdated;

    /** Used by the thread alone. */
    private @Nullable Connection connection;

    /** How the file is opened. */
    interface Opener {
        Connection open() throws SQLException;
    }

    /**
     * Creates one that has nothing open yet.
     *
     * @param name its thread's
     */
    SideConnection(String name, Opener opener) {
        this.opener = opener;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /**
     * Does this on the thread, after what was asked for before.
     *
     * @throws RejectedExecutionException when too much waits, or it has ended
     */
    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    /** The connection, for the thread alone, and for no longer than its piece of work. */
    Connection open() throws SQLException {
        if (outdated) {
            outdated = false;
            closeConnection();
        }
        Connection open = connection;
        if (open == null) {
            open = opener.open();
            connection = open;
        }
        return open;
    }

    /** Another file may stand in the place of the one that is open, or it cannot be used. */
    void reopen() {
        outdated = true;
    }

    /** Ends it when what waits is done. */
    void end() {
        if (thread.isShutdown()) {
            return;
        }
        try {
            thread.execute(this::closeConnection);
        } catch (RejectedExecutionException e) {
            LOG.debug("Too much waits: the connection ends with the process", e);
        }
        thread.shutdown();
    }

    /** Ends it without what waits, of which nobody hears any more. */
    void endAtOnce() {
        if (!thread.isShutdown()) {
            thread.getQueue().clear();
            end();
        }
    }

    /**
     * Waits for its end.
     *
     * @return false when that took longer than this; true also for a thread that is interrupted, and
     *     stays so
     */
    boolean awaitEnd(Duration patience) {
        try {
            return thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void closeConnection() {
        if (connection != null) {
            Sqlite.closeQuietly(connection);
            connection = null;
        }
    }
}
