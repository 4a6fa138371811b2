package dev.referee.app;

import dev.referee.intake.InputFile;
import dev.referee.log.Archive;
import dev.referee.log.LogDamage;
import dev.referee.log.LogRefusal;
import dev.referee.model.Transfer;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.TooManyException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Reads what was reported, for {@link ReconcileCommand}. */
final class ReportFiles {
    private ReportFiles() {}

    /**
     * Reads a log's file, which a Referee may be writing.
     *
     * @param skew so long after what was forgotten last, and before the reading began, a transfer may
     *     have been recorded and not be there
     * @return up to when what was reported is known
     */
    static Instant readLog(Path file, Reconciliation reconciliation, Duration skew)
            throws CommandFailure {
        Instant until = Clock.systemUTC().instant().minus(skew);
        try {
            Instant since = Archive.read(file, reconciliation::report);
            reconciliation.reportedSince(since.plus(skew));
            return until;
        } catch (TooManyException e) {
            throw new CommandFailure(ExitCode.DATA, file + ": " + e.getMessage(), e);
        } catch (LogDamage e) {
            throw new CommandFailure(ExitCode.DATA, String.valueOf(e.getMessage()), e);
        } catch (LogRefusal e) {
            throw new CommandFailure(ExitCode.NO_INPUT, String.valueOf(e.getMessage()), e);
        } catch (SQLException | IOException e) {
            throw new CommandFailure(
                    ExitCode.INPUT_OUTPUT,
                    file + ": not a readable log of Referee: " + e.getMessage(),
                    e);
        }
    }

    /** Reads CloudEvents, one a line. */
    static void readEvents(Path file, Reconciliation reconciliation) throws CommandFailure {
        long number = 0;
        // By a decoder: other than by the character set, what is not UTF-8 is told.
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(InputFile.open(file), StandardCharsets.UTF_8.newDecoder()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    reconciliation.report(transfer(line, file, number));
                }
            }
        } catch (TooManyException e) {
            throw new CommandFailure(ExitCode.DATA, file + ": " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new CommandFailure(
                    ExitCode.DATA, file + ": not text in UTF-8. Are these events?", e);
        } catch (IOException e) {
            throw CommandFailure.unreadable(file, e);
        }
    }

    private static Transfer transfer(String line, Path file, long number) throws CommandFailure {
        try {
            return Archive.transfer(line);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.DATA,
                    file + ":" + number + ": not an event as replay prints them.",
                    e);
        }
    }
}
