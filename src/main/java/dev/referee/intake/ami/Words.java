package dev.referee.intake.ami;

import org.jspecify.annotations.Nullable;

/**
 * Values that came lately, each kept once: the frames of a call name the same channels, contexts and
 * applications again and again. A new value takes the place of one with the same hash. For one thread
 * at a time.
 */
final class Words {
    /** The longest value that is kept, in characters. */
    private static final int LONGEST = 64;

    /** A power of two: so many values are kept at most. */
    private static final int PLACES = 2_048;

    /** So many characters at the end of a value are looked at to find its place. */
    private static final int TELLING = 6;

    private final @Nullable String[] kept = new @Nullable String[PLACES];

    /** A part of a text. */
    String of(String text, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return text.substring(from, to);
        }
        int hash = length;
        // Names and uniqueids differ at their ends.
        for (int i = Math.max(from, to - TELLING); i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
        String known = kept[place];
        if (known != null && known.length() == length && text.startsWith(known, from)) {
            return known;
        }
        String word = text.substring(from, to);
        kept[place] = word;
        return word;
    }
}
