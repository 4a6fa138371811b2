package dev.referee.app;

import dev.referee.intake.InputFile;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.intake.records.AmiCdr;
import dev.referee.intake.records.AmiCel;
import dev.referee.intake.records.CdrSource;
import dev.referee.intake.records.CelReader;
import dev.referee.intake.records.Records;
import dev.referee.intake.records.RecordsException;
import dev.referee.model.CallDetail;
import dev.referee.model.Source;
import dev.referee.reconcile.DetailReconciliation;
import dev.referee.reconcile.Reconciliation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Consumer;

/** Reads Asterisk's records, for {@link ReconcileCommand}. */
final class RecordFiles {
    private RecordFiles() {}

    /** How a frame of a capture is read: null when it is no such record. */
    @FunctionalInterface
    private interface Frames<T> {
        @Nullable
        T read(String frame, Instant at, String origin) throws RecordsException;
    }

    /** How a file of Asterisk's is opened. */
    @FunctionalInterface
    private interface Opening<T> {
        Records<T> open(Path file, ZoneId zone) throws RecordsException, IOException;
    }

    /**
     * Reads CEL from a file, whose content decides what it is.
     *
     * @param captures whether it may be a capture, whose time begins in 1970
     * @return how many records there were
     */
    static long readEvents(Path file, ZoneId zone, boolean captures, Reconciliation reconciliation)
            throws RecordsException, CaptureException, CommandFailure {
        return read(file, zone, captures, CelReader::open, AmiCel::read, reconciliation::record);
    }

    /** Reads CDRs likewise, also from a file of SQLite's. */
    static long readDetails(
            Path file, ZoneId zone, boolean captures, DetailReconciliation reconciliation)
            throws RecordsException, CaptureException, CommandFailure {
        AmiCdr frames = new AmiCdr(zone);
        return read(
                file,
                zone,
                captures,
                (name, its) -> new CdrSource.InFile(name).open(its, reconciliation.begin()),
                frames::read,
                reconciliation::detail);
    }

    /** Reads CDRs from a PostgreSQL. */
    static long readDatabase(
            CdrSource.InDatabase database, ZoneId zone, DetailReconciliation reconciliation)
            throws RecordsException, CommandFailure {
        try (Records<CallDetail> records = database.open(zone, reconciliation.begin())) {
            return readAll(records, reconciliation::detail);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.INPUT_OUTPUT, "closing the database failed: " + e.getMessage(), e);
        }
    }

    private static <T> long read(
            Path file,
            ZoneId zone,
            boolean captures,
            Opening<T> opening,
            Frames<T> frames,
            Consumer<T> reader)
            throws RecordsException, CaptureException, CommandFailure {
        try {
            if (!isCapture(file)) {
                try (Records<T> records = opening.open(file, zone)) {
                    return readAll(records, reader);
                }
            }
            if (!captures) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        file + ": this is a capture, and its times begin in 1970. Compare it"
                                + " with the output of replay for the same capture, with"
                                + " --events.",
                        null);
            }
            return readCapture(file, frames, reader);
        } catch (IOException e) {
            throw CommandFailure.unreadable(file, e);
        }
    }

    private static boolean isCapture(Path file) throws IOException {
        try (InputStream in = InputFile.open(file)) {
            return in.read() == '{';
        }
    }

    private static <T> long readAll(Records<T> records, Consumer<T> reader)
            throws RecordsException {
        long read = 0;
        for (T one = records.next(); one != null; one = records.next()) {
            reader.accept(one);
            read++;
        }
        return read;
    }

    private static <T> long readCapture(Path file, Frames<T> frames, Consumer<T> reader)
            throws RecordsException, CaptureException, IOException {
        long read = 0;
        try (CaptureReader capture = CaptureReader.open(file)) {
            for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
                T one = line.source() == Source.AMI
                        ? frames.read(
                                line.raw(),
                                Instant.EPOCH.plusMillis(line.t()),
                                file.getFileName() + " at " + line.t() + " ms")
                        : null;
                if (one != null) {
                    reader.accept(one);
                    read++;
                }
            }
        }
        return read;
    }
}
