package dev.referee.bench;

/** Somebody who listens to a stream of AMI frames on a connection of its own. */
interface Contender {
    /** How it is named in the tables. */
    String name();

    /**
     * Connects and listens.
     *
     * @param port of a {@link FakePbx}
     * @param onMarker runs whenever it has dealt with everything before a {@link FakePbx#MARKER}
     * @return ends it
     */
    AutoCloseable listen(int port, Runnable onMarker) throws Exception;
}
