package dev.referee.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Final SIP statuses that say no (RFC 3261 section 7.2), from the first to the last, both included:
 * 300 to 699.
 */
public record StatusRange(int first, int last) {
    /** What one must be, to complete "it must be …". */
    public static final String EXPECTED =
            "a SIP status from 300 to 699, or a range of them like 500-599";

    private static final Pattern FORM = Pattern.compile("([3-6][0-9]{2})(?:-([3-6][0-9]{2}))?");

    /** Reads one; empty when the text is none. */
    public static Optional<StatusRange> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(parts.group(1));
        int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
        return last < first ? Optional.empty() : Optional.of(new StatusRange(first, last));
    }

    boolean holds(int status) {
        return status >= first && status <= last;
    }
}
