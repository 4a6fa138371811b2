package dev.referee.app;

/** What the program's exit status says: the numbers of BSD's sysexits.h. */
final class ExitCode {
    /** All went well. */
    static final int OK = 0;
    /**
     * What was asked for is not there, is not possible, or was not taken; or what was compared does
     * not agree.
     */
    static final int NO = 1;
    /** The command line is wrong. */
    static final int USAGE = 64;
    /** The file that was to be read is broken. */
    static final int DATA = 65;
    /** There is no such file, or it may not be read. */
    static final int NO_INPUT = 66;
    /** Something that is needed cannot be had: a port in use, no Java that is new enough. */
    static final int UNAVAILABLE = 69;
    /** A bug in Referee. */
    static final int SOFTWARE = 70;
    /** The file to be written is there already. */
    static final int CANNOT_CREATE = 73;
    /** A disk failed or is full. */
    static final int INPUT_OUTPUT = 74;
    /** A running Referee allows that to administrators alone. */
    static final int DENIED = 77;
    /** The configuration is wrong. */
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}
