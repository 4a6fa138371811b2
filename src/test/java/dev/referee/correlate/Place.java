package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * An extension of the {@link SimulatedPbx}.
 *
 * @param number what is dialled to get there: Asterisk's extensions need not be digits
 * @param walk what a caller meets there, from the first priority on
 * @param needsTransferor whether it is a place only for transferred callers
 */
record Place(String number, Walk walk, boolean needsTransferor) {
    /** What happens to a caller. */
    interface Walk {
        /**
         * The caller is at the first priority now. A caller that reached nobody is gone afterwards.
         *
         * @param transferor the leg that sent it, or null when it called by itself
         */
        Reached follow(SimulatedLine caller, @Nullable SimulatedLine transferor);
    }

    static Place forAll(String number, Function<SimulatedLine, Reached> walk) {
        return new Place(number, (caller, transferor) -> walk.apply(caller), false);
    }

    static Place forTransferred(String number, Walk walk) {
        return new Place(number, walk, true);
    }

    Reached follow(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        return walk.follow(caller, transferor);
    }

    @Override
    public String toString() {
        return number;
    }
}
