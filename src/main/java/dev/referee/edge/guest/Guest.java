package dev.referee.edge.guest;

/** Whoever takes a place on the server: a socket, a stream, or a request that is being answered. */
public interface Guest {
    /** Asks it to leave, with a reason. Does nothing when it is leaving already. */
    void close(CloseCode code);

    /** Ends its connection by force, whatever is still on its way. */
    void cut();
}
