package dev.referee.app;

import dev.referee.intake.InputFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** A command cannot do what it was asked for; the message says why and what to do, in one line. */
final class CommandFailure extends Exception {
    private final int exitCode;

    /**
     * Creates one.
     *
     * @param exitCode one of {@link ExitCode}
     */
    CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A file that somebody named cannot be read. */
    static CommandFailure unreadable(Path file, IOException e) {
        InputFile.Unreadable trouble = InputFile.trouble(e);
        int exitCode = switch (trouble.kind()) {
            case NO_INPUT -> ExitCode.NO_INPUT;
            case BROKEN -> ExitCode.DATA;
            case INPUT_OUTPUT -> ExitCode.INPUT_OUTPUT;
        };
        return new CommandFailure(exitCode, file + ": " + trouble.what(), e);
    }

    int exitCode() {
        return exitCode;
    }
}
