package dev.referee.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Ladders in the file of a {@link SqliteLog}, through a connection and a thread of its own, as {@link
 * SqliteNotifies}. Of each transfer the newest ladder waits for {@link #flush}.
 */
final class SqliteTraces implements Traces {
    /** The most transfers whose ladders wait to be written; beyond it the oldest is forgotten. */
    static final int MOST_WAITING = 1_000;

    /** How often ladders are looked for whose transfers are forgotten. */
    static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(SqliteTraces.class);
    private static final long NOT_MEASURED = -1;

    private final LogSettings settings;
    private final InstantSource clock;
    private final SideConnection connection;
    private volatile long bytes = NOT_MEASURED;

    /** By transfer; guarded by itself. */
    private final SequencedMap<String, Waiting> waiting = new LinkedHashMap<>();

    /** Guarded by this. */
    private long upkeepAt = System.nanoTime();

    /** Used by the connection's thread alone. */
    private boolean failing;

    /** Used by the connection's thread alone; 0 until the file was opened. */
    private long part;

    private record Waiting(Instant at, String json) {}

    SqliteTraces(LogSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.connection = new SideConnection("referee-log-traces", this::openWithTable);
    }

    @Override
    public void keep(String transfer, String json) {
        if (settings.traces() == 0) {
            return;
        }
        synchronized (waiting) {
            waiting.putLast(transfer, new Waiting(clock.instant(), json));
            if (waiting.size() > MOST_WAITING) {
                waiting.pollFirstEntry();
            }
        }
    }

    @Override
    public CompletionStage<Optional<List<String>>> find(String transfer) {
        CompletableFuture<Optional<List<String>>> found = new CompletableFuture<>();
        try {
            connection.execute(() -> {
                write();
                found.complete(read(transfer));
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
            if (settings.traces() == 0 || (waiting.isEmpty() && !isUpkeepDue)) {
                return;
            }
        }
        try {
            connection.execute(isUpkeepDue ? this::keepUp : this::write);
            upkeepAt = isUpkeepDue ? System.nanoTime() + UPKEEP_INTERVAL.toNanos() : upkeepAt;
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many ask for ladders: those that wait are written later", e);
        }
    }

    /** Writes what waits, and forgets the ladders of transfers that are forgotten. */
    void keepUp() {
        write();
        try {
            Connection open = connection.open();
            Sqlite.transaction(
                    open,
                    () -> TraceTable.deleteWithTransfers(
                            open, clock.instant().minus(UPKEEP_INTERVAL)));
        } catch (SQLException e) {
            failed(e);
        }
    }

    private void write() {
        Map<String, Waiting> all;
        synchronized (waiting) {
            all = new LinkedHashMap<>(waiting);
            waiting.clear();
        }
        if (all.isEmpty()) {
            return;
        }
        try {
            Connection open = connection.open();
            Sqlite.transaction(open, () -> {
                for (Map.Entry<String, Waiting> one : all.entrySet()) {
                    Waiting ladder = one.getValue();
                    TraceTable.put(open, new Trace(one.getKey(), part, ladder.at(), ladder.json()));
                }
                TraceTable.retain(open, horizon(), settings.traces(), settings.traceBytes());
            });
            bytes = TraceTable.bytes(open);
            failing = false;
        } catch (SQLException e) {
            failed(e);
            synchronized (waiting) {
                all.forEach(waiting::putIfAbsent);
                while (waiting.size() > MOST_WAITING) {
                    waiting.pollFirstEntry();
                }
            }
        }
    }

    private Optional<List<String>> read(String transfer) {
        try {
            return Optional.of(TraceTable.find(connection.open(), transfer, horizon()));
        } catch (SQLException e) {
            failed(e);
            return Optional.empty();
        }
    }

    private void failed(SQLException why) {
        if (!failing) {
            LOG.warn("Ladders cannot be kept or read now: {}", why.getMessage());
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
            TraceTable.create(open);
            part = part == 0 ? TraceTable.nextPart(open) : part;
            bytes = TraceTable.bytes(open);
            return open;
        } catch (SQLException e) {
            Sqlite.closeQuietly(open);
            throw e;
        }
    }

    /** How many bytes of the file they take. Any thread may ask. */
    long bytes(Connection open) throws SQLException {
        long known = bytes;
        return known == NOT_MEASURED ? TraceTable.bytes(open) : known;
    }

    /** How many transfers' ladders wait to be written. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
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
            LOG.warn("The disk takes too long: the newest ladders may be lost");
        }
    }
}
