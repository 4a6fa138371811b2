package dev.referee.log;

import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A log in an SQLite file, which survives the end of the process, also a sudden one. Entries are told
 * when they are committed. While the file cannot be written they are told all the same, from memory
 * (see {@link Backlog}); the log gets out of that by itself.
 */
public final class SqliteLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLog.class);

    /** How long events may wait for a commit before they are told without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final Backlog backlog;
    private final LogReader reader;
    private final SqliteLedger ledger;
    private final SqliteNotifies notifies;
    private final SqliteTraces traces;
    private final DialogBook dialogs;
    private final Thread writer;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("referee-log-watch").factory());

    private SqliteLog(
            LogSettings settings,
            InstantSource clock,
            Backlog backlog,
            SqliteLedger ledger,
            SqliteNotifies notifies,
            SqliteTraces traces,
            @Nullable Claim claim,
            LogFile.@Nullable Opened opened) {
        this.backlog = backlog;
        this.reader = new LogReader(settings.file(), backlog::positionOf);
        this.ledger = ledger;
        this.notifies = notifies;
        this.traces = traces;
        this.dialogs = new DialogBook(settings.dialogs(), backlog::keep);
        LogFile file = opened == null ? null : opened.file();
        if (opened != null) {
            dialogs.restore(opened.contents().dialogs());
        }
        this.writer = Thread.ofPlatform()
                .name("referee-log-write")
                .daemon()
                .unstarted(new LogWriter(
                        settings,
                        clock,
                        backlog,
                        () -> {
                            reader.reopen();
                            ledger.reopen();
                            notifies.reopen();
                            traces.reopen();
                        },
                        apart(ledger, notifies, traces),
                        dialogs,
                        claim,
                        file));
    }

    /**
     * Opens the file and goes on from what it holds. Blocks while it reads the file. A file that
     * cannot be had now is no reason not to start: {@link #status} tells of it.
     *
     * @throws LogRefusal when another Referee has the file, or it is none that this one may write
     */
    public static SqliteLog open(LogSettings settings, InstantSource clock) throws LogRefusal {
        Claim claim = null;
        LogFile.Opened opened = null;
        Backlog backlog;
        SqliteLedger ledger = new SqliteLedger(settings.file());
        SqliteNotifies notifies = new SqliteNotifies(settings, clock);
        SqliteTraces traces = new SqliteTraces(settings, clock);
        try {
            claim = Claim.on(settings.file());
            opened = LogFile.open(settings, apart(ledger, notifies, traces), true);
            backlog = new Backlog(settings, clock, opened.contents());
        } catch (IOException e) {
            backlog = new Backlog(settings, clock, Trouble.of(e));
        } catch (SQLException e) {
            backlog = new Backlog(settings, clock, Trouble.of(e));
        } catch (LinkageError e) {
            backlog = new Backlog(settings, clock, Trouble.of(e));
        } catch (LogRefusal e) {
            ledger.close();
            notifies.end();
            traces.end();
            if (claim != null) {
                claim.close();
            }
            throw e;
        }
        SqliteLog log =
                new SqliteLog(settings, clock, backlog, ledger, notifies, traces, claim, opened);
        log.start();
        return log;
    }

    private static LogFile.Apart apart(
            SqliteLedger ledger, SqliteNotifies notifies, SqliteTraces traces) {
        return open -> ledger.bytes(open) + notifies.bytes(open) + traces.bytes(open);
    }

    private void start() {
        writer.start();
        watch(() -> backlog.watch(PATIENCE));
        watch(notifies::flush);
        watch(traces::flush);
    }

    private void watch(Runnable task) {
        var unused = watch.scheduleWithFixedDelay(
                task, WATCH_INTERVAL.toMillis(), WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The dialogs, which survive with the events. */
    public DialogBook dialogs() {
        return dialogs;
    }

    /** In the same file. Ends with the log. */
    public Ledger ledger() {
        return ledger;
    }

    /** In the same file too. Ends with the log. */
    public Notifies notifies() {
        return notifies;
    }

    /** Likewise. */
    public Traces traces() {
        return traces;
    }

    @Override
    public Position newest() {
        return backlog.newest();
    }

    @Override
    public void append(List<TransferEvent> events) {
        backlog.append(events);
    }

    @Override
    public CompletionStage<Optional<List<Entry>>> after(Position from, int most) {
        if (!backlog.knows(from)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        Optional<List<Entry>> inMemory = backlog.after(from.offset(), most);
        if (inMemory.isPresent()) {
            return CompletableFuture.completedStage(inMemory);
        }
        // What is no longer in memory by now is in the file, or was never written.
        long complete = backlog.complete();
        return reader.after(from.offset(), most)
                .thenApply(read -> read.filter(entries -> entries.size() == most
                        || (!entries.isEmpty() && entries.getLast().offset() >= complete)));
    }

    @Override
    public Current current() {
        return backlog.current();
    }

    @Override
    public Current currentOfLeg(String uniqueid) {
        return backlog.currentOfLeg(uniqueid);
    }

    @Override
    public Current currentOfEndpoint(String name) {
        return backlog.currentOfEndpoint(name);
    }

    @Override
    public Runnable listen(Consumer<Entry> listener) {
        return backlog.listen(listener);
    }

    @Override
    public Status status() {
        Trouble trouble = backlog.trouble();
        return trouble == null
                ? new Status(true, "Events are kept in the file.")
                : new Status(false, "Events are delivered but not kept: " + trouble.what());
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        notifies.end();
        traces.end();
        ledger.close();
        backlog.close();
        try {
            if (!writer.join(FAREWELL)) {
                LOG.error("The disk takes too long: the newest events may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.shutdownNow();
        reader.close();
        notifies.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
        traces.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
    }
}
