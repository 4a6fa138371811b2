package dev.referee.app.config;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * One thing that can be set.
 *
 * @param path its place in the file, section names and name with dots between
 * @param most how many values it may have; 1 for a key that is no list
 * @param initial the text of the value that counts when none is given; null when there is none
 * @param meaning one or two sentences for an administrator
 */
record Key<T>(
        String path, int most, ValueType<T> type, @Nullable String initial, String meaning) {
    static final String VARIABLE_PREFIX = "REFEREE_";

    /** In a path: the number of an item in a list of sections. */
    static final String ITEM = "<n>";

    /** The most items of a list of sections. */
    static final int MOST_ITEMS = 50;

    /** The environment variable that sets it. */
    String variable() {
        return VARIABLE_PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Whether it is a key of every item in a list of sections. */
    boolean isOfItem() {
        return path.contains(ITEM);
    }

    /** The same key of one item, counted from 1. */
    Key<T> ofItem(int number) {
        return new Key<>(path.replace(ITEM, String.valueOf(number)), most, type, initial, meaning);
    }

    boolean isList() {
        return most > 1;
    }

    /** The place of one value of a list, counted from 1, for the settings and for messages. */
    String entry(int number) {
        return path + " entry " + number;
    }

    /** What must be given, to complete "it must be …". */
    String expected() {
        return isList()
                ? "a list of up to " + most + " values, each " + type.expected()
                : type.expected();
    }

    /** The last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The path without its last part; empty for a key of the top level. */
    String section() {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
}
