package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Who waits in a bridge while the transferor consults somebody by feature code, or by AMI's Atxfer.
 * Asterisk calls the target through a Local channel on which it names the transferor, and moves that
 * one to the channel's bridge. Where the one who waits hangs up while those two talk, Asterisk tells no
 * end of the transfer (16.28 and 22.10.1).
 */
final class Consultations {
    /** By a half of the Local channel: the name of the channel that asked for the consultation. */
    private final Map<Leg, String> askedBy = new HashMap<>();

    /** By the one who waits: the one who consults. */
    private final Map<Leg, Leg> consulting = new HashMap<>();

    /** A channel was made to consult somebody for another one. */
    void asked(Leg half, String transferor) {
        if (half.isLocal() && !transferor.isEmpty()) {
            askedBy.put(half, transferor);
        }
    }

    /**
     * A leg has entered a bridge, perhaps that of its consultation.
     *
     * @param before whom it shared a bridge with before; null for none known
     */
    void entered(Leg leg, @Nullable Leg before) {
        if (before != null && before.room != leg.room && askedThrough(leg) != null) {
            consulting.put(before, leg);
        }
    }

    /** The half of the Local channel in a leg's bridge through which that leg consults somebody. */
    @Nullable
    Leg askedThrough(Leg leg) {
        String name = leg.name();
        return name == null
                ? null
                : Rooms.companions(leg).stream()
                        .filter(member -> name.equals(askedBy.get(member))
                                || name.equals(askedBy.get(member.half)))
                        .findFirst()
                        .orElse(null);
    }

    /** Who consults somebody while this one waits, and is asked once; null for nobody. */
    @Nullable
    Leg endedBy(Leg waiting) {
        Leg transferor = consulting.remove(waiting);
        return transferor == null
                        || transferor.isLeaving()
                        || transferor.room == waiting.room
                        || askedThrough(transferor) == null
                ? null
                : transferor;
    }

    /** Asterisk has told how it ended. */
    void ended(Leg transferor) {
        consulting.values().remove(transferor);
        askedBy.values().removeIf(name -> name.equals(transferor.name()));
    }

    /** Forgets a leg that is gone for long. */
    void forget(Leg leg) {
        askedBy.remove(leg);
        consulting.remove(leg);
    }

    void clear() {
        askedBy.clear();
        consulting.clear();
    }

    int size() {
        return askedBy.size() + consulting.size();
    }
}
