package dev.referee.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Text in which each {@code *} stands for any characters, or none. Matching never tries one thing
 * twice: each piece between two stars is taken where it first fits.
 */
final class Wildcard {
    private final List<String> pieces;

    private Wildcard(List<String> pieces) {
        this.pieces = pieces;
    }

    /**
     * Reads one.
     *
     * @param reading turns what stands between two stars into the text that is meant
     */
    static Wildcard of(String text, UnaryOperator<String> reading) {
        List<String> pieces = new ArrayList<>();
        for (String piece : text.split("\\*", -1)) {
            pieces.add(reading.apply(piece));
        }
        return new Wildcard(List.copyOf(pieces));
    }

    boolean matches(String text) {
        String first = pieces.getFirst();
        String last = pieces.getLast();
        if (pieces.size() == 1) {
            return text.equals(first);
        }
        if (!text.startsWith(first)
                || !text.endsWith(last)
                || text.length() < first.length() + last.length()) {
            return false;
        }
        int end = text.length() - last.length();
        int from = first.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = text.indexOf(piece, from);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            from = found + piece.length();
        }
        return true;
    }
}
