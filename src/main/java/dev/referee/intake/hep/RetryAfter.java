package dev.referee.intake.hep;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header Retry-After (RFC 3261 section 20.33): {@code 18000;duration=3600}, {@code 120 (in a
 * meeting)}. What has another form, as the dates of RFC 2543, says nothing.
 */
final class RetryAfter {
    private static final Pattern VALUE =
            Pattern.compile("([0-9]{1,18})[ \\t]*(?:\\(.*\\))?[ \\t]*(?:;.*)?");
    private static final Pattern LINE =
            Pattern.compile("(?im)^Retry-After[ \\t]*:[ \\t]*(.*?)[ \\t]*$");

    private RetryAfter() {}

    /** What a header's value says, or null. */
    static @Nullable Duration of(@Nullable String value) {
        Matcher matcher = VALUE.matcher(value == null ? "" : value);
        return matcher.matches() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : null;
    }

    /** What the part of a SIP message in a NOTIFY's body says (RFC 3420), or null. */
    static @Nullable Duration ofBody(String body) {
        Matcher line = LINE.matcher(body);
        return line.find() ? of(line.group(1)) : null;
    }
}
