package dev.referee.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * The ledger in the file of a {@link SqliteLog}, through a connection and a thread of its own. Its
 * tables are made when they are first used.
 */
final class SqliteLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLedger.class);
    private static final long NOT_MEASURED = -1;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SideConnection connection;
    private volatile long bytes = NOT_MEASURED;

    /** Used by the connection's thread alone. */
    private boolean failing;

    SqliteLedger(Path file) {
        this.connection = new SideConnection("referee-log-ledger", () -> openWithTables(file));
    }

    /** What is done with the file. */
    private interface Work<T> {
        T on(Connection open) throws SQLException;
    }

    /** What is changed in the file. */
    private interface Change {
        void on(Connection open) throws SQLException;
    }

    /** Another file may stand in the place of the one that was used. */
    void reopen() {
        connection.reopen();
    }

    @Override
    public CompletionStage<Optional<Map<String, Standing>>> load() {
        return attempt(LedgerTables::standings);
    }

    @Override
    public CompletionStage<Boolean> save(String webhook, Standing standing, List<DeadLetter> dead) {
        return this.<Boolean>attempt(open -> {
                    Sqlite.transaction(open, () -> {
                        LedgerTables.write(open, webhook, standing);
                        if (!dead.isEmpty()) {
                            LedgerTables.write(open, dead);
                            bytes = LedgerTables.bytes(open);
                        }
                    });
                    return true;
                })
                .thenApply(Optional::isPresent);
    }

    @Override
    public CompletionStage<Optional<Map<String, Order>>> orders() {
        return attempt(LedgerTables::orders);
    }

    @Override
    public CompletionStage<Boolean> order(String webhook, Order order) {
        return tell(open -> LedgerTables.write(open, webhook, order));
    }

    @Override
    public CompletionStage<Boolean> forget(String webhook) {
        return tell(open -> Sqlite.transaction(open, () -> LedgerTables.forget(open, webhook)));
    }

    @Override
    public CompletionStage<Optional<List<KeptLetter>>> deadLetters(
            @Nullable String webhook, long before, int most) {
        return attempt(open -> LedgerTables.deadLetters(open, webhook, before, most));
    }

    @Override
    public CompletionStage<Boolean> takeOut(long number) {
        return tell(open -> Sqlite.transaction(open, () -> {
            LedgerTables.takeOut(open, number);
            bytes = LedgerTables.bytes(open);
        }));
    }

    /**
     * How many bytes of the file the dead letters take. Any thread may ask.
     *
     * @param open measures it as long as nobody has asked for something
     */
    long bytes(Connection open) throws SQLException {
        long known = bytes;
        return known == NOT_MEASURED ? LedgerTables.bytes(open) : known;
    }

    private CompletionStage<Boolean> tell(Change change) {
        return this.<Boolean>attempt(open -> {
                    change.on(open);
                    return true;
                })
                .thenApply(Optional::isPresent);
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
                        "What is remembered of webhooks cannot be kept or read now, and after a"
                                + " restart events may come twice: {}",
                        e.getMessage());
            }
            failing = true;
            connection.reopen();
            return Optional.empty();
        }
    }

    private Connection openWithTables(Path file) throws SQLException {
        Connection open = Sqlite.openBeside(file);
        try {
            LedgerTables.create(open);
            bytes = LedgerTables.bytes(open);
            return open;
        } catch (SQLException e) {
            Sqlite.closeQuietly(open);
            throw e;
        }
    }

    @Override
    public void close() {
        connection.end();
        if (!connection.awaitEnd(FAREWELL)) {
            LOG.warn("The disk takes too long: what was delivered last may be sent again");
        }
    }
}
