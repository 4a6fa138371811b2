package dev.referee.log;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Transfer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A log in a real file, what it told, and the means to disturb it. */
final class LogFixture implements AutoCloseable {
    static final int IN_MEMORY = 5;
    private static final Duration POLL = Duration.ofMillis(5);
    static final Duration AGE = Duration.ofHours(1);

    final Path file;
    volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private LogSettings settings;
    SqliteLog log;
    final List<Entry> told = new ArrayList<>();

    /** Opens a log in a file. */
    LogFixture(Path file) throws LogRefusal {
        this(settings(file));
    }

    LogFixture(LogSettings settings) throws LogRefusal {
        this.file = settings.file();
        this.settings = settings;
        this.log = open();
    }

    static LogSettings settings(Path file) {
        return new LogSettings(file, true, 1_000, AGE, 100L << 20, IN_MEMORY, 10, 100, 1 << 20);
    }

    /** The same with at most so many entries. */
    static LogSettings withEntries(LogSettings settings, int entries) {
        return new LogSettings(
                settings.file(),
                settings.safeFromPowerCuts(),
                entries,
                settings.age(),
                settings.bytes(),
                settings.entriesInMemory(),
                settings.dialogs(),
                settings.notifies(),
                settings.notifyBytes());
    }

    /** The same with at most so many bytes. */
    static LogSettings withBytes(LogSettings settings, long bytes) {
        return new LogSettings(
                settings.file(),
                settings.safeFromPowerCuts(),
                settings.entries(),
                settings.age(),
                bytes,
                settings.entriesInMemory(),
                settings.dialogs(),
                settings.notifies(),
                settings.notifyBytes());
    }

    /** The same with at most so many NOTIFYs. */
    static LogSettings withNotifies(LogSettings settings, int most, long bytes) {
        return new LogSettings(
                settings.file(),
                settings.safeFromPowerCuts(),
                settings.entries(),
                settings.age(),
                settings.bytes(),
                settings.entriesInMemory(),
                settings.dialogs(),
                most,
                bytes);
    }

    private SqliteLog open() throws LogRefusal {
        SqliteLog opened = SqliteLog.open(settings, () -> now);
        opened.listen(entry -> {
            synchronized (told) {
                told.add(entry);
            }
        });
        return opened;
    }

    /** Ends in order and starts again. */
    void restart() throws LogRefusal {
        log.close();
        log = open();
    }

    /** Appends so many transfers that ended at once: t1, t2 and so on. */
    void append(int count) {
        for (int i = 0; i < count; i++) {
            int n = told().size() + 1;
            log.append(Transfers.ended("t" + n, 1, Transfer.Reason.BUSY));
            awaitTold(n);
        }
    }

    List<Entry> told() {
        synchronized (told) {
            return List.copyOf(told);
        }
    }

    void awaitTold(int count) {
        await(count + " are told", () -> told().size() >= count);
    }

    /** Waits for something that nobody tells of. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within 30 s: " + what + ". Told: " + told().size()
                        + ". " + log.status());
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }

    void awaitTrouble(String word) {
        await("trouble with " + word, () -> log.status().detail().contains(word));
    }

    void awaitHealth() {
        await("the trouble is over", () -> log.status().up());
    }

    /** The ids of the events after a position, in pages; empty when they are lost. */
    Optional<List<String>> after(Position from, int page) {
        List<String> ids = new ArrayList<>();
        Position position = from;
        while (true) {
            Optional<List<Entry>> entries =
                    log.after(position, page).toCompletableFuture().join();
            if (entries.isEmpty()) {
                return Optional.empty();
            }
            if (entries.get().isEmpty()) {
                return Optional.of(ids);
            }
            entries.get().forEach(entry -> ids.add(entry.event().id()));
            position = entries.get().getLast().position();
        }
    }

    Optional<List<String>> after(Position from) {
        return after(from, 3);
    }

    /** The position before everything. */
    Position beginning() {
        return new Position(log.newest().epoch(), 0);
    }

    /** Another program at the file. */
    Connection intruder() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Override
    public void close() {
        log.close();
    }
}
