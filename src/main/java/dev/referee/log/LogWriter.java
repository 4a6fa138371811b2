package dev.referee.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * The one thread that writes a log's file: everything that has come while the last commit ran goes
 * into the next one. Takes its work from a {@link Backlog} and tells it what became of it.
 */
final class LogWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final LogSettings settings;
    private final InstantSource clock;
    private final Backlog backlog;
    private final Runnable reopened;
    private final LogFile.Apart apart;
    private final DialogBook book;
    private @Nullable Claim claim;
    private @Nullable LogFile file;

    /**
     * Creates a writer.
     *
     * @param reopened runs when another file may stand in the place of the one before
     * @param apart as {@link LogFile#open} takes it
     * @param claim null when the file has not been claimed yet
     * @param file null when it must be opened first
     */
    LogWriter(
            LogSettings settings,
            InstantSource clock,
            Backlog backlog,
            Runnable reopened,
            LogFile.Apart apart,
            DialogBook book,
            @Nullable Claim claim,
            @Nullable LogFile file) {
        this.settings = settings;
        this.clock = clock;
        this.backlog = backlog;
        this.reopened = reopened;
        this.apart = apart;
        this.book = book;
        this.claim = claim;
        this.file = file;
    }

    @Override
    public void run() {
        try {
            Backlog.Work work = backlog.next();
            while (!(work instanceof Backlog.Stop)) {
                attempt(work);
                work = backlog.next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void attempt(Backlog.Work work) {
        try {
            switch (work) {
                case Backlog.Commit commit -> commit(commit);
                case Backlog.Mend mend -> mend();
                case Backlog.Upkeep upkeep -> retain();
                case Backlog.Stop stop -> {}
            }
        } catch (SQLException e) {
            failed(Trouble.of(e), e);
        } catch (IOException e) {
            failed(Trouble.of(e), e);
        } catch (LinkageError e) {
            failed(Trouble.of(e), e);
        } catch (LogRefusal e) {
            failed(new Trouble(String.valueOf(e.getMessage()), true), e);
        } catch (RuntimeException e) {
            LOG.error("The log's writer failed: this is a bug, please report it", e);
            failed(new Trouble("of an error in Referee.", true), e);
        }
    }

    private void failed(Trouble trouble, Throwable why) {
        LOG.debug("The log's file could not be written", why);
        if (trouble.reopen() && file != null) {
            file.close();
            file = null;
        }
        backlog.failed(trouble);
    }

    private void commit(Backlog.Commit commit) throws SQLException {
        LogFile open = opened();
        backlog.committed(open.append(commit.entries(), commit.dialogs(), clock.instant()));
        if (open.isOverALimit()) {
            retain();
        }
    }

    private void retain() throws SQLException {
        backlog.keptUp(opened().retain(clock.instant()));
    }

    private LogFile opened() {
        if (file == null) {
            throw new IllegalStateException("there is no file to write although all is well");
        }
        return file;
    }

    /** Writes what was told meanwhile, until nothing more has come. */
    private void mend() throws SQLException, IOException, LogRefusal {
        if (claim == null) {
            claim = Claim.on(settings.file());
        }
        LogFile open = file;
        if (open == null) {
            // It may be another file than before, or damaged.
            LogFile.Opened opened = LogFile.open(settings, apart, true);
            open = opened.file();
            file = open;
            reopened.run();
            if (backlog.goOnFrom(opened.contents())) {
                open.abandonTransfersUnderWay();
            }
            book.restore(opened.contents().dialogs());
            book.keepAll();
        }
        Backlog.Unwritten part = backlog.unwritten();
        open.mend(part.written(), part.entries(), part.epochs(), part.lostUpTo());
        while (!backlog.mended(part)) {
            part = backlog.unwritten();
            open.mend(part.written(), part.entries(), part.epochs(), part.lostUpTo());
        }
    }

    private void close() {
        if (file != null) {
            file.close();
        }
        if (claim != null) {
            claim.close();
        }
    }
}
