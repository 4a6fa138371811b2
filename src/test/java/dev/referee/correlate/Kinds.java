package dev.referee.correlate;

import java.util.Locale;

/** Which calls a simulation makes: {@code -Dreferee.simulation.kinds=old|new|outgoing|all}. */
enum Kinds {
    /** The plain calls alone. */
    OLD,
    /** Calls modelled on reports from the field alone. */
    NEW,
    /** Calls in which the PBX itself asks for a transfer, and plain ones that look like them. */
    OUTGOING,
    /** All of them. */
    ALL;

    static Kinds chosen() {
        String name = System.getProperty("referee.simulation.kinds", "all");
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean has(Kinds kind) {
        return this == ALL || this == kind;
    }
}
