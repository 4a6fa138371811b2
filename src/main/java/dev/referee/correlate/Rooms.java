package dev.referee.correlate;

import dev.referee.model.Bridge;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The bridges of one view that have a channel in them. */
final class Rooms {
    /** Limit of the bridges whose last leaving channel is remembered. */
    private static final int MOST_LEFT = 1_000;

    private final Map<String, Room> byId = new HashMap<>();

    /** By the bridge: its last one who is no half of a Local channel and no machine. */
    private final SequencedMap<String, Leg> lastToLeave = new LinkedHashMap<>();

    /**
     * All channels in a leg's bridge, itself included; holding bridges do not connect their
     * channels.
     */
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
        leg.end.held = room.holding;
        for (Leg member : room.members) {
            if (!member.isLeaving() && !leg.isLeaving()) {
                member.lastPartner = leg.uniqueid;
                leg.lastPartner = member.uniqueid;
            }
        }
        room.members.add(leg);
        leg.room = room;
    }

    /**
     * A leg takes the place of another one that is in a conference: Asterisk reports no swap
     * (22.10.1).
     *
     * @param old the bridge that it comes from, which it may be said to leave later
     */
    void takePlace(Leg leg, Leg other, @Nullable String old) {
        Room room = other.room == null ? roomLastSeenIn(other) : other.room;
        if (room != null && !room.id.equals(old)) {
            takeOut(other);
            takeOut(leg);
            byId.put(room.id, room);
            room.members.add(leg);
            leg.room = room;
        }
    }

    /** The bridge of a leg that is gone without a report of leaving: another leg has its place. */
    private @Nullable Room roomLastSeenIn(Leg leg) {
        String id = leg.end.lastBridge;
        return id == null || !leg.isGone() || leg.itinerary.hasLeft(id)
                ? null
                : byId.computeIfAbsent(id, Room::new);
    }

    void leave(Leg leg) {
        Room room = takeOut(leg);
        if (room == null) {
            return;
        }
        String before = leg.end.lastBridge;
        if (before != null && !before.equals(room.id)) {
            lastToLeave.remove(before, leg);
        }
        leg.end.lastBridge = room.id;
        if (!leg.isMachine()) {
            lastToLeave.putLast(room.id, leg);
            if (lastToLeave.size() > MOST_LEFT) {
                lastToLeave.pollFirstEntry();
            }
        }
    }

    private @Nullable Room takeOut(Leg leg) {
        Room room = leg.room;
        if (room != null) {
            room.members.remove(leg);
            leg.room = null;
            if (room.members.isEmpty()) {
                byId.remove(room.id, room);
            }
        }
        return room;
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

    /** Who is in a bridge besides a leg, or was the last to leave it; null for none known. */
    @Nullable
    Leg otherIn(@Nullable String id, Leg than) {
        Leg there = membersOf(id).stream()
                .filter(leg -> leg != than && !leg.isMachine())
                .findFirst()
                .orElse(null);
        Leg left = id == null ? null : lastToLeave.get(id);
        return there == null && left != than ? left : there;
    }

    /** Forgets a leg that is gone for long. */
    void forget(Leg leg) {
        leave(leg);
        if (leg.end.lastBridge != null) {
            lastToLeave.remove(leg.end.lastBridge, leg);
        }
    }

    void clear() {
        lastToLeave.clear();
        byId.clear();
    }

    int size() {
        return byId.size() + lastToLeave.size();
    }
}
