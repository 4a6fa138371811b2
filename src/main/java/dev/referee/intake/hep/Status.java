package dev.referee.intake.hep;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds SIP status codes, 100 to 699. */
final class Status {
    private static final Pattern LINE = Pattern.compile("SIP/2\\.0 ([1-6][0-9]{2})(?: .*)?");
    private static final Pattern LINE_WITHIN =
            Pattern.compile("(?im)^[ \\t]*SIP/2\\.0[ \\t]+([1-6][0-9]{2})(?![0-9])");
    private static final Pattern BARE = Pattern.compile("\\s*([1-6][0-9]{2})(?:[ \\t\\r\\n].*)?");

    private Status() {}

    /** The status of a status line (RFC 3261 section 7.2), or null. */
    static @Nullable Integer ofLine(String line) {
        return number(LINE.matcher(line));
    }

    /**
     * What a NOTIFY's body claims. A {@code message/sipfrag} has to begin with a status line (RFC
     * 3515 section 2.4.5). Of others the first line that looks like a status line counts, then a
     * bare code at the beginning, as in {@code 200 OK}.
     *
     * @param contentType the header, or null when it is missing
     * @return null when there is none
     */
    static @Nullable Integer ofBody(@Nullable String contentType, String body) {
        if (contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("message/sipfrag")) {
            int end = body.indexOf('\n');
            Integer status = ofLine((end < 0 ? body : body.substring(0, end)).strip());
            if (status != null) {
                return status;
            }
        }
        Matcher within = LINE_WITHIN.matcher(body);
        if (within.find()) {
            return Integer.valueOf(within.group(1));
        }
        int end = body.strip().indexOf('\n');
        return number(BARE.matcher(end < 0 ? body.strip() : body.strip().substring(0, end)));
    }

    private static @Nullable Integer number(Matcher matcher) {
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }
}
