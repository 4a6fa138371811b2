package dev.referee.correlate;

import java.util.ArrayList;
import java.util.List;

/** A bridge and the channels in it. */
final class Room {
    final String id;

    /** In the order in which they came, each once: mostly two. */
    final List<Leg> members = new ArrayList<>(2);

    /** Channels in it wait and hear no other party. */
    boolean holding;

    /** It is a parking lot. */
    boolean parking;

    /** It mixes many: a conference, or a call that grew beyond two. */
    boolean mixing;

    Room(String id) {
        this.id = id;
    }
}
