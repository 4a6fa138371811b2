package dev.referee.app;

import dev.referee.intake.InputFile;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.intake.records.AmiCel;
import dev.referee.intake.records.CelReader;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;
import dev.referee.reconcile.Reconciliation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;

/** Reads Asterisk's records, for {@link ReconcileCommand}. */
final class RecordFiles {
    private RecordFiles() {}

    /**
     * Reads a file, whose content decides what it is.
     *
     * @param captures whether it may be a capture, whose time begins in 1970
     * @return how many records there were
     */
    static long read(Path file, ZoneId zone, boolean captures, Reconciliation reconciliation)
            throws RecordsException, CaptureException, CommandFailure {
        try {
            if (!isCapture(file)) {
                return readCsv(file, zone, reconciliation);
            }
            if (!captures) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        file + ": this is a capture, whose time begins in 1970. Compare it with"
                                + " what replay prints of it, by --events.",
                        null);
            }
            return readCapture(file, reconciliation);
        } catch (IOException e) {
            throw CommandFailure.unreadable(file, e);
        }
    }

    private static boolean isCapture(Path file) throws IOException {
        try (InputStream in = InputFile.open(file)) {
            return in.read() == '{';
        }
    }

    private static long readCsv(Path file, ZoneId zone, Reconciliation reconciliation)
            throws RecordsException, IOException {
        long read = 0;
        try (CelReader reader = CelReader.open(file, zone)) {
            for (CallRecord one = reader.next(); one != null; one = reader.next()) {
                reconciliation.record(one);
                read++;
            }
        }
        return read;
    }

    private static long readCapture(Path file, Reconciliation reconciliation)
            throws RecordsException, CaptureException, IOException {
        long read = 0;
        try (CaptureReader capture = CaptureReader.open(file)) {
            for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
                CallRecord one = line.source() == Source.AMI
                        ? AmiCel.read(
                                line.raw(),
                                Instant.EPOCH.plusMillis(line.t()),
                                file.getFileName() + " at " + line.t() + " ms")
                        : null;
                if (one != null) {
                    reconciliation.record(one);
                    read++;
                }
            }
        }
        return read;
    }
}
