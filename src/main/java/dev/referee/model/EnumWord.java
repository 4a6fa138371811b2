package dev.referee.model;

import java.util.Locale;

/** How a constant is spelled outside of Java: in JSON, keys, metrics and on the command line. */
public final class EnumWord {
    private EnumWord() {}

    /** {@code SEMI_ATTENDED} as {@code semi-attended}. */
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
