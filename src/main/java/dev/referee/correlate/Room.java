package dev.referee.correlate;

import java.util.LinkedHashSet;
import java.util.Set;

/** A bridge and who is in it. */
final class Room {
    final String id;
    final Set<Leg> members = new LinkedHashSet<>();

    /** Those in it wait and hear nobody. */
    boolean holding;

    /** It is a parking lot. */
    boolean parking;

    /** It mixes many: a conference, or a call that grew beyond two. */
    boolean mixing;

    Room(String id) {
        this.id = id;
    }
}
