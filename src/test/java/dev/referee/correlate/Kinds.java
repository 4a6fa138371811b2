package dev.referee.correlate;

import java.util.Locale;

/** Which calls a simulation makes: {@code -Dreferee.simulation.kinds=old|new|all}. */
enum Kinds {
    /** The plain calls alone. */
    OLD,
    /** Calls modelled on reports from the field alone. */
    NEW,
    /** Both. */
    ALL;

    static Kinds chosen() {
        String name = System.getProperty("referee.simulation.kinds", "all");
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean has(Kinds kind) {
        return this == ALL || this == kind;
    }
}
