package dev.referee.admin;

import dev.referee.edge.QueryParameters;
import dev.referee.problem.Problem;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/**
 * What a list of dead letters is asked for with.
 *
 * @param webhook whose; null for all
 * @param limit the most of a page, 1 to {@link #MOST}
 * @param before only those with a lower number: the cursor
 */
record Parameters(@Nullable String webhook, int limit, long before) {
    static final Set<String> NAMES = Set.of("webhook", "limit", "cursor");
    static final int MOST = 100;

    /** Throws when there is any. */
    static void refuseAny(@Nullable String query) throws Problem {
        if (query != null && !query.isEmpty()) {
            throw QueryParameters.invalid("Send no parameters.");
        }
    }

    static Parameters read(@Nullable String query) throws Problem {
        Map<String, String> given = QueryParameters.read(query, NAMES);
        return new Parameters(given.get("webhook"), limit(given), before(given));
    }

    /** The most of a page. */
    static int limit(Map<String, String> given) throws Problem {
        String limit = given.getOrDefault("limit", String.valueOf(MOST));
        if (!limit.matches("[1-9][0-9]?|100")) {
            throw QueryParameters.invalid("Send a \"limit\" from 1 to " + MOST + ".");
        }
        return Integer.parseInt(limit);
    }

    /** The number that those of a page are below. */
    static long before(Map<String, String> given) throws Problem {
        String cursor = given.getOrDefault("cursor", String.valueOf(Long.MAX_VALUE));
        if (!cursor.matches("[0-9]{1,18}|" + Long.MAX_VALUE)) {
            throw QueryParameters.invalid("Send as \"cursor\" the \"next\" of the page before.");
        }
        return Long.parseLong(cursor);
    }
}
