package dev.referee.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Suggestion {
    private Suggestion() {}

    /**
     * " Did you mean …?", or nothing when no candidate is near. Upper case, dashes and
     * underscores make no difference, and sections may be left out: {@code ami.port} and {@code
     * pingIntervalMs} are both understood.
     */
    static String among(Collection<String> candidates, String unknown) {
        String plain = plain(unknown);
        Optional<String> withoutItsSection = candidates.stream()
                .filter(candidate -> plain(candidate).endsWith("." + plain))
                .findFirst();
        return withoutItsSection
                .or(() -> nearest(candidates, plain))
                .map(meant -> " Did you mean " + meant + "?")
                .orElse("");
    }

    private static Optional<String> nearest(Collection<String> candidates, String plain) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))))
                .filter(candidate ->
                        distance(plain, plain(candidate)) <= Math.max(1, plain.length() / 4));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** Levenshtein's: how many letters to add, drop or change to make one of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int column = 0; column <= b.length(); column++) {
            row[column] = column;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
