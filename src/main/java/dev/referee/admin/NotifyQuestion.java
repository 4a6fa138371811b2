package dev.referee.admin;

import dev.referee.edge.QueryParameters;
import dev.referee.log.Notifies.Filter;
import dev.referee.problem.Problem;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;

/**
 * What a list of NOTIFYs is asked for with.
 *
 * @param filter which of them
 * @param limit the most of a page, 1 to {@link Parameters#MOST}
 * @param before only those with a lower number: the cursor
 */
record NotifyQuestion(Filter filter, int limit, long before) {
    static final Set<String> NAMES =
            Set.of("transfer", "callId", "pbx", "since", "limit", "cursor");

    static NotifyQuestion read(@Nullable String query) throws Problem {
        Map<String, String> given = QueryParameters.read(query, NAMES);
        Filter filter = new Filter(
                given.get("transfer"),
                given.get("callId"),
                given.get("pbx"),
                since(given.get("since")));
        return new NotifyQuestion(filter, Parameters.limit(given), Parameters.before(given));
    }

    private static @Nullable Instant since(@Nullable String value) throws Problem {
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw QueryParameters.invalid("Send as \"since\" a time as in RFC 3339, like"
                    + " 2026-01-02T03:04:05Z, with a \"+\" in it as %2B.");
        }
    }
}
