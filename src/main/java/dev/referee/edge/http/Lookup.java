package dev.referee.edge.http;

import dev.referee.edge.access.Viewer.Role;
import dev.referee.edge.access.Visibility;
import dev.referee.edge.access.VisibleTransfers;
import dev.referee.edge.feed.Hub;
import dev.referee.edge.feed.Positions;
import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds transfers as they stand, and tells as JSON what their asker sees of them. */
final class Lookup {
    private Lookup() {}

    /**
     * One transfer.
     *
     * @throws Problem when there is none of this id that is seen
     */
    static String one(Hub hub, VisibleTransfers visible, @Nullable String id) throws Problem {
        Seen seen = find(hub, visible, id);
        return hub.visibility().transfer(seen.entry(), seen.roles(), visible.callIds());
    }

    /** A transfer, and the parts in which it is seen: at least one. */
    record Seen(Entry entry, Set<Role> roles) {}

    /**
     * Finds one.
     *
     * @throws Problem when there is none of this id that is seen
     */
    static Seen find(Hub hub, VisibleTransfers visible, @Nullable String id) throws Problem {
        for (Entry entry : hub.current().newest()) {
            Set<Role> roles =
                    entry.event().transfer().id().equals(id) ? visible.rolesIn(entry) : Set.of();
            if (!roles.isEmpty()) {
                return new Seen(entry, roles);
            }
        }
        throw new Problem(
                Kind.NOT_FOUND,
                "No transfer has this id, or you may not see it. Referee deletes transfers that"
                        + " ended long ago.");
    }

    /**
     * A page of those that are asked for, in the order of their last change: what changes meanwhile
     * comes again, and nothing is missed.
     *
     * @throws Problem when the question's cursor is none of the present history
     */
    static String page(Hub hub, VisibleTransfers visible, TransferQuery question) throws Problem {
        EventLog.Current current = hub.current();
        Position after = question.after();
        if (after != null
                && (!after.epoch().equals(current.at().epoch())
                        || after.offset() > current.at().offset())) {
            throw TransferQuery.badCursor();
        }
        List<String> transfers = new ArrayList<>();
        long last = 0;
        for (Entry entry : current.newest()) {
            if (after != null && entry.offset() <= after.offset()) {
                continue;
            }
            Set<Role> roles = question.fits(entry) ? visible.rolesIn(entry) : Set.of();
            if (roles.isEmpty() || !question.fits(Visibility.of(entry, roles, visible.callIds()))) {
                continue;
            }
            if (transfers.size() == question.limit()) {
                return json(transfers, current.at(), new Position(current.at().epoch(), last));
            }
            transfers.add(hub.visibility().transfer(entry, roles, visible.callIds()));
            last = entry.offset();
        }
        return json(transfers, current.at(), null);
    }

    /**
     * A page.
     *
     * @param at what it tells is the case there: a stream can go on from it
     * @param next behind which the next page begins; null when there is none
     */
    private static String json(List<String> transfers, Position at, @Nullable Position next) {
        return "{\"transfers\":[" + String.join(",", transfers) + "],\"position\":" + quote(at)
                + (next == null ? "" : ",\"next\":" + quote(next)) + "}";
    }

    private static String quote(Position position) {
        return Json.encode(Positions.text(position));
    }
}
