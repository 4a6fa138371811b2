package dev.referee.edge.client;

import dev.referee.edge.EdgeSettings;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The connected clients, bounded in total and for each address. Used on the edge's context only,
 * except {@link #count}.
 */
public final class ConnectionLimits {
    /** Most clients over the limit that get a close code at one time; others get an HTTP error. */
    static final int MAX_TURNED_AWAY = 100;

    private final EdgeSettings settings;
    private final Set<ConnectedClient> served = new LinkedHashSet<>();
    /** Clients that are served, by address; no entry has 0. */
    private final Map<String, Integer> byPeer = new HashMap<>();

    private final Set<ConnectedClient> turnedAway = new LinkedHashSet<>();
    private Runnable onEmpty = () -> {};
    private volatile int count;
    private boolean closed;

    public ConnectionLimits(EdgeSettings settings) {
        this.settings = settings;
    }

    /** Whether the limits refuse one more client of a {@link Peer}. */
    boolean isFull(String peer) {
        return closed
                || served.size() >= settings.maxConnections()
                || byPeer.getOrDefault(peer, 0) >= settings.maxConnectionsPerAddress();
    }

    /** Whether one more client would not even get a close code. */
    public boolean isCrowded(String peer) {
        return closed || (isFull(peer) && turnedAway.size() >= MAX_TURNED_AWAY);
    }

    /** Admits a client if the limits allow it. An admitted client calls {@link #leave} at its end. */
    public boolean enter(ConnectedClient client, String peer) {
        if (isFull(peer)) {
            return false;
        }
        served.add(client);
        byPeer.merge(peer, 1, Integer::sum);
        count = served.size();
        return true;
    }

    /** Closes a client over the limit. It also calls {@link #leave} at its end. */
    public void turnAway(ConnectedClient client) {
        turnedAway.add(client);
        client.close(closed ? CloseCode.SHUTTING_DOWN : CloseCode.TOO_MANY_CONNECTIONS);
    }

    /** Counts a client no longer: its connection has ended. */
    public void leave(ConnectedClient client, String peer) {
        if (served.remove(client)) {
            byPeer.computeIfPresent(peer, (key, places) -> places == 1 ? null : places - 1);
        }
        count = served.size();
        turnedAway.remove(client);
        if (all().isEmpty()) {
            onEmpty.run();
        }
    }

    /** Number of clients that are served. Any thread may ask. */
    public int count() {
        return count;
    }

    /** Closes all clients with a code. */
    public void closeAll(CloseCode code) {
        all().forEach(client -> client.close(code));
    }

    /**
     * Closes all clients and admits no others.
     *
     * @param whenEmpty runs when the last connection has ended, perhaps before this returns
     */
    public void close(Runnable whenEmpty) {
        closed = true;
        onEmpty = whenEmpty;
        closeAll(CloseCode.SHUTTING_DOWN);
        if (all().isEmpty()) {
            whenEmpty.run();
        }
    }

    /** Drops the connections that are still open. */
    public void cutAll() {
        all().forEach(ConnectedClient::cut);
    }

    private List<ConnectedClient> all() {
        return Stream.concat(served.stream(), turnedAway.stream()).toList();
    }
}
