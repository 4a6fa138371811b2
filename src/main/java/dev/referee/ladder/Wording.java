package dev.referee.ladder;

import dev.referee.model.ReferTo;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Words of labels. None names a party otherwise than by its part in the transfer. */
final class Wording {
    /** RFC 3261 section 21 and RFC 3515, those that transfers meet. */
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(100, "Trying"),
            Map.entry(180, "Ringing"),
            Map.entry(183, "Session Progress"),
            Map.entry(200, "OK"),
            Map.entry(202, "Accepted"),
            Map.entry(302, "Moved Temporarily"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(407, "Proxy Authentication Required"),
            Map.entry(408, "Request Timeout"),
            Map.entry(480, "Temporarily Unavailable"),
            Map.entry(481, "Call/Transaction Does Not Exist"),
            Map.entry(486, "Busy Here"),
            Map.entry(487, "Request Terminated"),
            Map.entry(488, "Not Acceptable Here"),
            Map.entry(500, "Server Internal Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(600, "Busy Everywhere"),
            Map.entry(603, "Decline"));

    private Wording() {}

    /** {@code 486 Busy Here}. */
    static String status(int status) {
        String phrase = PHRASES.get(status);
        return phrase == null ? String.valueOf(status) : status + " " + phrase;
    }

    /** What a lane's owner is called: {@code transferee}. */
    static String of(String lane) {
        return lane.startsWith("other") ? "other party" : lane;
    }

    /** {@code the transferor and the target}; empty for nobody. */
    static String list(Collection<String> lanes) {
        Set<String> words = lanes.stream()
                .map(Wording::of)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return words.stream().map(word -> "the " + word).collect(Collectors.joining(" and "));
    }

    /** {@code NOT_PERMITTED} is written {@code Not permitted}. */
    static String word(String constant) {
        String words = constant.replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.isEmpty()
                ? words
                : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    static String refer(@Nullable String referTo) {
        if (referTo == null) {
            return "REFER without Refer-To";
        }
        ReferTo read = ReferTo.of(referTo);
        return read.form() == ReferTo.Form.NONE ? "REFER" : "REFER with Replaces";
    }
}
