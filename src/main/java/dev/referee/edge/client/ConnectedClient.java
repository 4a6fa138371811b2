package dev.referee.edge.client;

/** A client that counts against the connection limits: a socket, a stream, or a pending request. */
public interface ConnectedClient {
    /** Closes the connection with a code. Does nothing if it is closing already. */
    void close(CloseCode code);

    /** Drops the connection at once; data that was not sent is lost. */
    void cut();
}
