package dev.referee.app.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * A value as somebody gave it.
 *
 * @param where the place to name in a message: a file with its line, or a variable
 * @param file the configuration file in which it stands; null for a variable
 */
record Setting(String text, String where, @Nullable Path file) {
    /** The path that a name in the value means: in a file it counts from the file's folder. */
    Path resolve(String name) {
        return file == null ? Path.of(name) : file.resolveSibling(name);
    }

    /** Shows no text: it may be a secret. */
    @Override
    public String toString() {
        return "Setting from " + where;
    }
}
