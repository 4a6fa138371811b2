package dev.referee.log;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how much a {@link SqliteLog} keeps. The newest entries go first out of memory, then out
 * of the file, where whichever of its three limits is reached first counts.
 *
 * @param file the SQLite file; its folder is made where it is missing
 * @param safeFromPowerCuts whether every commit waits until the disk has it. Without that, a power
 *     cut or a crash of the operating system can lose the last commits; a crash of Referee cannot
 * @param entries the most entries
 * @param age how long an entry is kept, at least
 * @param bytes the most bytes of the file; what is being written comes on top
 * @param entriesInMemory the newest entries, and the most that wait to be written
 * @param dialogs the most dialogs
 * @param notifies the most NOTIFYs of {@link Notifies}; 0 for none
 * @param notifyBytes the most bytes of them together
 * @param traces the most ladders of {@link Traces}; 0 for none
 * @param traceBytes the most bytes of them together
 */
public record LogSettings(
        Path file,
        boolean safeFromPowerCuts,
        int entries,
        Duration age,
        long bytes,
        int entriesInMemory,
        int dialogs,
        int notifies,
        long notifyBytes,
        int traces,
        long traceBytes) {
    private static final int USUAL_TRACES = 1_000;
    private static final long USUAL_TRACE_BYTES = 32 << 20;

    /** With what an installation starts with for {@link #traces} and their bytes. */
    public LogSettings(
            Path file,
            boolean safeFromPowerCuts,
            int entries,
            Duration age,
            long bytes,
            int entriesInMemory,
            int dialogs,
            int notifies,
            long notifyBytes) {
        this(
                file,
                safeFromPowerCuts,
                entries,
                age,
                bytes,
                entriesInMemory,
                dialogs,
                notifies,
                notifyBytes,
                USUAL_TRACES,
                USUAL_TRACE_BYTES);
    }
}
