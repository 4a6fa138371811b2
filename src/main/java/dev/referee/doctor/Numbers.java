package dev.referee.doctor;

import java.util.Optional;

/** Reads numbers of configuration files. */
final class Numbers {
    private Numbers() {}

    /** The number, or another one where there is none or it is no number. */
    static int orElse(Optional<String> text, int otherwise) {
        try {
            return text.map(String::strip).map(Integer::valueOf).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
