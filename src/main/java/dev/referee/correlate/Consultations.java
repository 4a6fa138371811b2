package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * The waiting party in a bridge while the transferor consults the target by feature code, or by
 * AMI's Atxfer. Asterisk calls the target through a Local channel that names the transferor, and
 * moves the transferor to the channel's bridge. If the waiting party hangs up while the other two
 * talk, Asterisk reports no end of the transfer (16.28 and 22.10.1).
 */
final class Consultations {
    /** By a half of the Local channel: the name of the channel that requested the consultation. */
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
     * @param before the channel it shared a bridge with before; null if unknown
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

    /** The party that consults while this one waits, returned once; null for none. */
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

    /** Asterisk has reported how it ended. */
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
