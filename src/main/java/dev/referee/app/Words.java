package dev.referee.app;

import java.util.Locale;

/** Enum constants as people and documents spell them. */
final class Words {
    private Words() {}

    /** {@code NO_ANSWER} as {@code no-answer}. */
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
