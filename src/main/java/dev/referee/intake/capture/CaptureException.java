package dev.referee.intake.capture;

import org.jspecify.annotations.Nullable;

/** A capture cannot be read or written. The message names the file and says what to do. */
public final class CaptureException extends Exception {
    /** What kind of trouble it is. */
    public enum Kind {
        /** There is no such file, or this user may not read it, or it is a folder. */
        NO_INPUT,
        /** The file is not a capture, or a part of it is broken; the message names the line. */
        BROKEN,
        /** A file of that name is there already and is not to be overwritten. */
        EXISTS,
        /** The disk or the file system failed: full, gone, read-only. */
        INPUT_OUTPUT,
        /** The disk was too slow for what there was to record. */
        OVERFLOW
    }

    private final Kind kind;

    CaptureException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }
}
