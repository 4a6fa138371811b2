package dev.referee.intake.records;

import org.jspecify.annotations.Nullable;

/** Records cannot be read; the message names file and line and says what to do. */
public final class RecordsException extends Exception {
    private final boolean broken;

    RecordsException(boolean broken, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.broken = broken;
    }

    /** Whether what is in the file is wrong, and not that it cannot be read at all. */
    public boolean isBroken() {
        return broken;
    }
}
