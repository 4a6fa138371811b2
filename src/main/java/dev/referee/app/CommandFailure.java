package dev.referee.app;

import org.jspecify.annotations.Nullable;

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

    int exitCode() {
        return exitCode;
    }
}
