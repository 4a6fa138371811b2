package dev.referee.correlate;

import dev.referee.model.Bridge;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bridges of one view that somebody is in. */
final class Rooms {
    private final Map<String, Room> byId = new HashMap<>();

    /** Everybody in a leg's bridge, itself included; holding bridges connect nobody. */
    static Collection<Leg> companions(Leg leg) {
        Room room = leg.room;
        return room == null || room.holding ? List.of() : room.members;
    }

    /** Those in a bridge. */
    Collection<Leg> membersOf(@Nullable String id) {
        Room room = id == null ? null : byId.get(id);
        return room == null ? List.of() : List.copyOf(room.members);
    }

    void enter(Leg leg, Bridge bridge) {
        leave(leg);
        Room room = byId.computeIfAbsent(bridge.id(), Room::new);
        if (bridge.technology() != null) {
            room.holding = bridge.isHolding();
            room.mixing = bridge.isMixing();
        }
        room.parking |= bridge.parking();
        leg.held = room.holding;
        for (Leg member : room.members) {
            if (!member.isLeaving() && !leg.isLeaving()) {
                member.lastPartner = leg.uniqueid;
                leg.lastPartner = member.uniqueid;
            }
        }
        room.members.add(leg);
        leg.room = room;
        leg.arrive(room.id);
    }

    void leave(Leg leg) {
        Room room = leg.room;
        if (room != null) {
            room.members.remove(leg);
            leg.room = null;
            if (room.members.isEmpty()) {
                byId.remove(room.id, room);
            }
        }
    }

    /** A bridge is gone; those who were in it. */
    List<Leg> dissolve(String id) {
        Room room = byId.remove(id);
        if (room == null) {
            return List.of();
        }
        List<Leg> members = new ArrayList<>(room.members);
        members.forEach(member -> member.room = null);
        room.members.clear();
        return members;
    }

    void clear() {
        byId.clear();
    }

    int size() {
        return byId.size();
    }
}
