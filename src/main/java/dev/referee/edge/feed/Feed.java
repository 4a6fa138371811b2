package dev.referee.edge.feed;

import dev.referee.edge.access.Viewer;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The transfers of one viewer for a line that carries nothing else: first how they stand, then what
 * happens. Used on the edge's context only.
 */
public final class Feed implements Hub.Subscriber {
    private final Hub hub;
    private final Viewer viewer;
    private final Line line;
    private Runnable stop = () -> {};
    /** Up to where the line was told; null until it is answered. */
    private @Nullable Position told;

    /** Who carries a feed. */
    public interface Line {
        /** How many messages it takes before its reader counts as too slow. */
        int room();

        /**
         * The answer, once and first.
         *
         * @param upTo from where to resume should nothing follow; null when what was missed follows
         * @param answer as JSON: the transfers, oldest first, and whether all that was missed can
         *     be told
         */
        void subscribed(@Nullable Position upTo, String answer);

        /** An event, and its place in the history. */
        void event(Position position, String cloudEvent);

        /** The history has another name from here on. */
        void renamed(Position position);
    }

    public Feed(Hub hub, Viewer viewer, Line line) {
        this.hub = hub;
        this.viewer = viewer;
        this.line = line;
    }

    /**
     * Begins.
     *
     * @param from where to resume; null to begin now
     */
    public void begin(@Nullable Position from) {
        hub.join(this);
        // One place is for the answer itself.
        stop = hub.subscribe(this, "", viewer.topic(), from, line.room() - 1, this::answer);
    }

    /** Ends it: the line is gone. */
    public void end() {
        hub.leave(this);
        stop.run();
    }

    /** From where to resume; null when that cannot be said yet. */
    public @Nullable Position told() {
        Position read = hub.position();
        return told == null || told.offset() > read.offset() ? told : read;
    }

    private void answer(Hub.Answer answer) {
        Position upTo = new Position(hub.position().epoch(), answer.offset());
        line.subscribed(answer.missed().isEmpty() ? upTo : null, json(answer));
        answer.missed().forEach(this::deliver);
        told = upTo;
    }

    private String json(Hub.Answer answer) {
        String transfers = answer.transfers().stream()
                .map(entry ->
                        hub.visibility().transfer(entry, viewer.rolesIn(entry), viewer.callIds()))
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"transfers\":" + transfers + ",\"recovered\":" + answer.recovered() + "}";
    }

    private void deliver(Entry entry) {
        line.event(
                entry.position(),
                hub.visibility().event(entry, viewer.rolesIn(entry), viewer.callIds()));
    }

    @Override
    public void renamed(Position position) {
        if (told != null) {
            line.renamed(position);
        }
    }

    @Override
    public void deliver(Entry entry, List<String> ids) {
        deliver(entry);
    }
}
