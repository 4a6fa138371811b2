package dev.referee.edge.guest;

import dev.referee.edge.EdgeSettings;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who takes the server's places, as many as it has in all and for one address. Used on the edge's
 * context only, but for {@link #count}.
 */
public final class Guests {
    /** Those over the limit that may be told so at one time; the next are refused by HTTP. */
    static final int MAX_TURNED_AWAY = 100;

    private final EdgeSettings settings;
    private final Set<Guest> served = new LinkedHashSet<>();
    /** Those served, by who they are; none with 0. */
    private final Map<String, Integer> byPeer = new HashMap<>();

    private final Set<Guest> turnedAway = new LinkedHashSet<>();
    private Runnable onEmpty = () -> {};
    private volatile int count;
    private boolean closed;

    public Guests(EdgeSettings settings) {
        this.settings = settings;
    }

    /** Whether one more of a {@link Peer} would find no place. */
    boolean isFull(String peer) {
        return closed
                || served.size() >= settings.maxConnections()
                || byPeer.getOrDefault(peer, 0) >= settings.maxConnectionsPerAddress();
    }

    /** Whether one more could not even be told that there is no place. */
    public boolean isCrowded(String peer) {
        return closed || (isFull(peer) && turnedAway.size() >= MAX_TURNED_AWAY);
    }

    /** Gives a place, if there is one. Whoever gets it calls {@link #leave}. */
    public boolean enter(Guest guest, String peer) {
        if (isFull(peer)) {
            return false;
        }
        served.add(guest);
        byPeer.merge(peer, 1, Integer::sum);
        count = served.size();
        return true;
    }

    /** Closes one that gets no place. It, too, calls {@link #leave} when it is gone. */
    public void turnAway(Guest guest) {
        turnedAway.add(guest);
        guest.close(closed ? CloseCode.SHUTTING_DOWN : CloseCode.TOO_MANY_CONNECTIONS);
    }

    /** It is gone. */
    public void leave(Guest guest, String peer) {
        if (served.remove(guest)) {
            byPeer.computeIfPresent(peer, (key, places) -> places == 1 ? null : places - 1);
        }
        count = served.size();
        turnedAway.remove(guest);
        if (all().isEmpty()) {
            onEmpty.run();
        }
    }

    /** How many have a place. Any thread may ask. */
    public int count() {
        return count;
    }

    /** Asks all to leave. */
    public void closeAll(CloseCode code) {
        all().forEach(guest -> guest.close(code));
    }

    /**
     * Asks all to leave and lets nobody in any more.
     *
     * @param whenEmpty runs when the last is gone, perhaps before this returns
     */
    public void close(Runnable whenEmpty) {
        closed = true;
        onEmpty = whenEmpty;
        closeAll(CloseCode.SHUTTING_DOWN);
        if (all().isEmpty()) {
            whenEmpty.run();
        }
    }

    /** Ends those by force that are still there. */
    public void cutAll() {
        all().forEach(Guest::cut);
    }

    private List<Guest> all() {
        return Stream.concat(served.stream(), turnedAway.stream()).toList();
    }
}
