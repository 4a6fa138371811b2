package dev.referee.log;

import dev.referee.log.EventLog.Position;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The names that one history had, one after the other, and up to where each was told. So a position
 * of an older name is good as long as everything after it is still there, and one of entries that
 * were told under that name and then lost is never mistaken for another. Guarded by its owner.
 */
final class Epochs {
    /** Each stands for a time of trouble; the oldest is forgotten first. */
    private static final int MOST = 64;

    /** The newest offset of each that is over, oldest first. */
    private final Map<String, Long> over = new LinkedHashMap<>();

    private String present;

    /** A history that begins now. */
    Epochs() {
        this(Map.of(), UUID.randomUUID().toString());
    }

    /** A history that goes on. */
    Epochs(Map<String, Long> over, String present) {
        this.over.putAll(over);
        this.present = present;
    }

    Epochs copy() {
        return new Epochs(over, present);
    }

    String present() {
        return present;
    }

    /** Those that are over, oldest first, with the newest offset of each. */
    Map<String, Long> over() {
        return Collections.unmodifiableMap(over);
    }

    /** Goes on under a new name. */
    void next(long newest) {
        end(present, newest);
        present = UUID.randomUUID().toString();
    }

    /** Puts another history in front of this one. */
    void precededBy(Epochs other, long newestOfOther) {
        Map<String, Long> later = new LinkedHashMap<>(over);
        over.clear();
        over.putAll(other.over);
        end(other.present, newestOfOther);
        later.forEach(this::end);
    }

    private void end(String epoch, long newest) {
        over.put(epoch, newest);
        if (over.size() > MOST) {
            over.remove(over.keySet().iterator().next());
        }
    }

    /** Whether somebody may have been told all up to this position. */
    boolean know(Position position, long newest) {
        Long last = position.epoch().equals(present)
                ? Long.valueOf(newest)
                : over.get(position.epoch());
        return last != null && position.offset() >= 0 && position.offset() <= last;
    }

    /** The name under which an entry was told. */
    Position positionOf(long offset) {
        @Nullable String epoch = null;
        for (Map.Entry<String, Long> one : over.entrySet()) {
            if (epoch == null && offset <= one.getValue()) {
                epoch = one.getKey();
            }
        }
        return new Position(epoch == null ? present : epoch, offset);
    }
}
