package dev.referee.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;

/**
 * Why the file cannot be written, and what to do about it.
 *
 * @param what the rest of a sentence that begins with "events are not kept: "; no path and no
 *     secret, for anybody can read it
 * @param reopen whether the file must be opened anew before it can be written again
 * @param damaged whether it must be moved out of the way before
 */
record Trouble(String what, boolean reopen, boolean damaged) {
    // Primary result codes: https://sqlite.org/rescode.html
    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;
    private static final int PRIMARY = 0xff;

    private static final String UNWRITABLE =
            "the file or its folder cannot be written. Let Referee's user write both, or choose"
                    + " another file with log.file.";

    static Trouble of(SQLException e) {
        return switch (e.getErrorCode() & PRIMARY) {
            case FULL ->
                new Trouble(
                        "the disk is full. Free space where log.file is, or choose another file.",
                        false,
                        false);
            case BUSY, LOCKED ->
                new Trouble(
                        "another program has locked the file. End whatever has log.file open.",
                        false,
                        false);
            case PERM, READONLY, CANTOPEN -> new Trouble(UNWRITABLE, true, false);
            case CORRUPT, NOTADB -> new Trouble("the file is damaged.", true, true);
            case IOERR ->
                new Trouble(
                        "the disk failed (" + e.getMessage() + "). See the system's log, and choose"
                                + " another file with log.file if it stays so.",
                        true,
                        false);
            default -> new Trouble("SQLite failed (" + e.getMessage() + ").", true, false);
        };
    }

    static Trouble of(IOException e) {
        return e instanceof AccessDeniedException
                ? new Trouble(UNWRITABLE, true, false)
                : new Trouble("the file cannot be opened (" + e + ").", true, false);
    }

    /** One without damage. */
    Trouble(String what, boolean reopen) {
        this(what, reopen, false);
    }

    /** For what only another machine or another way of starting can help. */
    static Trouble of(LinkageError e) {
        return new Trouble(
                "SQLite's library cannot be loaded (" + e.getMessage() + "). Start Java with"
                        + " -Djava.io.tmpdir= and a folder whose files may be executed.",
                true,
                false);
    }
}
