package dev.referee.edge.socket;

import dev.referee.edge.access.Viewer;
import dev.referee.edge.feed.Feed;
import dev.referee.edge.feed.Hub;
import dev.referee.edge.feed.Positions;
import dev.referee.log.CloudEvents;
import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;

/**
 * A socket that carries CloudEvents and nothing else, one a message (subprotocol {@code
 * cloudevents.json}, CloudEvents' WebSockets protocol binding 1.0.2). What it is to carry was asked
 * for with the handshake; what comes from its other end is not looked at. Used on the edge's context
 * only.
 */
final class PlainEvents implements Connection.Listener, Feed.Line {
    static final String SUBPROTOCOL = "cloudevents.json";

    private final Connection connection;
    private final Feed feed;
    private final Runnable onClosed;

    PlainEvents(Connection connection, Hub hub, Viewer viewer, Runnable onClosed) {
        this.connection = connection;
        this.feed = new Feed(hub, viewer, this);
        this.onClosed = onClosed;
    }

    /**
     * Begins.
     *
     * @param from where to resume; null to begin now
     */
    void begin(@Nullable Position from) {
        feed.begin(from);
    }

    @Override
    public void text(byte[] message) {}

    @Override
    public void binary() {}

    @Override
    public void closed() {
        feed.end();
        onClosed.run();
    }

    @Override
    public int room() {
        return connection.room();
    }

    @Override
    public void subscribed(@Nullable Position upTo, String answer) {
        String position = upTo == null ? null : Positions.text(upTo);
        connection.send(CloudEvents.subscribed(position, answer));
    }

    @Override
    public void event(Position position, String cloudEvent) {
        connection.send(CloudEvents.at(Positions.text(position), cloudEvent));
    }

    /** The next event tells it. */
    @Override
    public void renamed(Position position) {}
}
